"""Functions as values, as seen by a caller: what is guarded, what is counted, what a name means at each call."""

import functools
import pickle

import numpy as np
import pytest

from s2sdiff import (
    check_grads,
    differentiate,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)
from s2sdiff.errors import DifferentiationError, SourceError

FACTOR = 2.0


def power(x, exponent, scale=1.0):
    return scale * x**exponent


def product(*xs):
    total = 1.0
    for x in xs:
        total = total * x
    return total


def options(x, **named):
    return x * named["rate"]


def solve(g, x, steps=2):
    for _ in range(steps):
        x = g(x)
    return x


def doubled(x):
    return FACTOR * x


def tripled(x):
    return 3.0 * x


def apply_global(x):
    return chosen(x) * x


chosen = doubled


# --- functools.partial -----------------------------------------------------------------------------------------------
def test_a_partial_is_differentiated_by_the_arguments_that_a_call_gives():
    square = functools.partial(power, exponent=2)
    assert grad(square)(3.0) == 6.0
    assert grad(square)(3.0, scale=2.0) == 12.0
    assert grad(functools.partial(power, 3.0))(2.0) == pytest.approx(9.0 * np.log(3.0))
    assert grad(functools.partial(power, 3.0), argnames="scale")(2.0) == 9.0
    assert value_and_grad(functools.partial(square, scale=3.0))(2.0) == (12.0, 12.0)
    assert grad(grad(square))(3.0) == 2.0
    assert hvp(square)(3.0, 5.0) == 10.0
    assert hessian(functools.partial(power, exponent=3))(2.0) == 12.0
    assert jvp(square, (3.0,), (1.0,)) == (9.0, 6.0)
    assert jvp(functools.partial(power, 3.0), (2.0, 1.0), (0.0, 1.0)) == (9.0, 9.0)
    assert vjp(square, 3.0)[1](1.0) == (6.0,)
    assert linearize(square, 3.0)[1](1.0) == 6.0
    assert jacobian(square)(3.0) == 6.0
    np.testing.assert_allclose(elementwise_grad(square)(np.array([1.0, 2.0])), [2.0, 4.0])


def test_the_arguments_of_a_partial_are_read_at_each_call():
    weights = np.array([1.0, 2.0])
    dot = functools.partial(lambda w, x: np.sum(w * x), weights)
    slope = grad(dot)
    np.testing.assert_array_equal(slope(np.ones(2)), [1.0, 2.0])
    weights[0] = 7.0
    np.testing.assert_array_equal(slope(np.ones(2)), [7.0, 2.0])


def test_a_partial_that_a_function_calls_is_looked_up_at_each_call():
    def total(x):
        return inner(x)

    inner = functools.partial(power, exponent=2)
    slope = grad(total)
    assert slope(3.0) == 6.0
    inner = functools.partial(power, exponent=3)
    assert slope(3.0) == 27.0
    inner.keywords["exponent"] = 2
    assert slope(3.0) == 6.0


# --- stars ------------------------------------------------------------------------------------------------------------
def test_argnums_count_what_a_call_passes():
    assert grad(product)(2.0, 3.0) == 3.0
    assert grad(product, argnums=2)(2.0, 3.0, 5.0) == 6.0
    assert grad(product, argnums=-1)(2.0, 3.0, 5.0, 7.0) == 30.0
    assert grad(product, argnums=(0, 2))(2.0, 3.0, 5.0) == (15.0, 6.0)
    with pytest.raises(TypeError, match="has 1 parameters and no number 1"):
        grad(product, argnums=1)(2.0)
    assert grad(options, argnames="rate")(2.0, rate=3.0) == 2.0
    with pytest.raises(TypeError, match="options got no argument other; it got x, rate"):
        grad(options, argnames="other")(2.0, rate=3.0)


def test_all_derivatives_take_stars():
    assert hvp(product)(2.0, 1.0, 3.0) == 0.0
    assert hessian(product, argnums=(0, 1))(2.0, 3.0, 5.0) == ((0.0, 5.0), (5.0, 0.0))
    assert jvp(product, (2.0, 3.0), (1.0, 1.0)) == (6.0, 5.0)
    assert vjp(product, 2.0, 3.0, 5.0)[1](1.0) == (15.0, 10.0, 6.0)
    assert grad(grad(product), argnums=1)(2.0, 3.0, 5.0) == 5.0
    assert jacobian(product, argnums=(0, 1))(2.0, 3.0) == (3.0, 2.0)


def test_a_derivative_of_stars_is_kept_and_pickles_by_name():
    assert grad(product) is grad(product)
    again = pickle.loads(pickle.dumps(grad(product, argnums=-1)))
    assert again is grad(product, argnums=-1)
    assert again.__name__ == "product_grad"


# --- functions as arguments -------------------------------------------------------------------------------------------
def test_another_function_is_another_variant_and_the_same_one_is_not():
    slope = grad(solve, argnums=1)
    assert slope(doubled, 1.0) == 4.0
    assert slope(tripled, 1.0) == 9.0
    assert slope(doubled, 5.0) == 4.0
    assert len(slope.__s2sdiff__.variants) == 2


def test_a_redefined_function_that_is_passed_is_seen():
    def g(x):
        return 2.0 * x

    slope = grad(solve, argnums=1)
    assert slope(g, 1.0, 1) == 2.0
    g.__code__ = tripled.__code__
    assert slope(g, 1.0, 1) == 3.0


def test_what_a_function_that_is_passed_reads_is_read_afresh():
    k = 2.0

    def g(x):
        return k * x

    slope = grad(solve, argnums=1)
    assert slope(g, 1.0) == 4.0
    k = 3.0
    assert slope(g, 1.0) == 9.0
    k = np.array([1.0, 2.0])[1]
    assert slope(g, 1.0) == 4.0


