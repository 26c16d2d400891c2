# ruff: noqa: E731, RUF059
"""Operators in programs that are refused. A comment at the end of a line names the place of the error."""

import numpy as np

import s2sdiff as s
from s2sdiff import checkpoint, grad, hvp, jvp, stop_gradient, value_and_grad, vjp

FIRST = 0


def square(x):
    return x * x


def spread(x):
    return x * np.ones(3)


def total(v):
    return np.sum(v * v)


def scaled(x, v):
    return np.sum(v) * x


def power(x, n):
    return x**n


def pair(x):
    return x, x * x


def complex_square(x):
    return x * x * 1j


def relax(u, n):
    for _ in range(n):
        u[1:] *= 0.5


def halves(u, n):
    if n > 0:
        u *= 0.5
        halves(u, n - 1)
    return np.sum(u)


# --- what an operator is applied to -----------------------------------------------------------------------------------
def applied_to_data(x, v):
    return grad(v)(x)  # here: grad(v)(x)


def applied_to_a_number(x, v):
    return value_and_grad(3.0)(x)[0]  # here: value_and_grad(3.0)(x)


def applied_to_a_value(x, v):
    return grad(square(x))(x)  # here: grad(square(x))(x)


def applied_to_a_function_of_numpy(x, v):
    return grad(np.sin)(x)  # here: grad(np.sin)(x)


def applied_to_a_builtin(x, v):
    return grad(abs)(x)  # here: grad(abs)(x)


def applied_to_nothing(x, v):
    return grad()(x)  # here: grad()(x)


def checkpoint_of_data(x, v):
    return np.sum(checkpoint(v))  # here: checkpoint(v)


def stop_gradient_of_two(x, v):
    return stop_gradient(x, v)  # here: stop_gradient(x, v)


def function_takes_star_arguments(x, v):
    return grad(lambda *y: y[0] * x)(x)  # here: grad(lambda *y: y[0] * x)


def function_that_is_refused(x, v):
    def f(y):
        global FIRST  # here: global FIRST
        FIRST = 1
        return y * y

    return grad(f)(x)


def another_function_of_s2sdiff(x, v):
    return s.linearize(square, x)[1](x)  # here: s.linearize(square, x)


def derivative_of_itself(x, v):
    return grad(derivative_of_itself)(x, v) if x > 100.0 else x  # here: grad(derivative_of_itself)(x, v)


def derivative_of_the_local_function_itself(x, v):
    def f(y):
        return y if y < 1.0 else grad(f)(y - 1.0) * y  # here: grad(f)(y - 1.0)

    return f(x)


# --- what it is asked -------------------------------------------------------------------------------------------------
def argnums_known_at_run_time(x, v):
    return grad(scaled, int(x) - 1)(x, v)  # here: grad(scaled, int(x) - 1)(x, v)


def argnums_of_the_module(x, v):
    return grad(scaled, FIRST)(x, v)  # here: grad(scaled, FIRST)(x, v)


def no_such_number(x, v):
    return grad(square, argnums=1)(x)  # here: grad(square, argnums=1)(x)


def no_such_name(x, v):
    return grad(scaled, argnames=("x", "z"))(x, v)[0]  # here: grad(scaled, argnames=("x", "z"))(x, v)


def number_is_a_float(x, v):
    return grad(square, 0.0)(x)  # here: grad(square, 0.0)(x)


def no_such_option(x, v):
    return grad(square, holomorphic=True)(x)  # here: grad(square, holomorphic=True)(x)


def no_auxiliary_output(x, v):
    return grad(square, has_aux=True)(x)[0]  # here: grad(square, has_aux=True)(x)


def too_many_arguments(x, v):
    return grad(square)(x, v)  # here: grad(square)(x, v)


def vector_is_missing(x, v):
    return np.sum(hvp(total)(v))  # here: hvp(total)(v)


def vector_of_a_keyword(x, v):
    def f(y, *, k):
        return y * k**3

    return hvp(f, argnames="k")(x, x, k=x)  # here: hvp(f, argnames="k")(x, x, k=x)


def positional_parameter_by_keyword(x, v):
    def f(y, /):
        return y * y

    return grad(f)(y=x)  # here: grad(f)(y=x)


# --- outputs and arguments --------------------------------------------------------------------------------------------
def array_output(x, v):
    return np.sum(grad(spread)(x))  # here: grad(spread)(x)


