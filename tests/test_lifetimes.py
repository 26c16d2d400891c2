"""What a derivative is of, and what was compiled for it, lives no longer than it is used."""

from __future__ import annotations

import copy
import functools
import gc
import linecache
import pickle
import tracemalloc
import weakref

import numpy as np

from s2sdiff import differentiate, grad, hessian, jvp, linearize, value_and_grad, vjp
from s2sdiff.kept import kept
from s2sdiff.parse.source import _found


def slope_of_a_new_function(k):
    def helper(x):
        return x * x * k

    f = lambda x: helper(x) + x  # noqa: E731
    assert grad(f)(3.0) == 6.0 * k + 1.0
    return f


def all_derivatives_of_a_new_function(k):
    f = differentiate(lambda x: x * x * k)
    assert value_and_grad(f)(3.0) == (9.0 * k, 6.0 * k)
    assert jvp(f, (3.0,), (1.0,))[1] == vjp(f, 3.0)[1](1.0)[0] == linearize(f, 3.0)[1](1.0) == f.grad(3.0) == 6.0 * k
    assert hessian(f)(3.0) == grad(grad(f))(3.0) == grad(lambda x: grad(f)(x))(3.0) == 2.0 * k
    return f


def test_functions_are_freed_with_their_derivatives():
    for make in (slope_of_a_new_function, all_derivatives_of_a_new_function):
        gone = [weakref.ref(make(float(k))) for k in range(5)]
        gc.collect()
        assert [ref() for ref in gone] == [None] * 5


def test_a_derivative_keeps_its_function():
    df = grad(lambda x: x * x)
    pullback = vjp(lambda x: x * x, 3.0)[1]
    gc.collect()
    assert (df(3.0), pullback(1.0)) == (6.0, (6.0,))


def test_a_function_keeps_its_derivatives():
    def f(x):
        return x * x

    grad(f)(3.0)
    gone = weakref.ref(grad(f))
    gc.collect()
    assert gone() is grad(f)
    assert len(grad(f).__s2sdiff__.variants) == 1


def test_a_thousand_lambdas_do_not_fill_the_memory():
    def use(count, start):
        for k in range(start, start + count):
            text = f"f = lambda x: x * x * {k}.0\n"
            name = f"<lambda {k}>"
            linecache.cache[name] = (len(text), None, [text], name)
            space: dict = {}
            exec(compile(text, name, "exec"), space)
            assert grad(space["f"])(1.0) == 2.0 * k
            del linecache.cache[name]
        gc.collect()
        return len(linecache.cache), len(_found)

    use(50, 1)
    tracemalloc.start()
    try:
        lines, before = use(20, 100), tracemalloc.get_traced_memory()[0]
        assert use(1000, 1000) == lines
        assert tracemalloc.get_traced_memory()[0] - before < 3_000_000  # a derivative takes some 20 kB
    finally:
        tracemalloc.stop()


def test_an_object_that_is_another_at_each_call():
    def f(x, other):
        return x * x

    df = grad(f)
    for _ in range(150):
        assert df(3.0, iter(())) == 6.0
    names = len(df.__globals__)
    for _ in range(50):
        assert df(3.0, iter(())) == 6.0
    assert len(df.__s2sdiff__.variants) == 100
    assert len(df.__globals__) == names


def test_lines_stay_as_long_as_one_derivative_of_that_text():
    def make():
        return grad(lambda x: np.sin(x) * 31.0)

    first, second = make(), make()
    first(1.0), second(1.0)
    file = first.__wrapped__.__code__.co_filename
    assert file == second.__wrapped__.__code__.co_filename
    del first
    gc.collect()
    assert "31.0" in "".join(linecache.getlines(file))
    del second
    gc.collect()
    assert file not in linecache.cache


def module_level(x):
    return x * x


def test_what_is_kept_is_the_functions_own():
    grad(module_level)(3.0)
    wrapper = functools.wraps(module_level)(lambda x: 5.0 * x)
    assert kept(wrapper) is not kept(module_level)
    assert grad(wrapper)(3.0) == 5.0
    assert copy.deepcopy(module_level) is module_level
    assert pickle.loads(pickle.dumps(module_level)) is module_level
    assert pickle.loads(pickle.dumps(vars(module_level))) == {"__s2sdiff_kept__": {}}
    vars(wrapper)["__s2sdiff_kept__"] = {}  # as it is after a pickle by value
    assert grad(wrapper)(3.0) == 5.0


def test_a_dict_of_attributes_that_two_functions_share():
    def old(x):
        return x * x

    def new(x):
        return x * x * x

    old.__dict__ = new.__dict__  # as IPython's autoreload does
    first, second = grad(old), grad(new)
    for _ in range(2):
        assert (grad(old)(2.0), grad(new)(2.0)) == (4.0, 12.0)
    assert (grad(old), grad(new)) == (first, second)