def test_lambdas_that_are_made_anew_at_each_call():
    slope = grad(solve, argnums=1)
    assert [slope(lambda x, k=k: k * x, 1.0) for k in (1.0, 2.0, 3.0)] == [1.0, 4.0, 9.0]


def test_a_function_by_keyword_and_in_a_container():
    assert grad(solve, argnames="x")(x=1.0, g=tripled) == 9.0

    def layers(fs, x):
        return fs["last"](fs["first"][0](x))

    slope = grad(layers, argnums=1)
    assert slope({"first": [doubled, None], "last": np.sin}, 0.5) == pytest.approx(2.0 * np.cos(1.0))
    assert slope({"first": [tripled, None], "last": np.sin}, 0.5) == pytest.approx(3.0 * np.cos(1.5))


def test_with_respect_to_a_function_is_refused():
    with pytest.raises(TypeError, match="with respect to g"):
        grad(solve)(doubled, 1.0)


def test_functions_without_a_source_are_refused_by_name():
    with pytest.raises(DifferentiationError, match=r"np\.vectorize"):
        grad(solve, argnums=1)(np.vectorize(doubled), 1.0)
    with pytest.raises(DifferentiationError, match="lru_cache"):
        grad(solve, argnums=1)(functools.lru_cache(doubled), 1.0)
    made = {}
    exec("def f(x):\n    return x\n", made)
    with pytest.raises(SourceError, match="not kept"):
        grad(solve, argnums=1)(made["f"], 1.0)


# --- what a name means ------------------------------------------------------------------------------------------------
def test_a_global_that_is_another_function_now():
    global chosen
    slope = grad(apply_global)
    assert slope(1.0) == 4.0
    chosen = tripled
    assert slope(1.0) == 6.0
    chosen = np.sin
    assert slope(1.0) == pytest.approx(np.sin(1.0) + np.cos(1.0))
    chosen = doubled
    assert slope(1.0) == 4.0


def test_a_default_that_is_data_is_read_at_each_call_and_once_made():
    start = [1.0, 2.0]

    def helper(x, start=start):
        return x * start[0]

    def f(x):
        return helper(x)

    slope = grad(f)
    assert slope(3.0) == 1.0
    start[0] = 5.0
    assert slope(3.0) == 5.0
    helper.__defaults__ = ([7.0],)
    assert slope(3.0) == 7.0


def test_a_closure_cell_that_changes_between_calls():
    def make():
        def scaled(x):
            return k * x

        def set_to(value):
            nonlocal k
            k = value

        k = 2.0
        return scaled, set_to

    scaled, set_to = make()

    def f(x):
        return solve(scaled, x)

    slope = grad(f)
    assert slope(1.0) == 4.0
    set_to(3.0)
    assert slope(1.0) == 9.0
    set_to(np.float32(2.0))
    assert slope(1.0) == 4.0


ACTS = {"tanh": np.tanh, "double": doubled}
LAYERS = [(np.sin, 2.0), (tripled, 0.5)]


def by_name(x, name):
    return ACTS[name](x)


def by_layers(x):
    for act, scale in LAYERS:
        x = scale * act(x)
    return x


def test_functions_in_a_container_outside_are_looked_up_at_each_call():
    slope = grad(by_name)
    assert slope(0.5, "double") == 2.0
    assert slope(0.5, "tanh") == pytest.approx(1.0 - np.tanh(0.5) ** 2)
    ACTS["double"] = tripled
    assert slope(0.5, "double") == 3.0
    ACTS["new"] = np.exp
    assert slope(0.5, "new") == np.exp(0.5)
    ACTS["double"] = doubled
    del ACTS["new"]
    assert slope(0.5, "double") == 2.0


def test_a_list_of_functions_outside_that_grows_and_whose_data_change():
    slope = grad(by_layers)
    assert slope(0.5) == pytest.approx(2.0 * 1.5 * np.cos(0.5))
    LAYERS.append((doubled, 1.0))
    assert slope(0.5) == pytest.approx(2.0 * 3.0 * np.cos(0.5))
    LAYERS[1] = (tripled, 1.5)
    assert slope(0.5) == pytest.approx(2.0 * 9.0 * np.cos(0.5))
    del LAYERS[2]
    LAYERS[1] = (tripled, 0.5)
    assert slope(0.5) == pytest.approx(2.0 * 1.5 * np.cos(0.5))


def changes_the_table(x):
    table = ACTS
    table["double"] = np.sin
    return ACTS["double"](x)


def grows_the_list(x):
    LAYERS.append((np.cos, x))
    return LAYERS[-1][0](x)


@pytest.mark.parametrize("f", [changes_the_table, grows_the_list])
def test_a_container_of_functions_outside_that_is_changed_is_refused(f):
    before = dict(ACTS), list(LAYERS)
    with pytest.raises(DifferentiationError):
        grad(f)(0.5)
    assert before == (ACTS, LAYERS)


# --- text -------------------------------------------------------------------------------------------------------------
def test_the_source_is_that_for_the_arguments():
    shown = differentiate(solve, wrt=1).source(np.sin, 0.5)
    assert "def solve_value_and_grad(g, x, steps=2):" in shown
    assert "np.sin(x)" in shown
    assert "def product_value_and_grad(xs_0, xs_1):" in differentiate(product).source(2.0, 3.0)
    assert "xs_0_dot" in differentiate(product).source(2.0, 3.0, mode="forward")


def test_check_grads_takes_functions_and_stars():
    check_grads(solve, (np.sin, 0.5))
    check_grads(product, (0.5, 0.7, 0.9))
    check_grads(functools.partial(power, exponent=2), (0.5,))