def tuple_output(x, v):
    return grad(pair)(x)  # here: grad(pair)(x)


def complex_output(x, v):
    return grad(complex_square)(x)  # here: grad(complex_square)(x)


def no_output(x, v):
    y, back = vjp(relax, v, 2)  # here: vjp(relax, v, 2)
    return x


def integer_argument(x, v):
    return grad(power, 1)(x, 3)  # here: grad(power, 1)(x, 3)


def integer_array_argument(x, v):
    return np.sum(grad(total)(np.arange(3)))  # here: grad(total)(np.arange(3))


def recursion_that_changes_its_argument(x, v):
    return x * vjp(halves, v * x, 2)[0]  # here: vjp(halves, v * x, 2)


# --- tangents and cotangents ------------------------------------------------------------------------------------------
def tangents_are_no_tuple(x, v):
    return jvp(square, (x,), v)[1]  # here: jvp(square, (x,), v)


def arguments_are_no_tuple(x, v):
    return jvp(square, x, x)[1]  # here: jvp(square, x, x)


def another_number_of_tangents(x, v):
    return jvp(scaled, (x, v), (x,))[1]  # here: jvp(scaled, (x, v), (x,))


def keyword_of_jvp(x, v):
    return jvp(square, (x,), (x,), has_aux=True)[1]  # here: jvp(square, (x,), (x,), has_aux=True)


def keyword_of_vjp(x, v):
    return vjp(scaled, x, v=v)[0]  # here: vjp(scaled, x, v=v)


def tangent_is_a_number(x, v):
    return jvp(total, (v,), (x,))[1]  # here: jvp(total, (v,), (x,))


def tangent_is_an_array(x, v):
    return np.sum(jvp(square, (x,), (v,))[1])  # here: jvp(square, (x,), (v,))


def tangent_has_more_dimensions(x, v):
    return jvp(total, (v,), (np.ones((3, 3)) * x,))[1]  # here: jvp(total, (v,), (np.ones((3, 3)) * x,))


def tangent_is_none(x, v):
    return jvp(square, (x,), (None,))[1]  # here: jvp(square, (x,), (None,))


def tangent_is_complex(x, v):
    return jvp(square, (x,), (1j,))[1].real  # here: jvp(square, (x,), (1j,))


def tangent_has_another_structure(x, v):
    return jvp(lambda p: p[0] * p[1], ((x, x),), ((x, x, x),))[1]  # here: jvp(lambda p: p[0] * p[1]


def item_of_a_tangent_is_an_array(x, v):
    return np.sum(jvp(lambda p: p[0] * p[1], ((x, x),), ((x, v),))[1])  # here: jvp(lambda p: p[0] * p[1]


def vector_is_a_number(x, v):
    return np.sum(hvp(total)(v, x))  # here: hvp(total)(v, x)


def cotangent_is_a_number(x, v):
    return vjp(spread, x)[1](x)[0]  # here: vjp(spread, x)[1](x)


def cotangent_is_an_array(x, v):
    return np.sum(vjp(square, x)[1](v)[0])  # here: vjp(square, x)[1](v)


def cotangent_has_another_structure(x, v):
    return vjp(pair, x)[1]((x, x, x))[0]  # here: vjp(pair, x)[1]((x, x, x))


def two_cotangents(x, v):
    y, back = vjp(square, x)
    return back(1.0, 2.0)[0]  # here: back(1.0, 2.0)


def no_cotangent(x, v):
    y, back = vjp(square, x)
    return back()[0]  # here: back()


# --- functions as values ----------------------------------------------------------------------------------------------
def derivative_is_returned(x, v):
    return grad(square)  # here: return grad(square)


def derivative_is_returned_in_a_tuple(x, v):
    d = grad(square)
    return x, d  # here: return x, d


def derivative_is_added(x, v):
    d = grad(square)
    return d + x  # here: d + x


def derivative_is_stored(x, v):
    w = v * x
    w[0] = grad(square)  # here: w[0] = grad(square)
    return np.sum(w)


def derivative_of_a_derivative_in_a_loop(x, v):
    d = grad(lambda y: y**4)
    for _ in range(2):
        d = grad(d)  # here: grad(d)
    return x


def local_function_is_returned(x, v):
    f = lambda y: y * x
    return f  # here: return f
