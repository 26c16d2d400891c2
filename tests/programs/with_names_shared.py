# ruff: noqa: B007
"""Names that several things have: `_`, private names of classes, helpers of one name, names of emitted functions."""

import types

import numpy as np

from programs.checker import pos, program
from s2sdiff import grad

_ = 7.0
y_bar = 4.0
t1 = 2.0
value = 6.0
f_fwd = 3.0
numpy_ = 1.5
range_ = range
__k = 100.0
_Private__k = 2.0
_Hidden__k = 5.0
ﬁ = 3.0  # the same as fi


# --- the name of what is not read ------------------------------------------------------------------------------------
@program(0.7, 2, wrt=(0,))
def underscore_is_a_count(x, _):
    y = x
    for i in range(_):
        y = np.sin(y) * x
    for i in range(_):
        y = np.cos(y) * x
    return y * _


@program(0.7, 3, wrt=(0,))
def underscore_is_read_after_an_inner_loop(x, n):
    y = x
    for _ in range(n):
        for j in range(2):
            y = np.sin(y) * x
        y = y + _ * x
    return y


@program(0.7, 3, wrt=(0,))
def underscore_of_two_loops_at_once(x, n):
    y = x
    for _ in range(n):
        for _ in range(2):
            y = np.sin(y) * x
        y = y + _ * x
    return y


@program(0.7, 2, wrt=(0,))
def underscore_is_what_is_computed(x, n):
    _ = x * x
    for j in range(n):
        _ = np.sin(_) * x
    return _ * x


@program(0.7, 2, wrt=(0,))
def underscores_that_nobody_reads(x, n):
    for _ in range(n):
        x = x * x
    for _ in range(n):
        for _ in range(2):
            x = np.sin(x)
    return x


@program(0.7, 2, wrt=(0,))
def underscore_from_outside(x, n):
    for i in range(n):
        x = np.sin(x) * _
    return x * _


@program((0.7, 0.3, 0.2))
def underscore_is_unpacked(p):
    _, a, _ = p
    return a * a * _


# --- names from outside that temporaries and adjoints would have -----------------------------------------------------
@program(0.7)
def outside_has_their_names(x):
    y = np.sin(x * t1) * y_bar
    return y * value * f_fwd * x


@program(0.7)
def outside_has_the_names_of_modules(x):
    def numpy(v):
        return v * numpy_

    return numpy(x) * x


def make(t1, x_bar, y_bar):
    def captured(x):
        y = np.sin(x) * t1
        return y * x_bar * y_bar * x

    return captured


captured = program(0.7)(make(2.0, 3.0, 4.0))


# --- helpers of one name ---------------------------------------------------------------------------------------------
def helper_of(power):
    def helper(x):
        return x**power * np.sin(x)

    return helper


squares, cubes = helper_of(2), helper_of(3)
first, second = types.SimpleNamespace(g=squares), types.SimpleNamespace(g=cubes)


@program(0.7)
def two_helpers_of_one_name(x):
    return squares(x) * cubes(x) + squares(cubes(x))


@program(0.7)
def two_helpers_as_attributes_of_one_name(x):
    return first.g(x) * second.g(x) + first.g(second.g(x))


def inner_fwd(x):
    return inner(x) * x


def inner_bwd(x):
    return inner_fwd(x) * inner(x)


def inner(x):
    y = np.sin(x)
    return y * y * x


@program(0.7)
def helpers_named_like_sweeps_of_each_other(x):
    return inner_bwd(x) + inner(x) + inner_fwd(x)


def outer_grad_jvp(x):
    return np.exp(x) * x


def outer_grad(x):
    return outer_grad_jvp(x) * x


@program(0.7)
def outer(x):
    return outer_grad(x) * outer_grad_jvp(x)


def axis(x):
    return np.sum(x * np.ones((2, 3)), axis=0)


def keepdims(x):
    return np.sum(x * np.ones((2, 3)), axis=0)


@program(0.7)
def twins_named_like_keywords(x):
    return np.sum(axis(x), keepdims=False) * np.sum(keepdims(x * x), axis=0)


@program(0.7)
def unbroadcast(x):
    return np.sum(x * np.ones(3)) * x


def len_of(x):
    return x * x


@program(pos(3))
def lengths(len):
    return np.sum(len_of(len) * 2.0) * len[0]


@program(0.7, 0.3)
def f_fwd_is_a_parameter(f_fwd_is_a_parameter_fwd, f_fwd_is_a_parameter_bwd):
    exec = f_fwd_is_a_parameter_fwd * f_fwd_is_a_parameter_bwd
    return np.sin(exec) * f_fwd_is_a_parameter_fwd


@program(0.7)
def calls_itself_under_a_local_name(x):
    calls_itself_under_a_local_name = x * x
    return calls_itself_under_a_local_name * x


def loss_grad(x):
    return x * x


@program(0.7)
def loss(x):
    return loss_grad(x) * grad(loss_grad)(x)


# --- private names of classes ----------------------------------------------------------------------------------------
class Private:
    @staticmethod
    def parameters(x, __z=2.0):
        __y = x * x * __z

        def __g(__u):
            return __u * __k

        return __g(__y) * x

    @staticmethod
    def outside(x):
        return Private.__hidden(x) * __k

    @staticmethod
    def __hidden(x):
        return x * x

    @staticmethod
    def called_by_keyword(x):
        return Private.parameters(x, _Private__z=4.0)

    with_lambda = staticmethod(lambda x: (lambda v: v * __k)(x) * x)

    class __Hidden:
        @staticmethod
        def f(x):
            return x * x * __k

    nested = __Hidden.f


program(0.7)(Private.parameters)
program(0.7, expected=4 * 0.7)(Private.outside)
program(0.7)(Private.called_by_keyword)
program(0.7, expected=4 * 0.7)(Private.with_lambda)
program(0.7, expected=10 * 0.7)(Private.nested)


# --- names that Python reads as others -------------------------------------------------------------------------------
@program(0.7)
def ﬂ(𝐱):
    ª = 𝐱 * fi
    return ª * x_of(x=x_of(𝐱)) * a


def x_of(ｘ):
    return ｘ * ｘ


a = 2.0


@program(0.7, 3.0)
def letters_beyond_ascii(λ, 重さ):
    été = λ * 重さ
    Ω_1 = np.sin(été)
    Ω = Ω_1 * λ
    return Ω * Ω_1


@program(0.7, 0.3)
def dunder_names(__name__, __doc__):
    __file__ = __name__ * __doc__
    __builtins__ = np.sin(__file__)
    return __builtins__ * __name__


@program(0.7, 0.3, 0.2)
def vectors_of_products(x, x_dot, x_dot_1):
    y = x * x_dot
    v = np.sin(y) * x * x_dot_1
    return v * v


@program(0.7, 0.3)
def entries(_primal, fits):
    _default = _primal * fits
    _other_kinds = np.exp(_default)
    return _other_kinds * _default
