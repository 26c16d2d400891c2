"""Operators in operators: derivatives of derivatives, and the variables of one that are constants of the other."""

import math

import numpy as np

from programs.checker import pos, program, sgn
from s2sdiff import grad, hvp, jvp, stop_gradient, value_and_grad, vjp


def quartic(x):
    return x**4 + math.sin(x)


def bilinear(x, y):
    return x * y * np.sin(x + y)


d_quartic = grad(quartic)
dd_quartic = grad(d_quartic)


# --- perturbation confusion -------------------------------------------------------------------------------------------
@program(2.0, expected=1.0)
@program(-0.3, expected=1.0)
def siskind_and_pearlmutter(x):
    return x * grad(lambda y: x + y)(1.0)


@program(2.0, expected=1.0)
def the_inner_variable_has_the_name_of_the_outer(x):
    def inner(x):
        return x * 1.0

    return x * grad(inner)(x)


@program(1.5, expected=2.0)
def the_inner_variable_has_the_name_of_the_outer_through_jvp(x):
    return x * jvp(lambda y: x + y, (1.0,), (2.0,))[1]


@program(1.5, expected=2.0)
def the_inner_variable_has_the_name_of_the_outer_through_vjp(x):
    return x * vjp(lambda y: x + y, 1.0)[1](2.0)[0]


@program(1.5)
def product_of_inner_and_outer(x):
    return x * grad(lambda y: x * y)(2.0)


@program(1.5)
def inner_at_the_outer_point(x):
    return grad(lambda y: x * y * y)(x)


@program(1.5)
def three_deep(x):
    return x * grad(lambda y: y * grad(lambda z: x * y * z)(x))(x * x)


@program(1.5)
def three_deep_with_one_name(x):
    return grad(lambda x: x * grad(lambda x: x * grad(lambda x: x**4)(x))(x))(x) * x


@program(1.5)
def three_deep_local_functions_with_one_name(x):
    def f(y):
        def f(y):
            return y * y * y * x

        return grad(f)(y) * y

    return grad(f)(x)


@program(1.5)
def both_variables_and_the_same_function_inside(x):
    def f(y):
        return x * y * y

    return grad(lambda y: f(y) * grad(f)(y))(x)


@program(0.8, 1.7)
def mixed_modes_three_deep(x, v):
    return jvp(lambda y: grad(lambda z: vjp(lambda w: w * y * z * x, y)[1](z)[0])(y), (x,), (v,))[1]


@program(0.8)
def minimum_of_a_parabola(x):
    def slope(y):
        return grad(lambda z: (z - y * x) ** 2)(0.0)

    return slope(1.0) * grad(slope)(2.0)


# --- derivatives of derivatives ---------------------------------------------------------------------------------------
@program(0.8)
def grad_of_grad(x):
    return grad(grad(quartic))(x)


@program(0.8)
def grad_of_grad_of_grad(x):
    return grad(grad(grad(quartic)))(x) * x


@program(0.8)
def derivatives_made_outside(x):
    return grad(d_quartic)(x) * dd_quartic(x) + grad(dd_quartic)(x)


@program(0.8)
def grad_of_a_lambda_that_takes_a_grad(x):
    return grad(lambda y: d_quartic(y) * y)(x) + grad(lambda y: grad(quartic)(y) ** 2)(x)


@program(0.8, -0.3)
def mixed_partial_derivative(x, y):
    return grad(grad(bilinear, 0), 1)(x, y) - grad(grad(bilinear, 1), 0)(x, y) * x


@program(0.8, -0.3)
def value_and_grad_of_a_grad(x, y):
    value, (by_x, by_y) = value_and_grad(grad(bilinear), (0, 1))(x, y)
    return value + by_x * by_y


@program(0.8, -0.3)
def grad_of_a_derivative_that_gives_two_by_a_lambda(x, y):
    return grad(lambda y: value_and_grad(bilinear)(x, y)[0] * value_and_grad(bilinear)(y, x)[1])(y)


@program(0.8, -0.3)
def jvp_of_a_grad(x, v):
    return jvp(grad(quartic), (x,), (v,))[1] * jvp(grad(bilinear), (x, v), (v, x))[1]


@program(0.8, -0.3)
def grad_of_a_jvp(x, v):
    return grad(lambda y: jvp(quartic, (y,), (v,))[1])(x) + grad(lambda v: jvp(quartic, (x,), (v,))[1])(v)


@program(0.8, -0.3)
def jvp_of_a_jvp(x, v):
    return jvp(lambda y: jvp(quartic, (y,), (v,))[1], (x,), (v,))[1]


@program(0.8, -0.3)
def hvp_by_hand_three_ways(x, v):
    forward = jvp(grad(quartic), (x,), (v,))[1]
    reverse = grad(lambda y: jvp(quartic, (y,), (v,))[1])(x)
    pulled = vjp(grad(quartic), x)[1](v)[0]
    return forward * reverse * pulled


@program(0.75, -0.5)
def vjp_of_a_vjp(x, c):
    return vjp(lambda y: vjp(lambda z: z**4, y)[1](c)[0], x)[1](c)[0]


@program(0.8, -0.3)
def grad_of_an_hvp(x, v):
    return grad(hvp(quartic))(x, v) + grad(hvp(quartic), 1)(x, v)


@program(0.8, -0.3)
def hvp_of_a_grad(x, v):
    return hvp(grad(quartic))(x, v)


@program(sgn(3), pos(3))
def grad_of_the_norm_of_a_grad(x, w):
    def energy(x):
        return np.sum(w * x**3)

    def penalty(x):
        g = grad(energy)(x)
        return g @ g

    return energy(x) + 0.1 * penalty(x) + np.sum(grad(penalty)(x))


@program(1.5, expected=2 * 1.5**2)
def stop_gradient_between_two_operators(x):
    return grad(lambda y: y * y * stop_gradient(x * y))(x)


@program(sgn(2))
def hessian_of_two_variables_by_hand(x):
    def f(x):
        return x[0] ** 3 * x[1] + np.sin(x[1])

    first = hvp(f)(x, np.array([1.0, 0.0]))
    second = hvp(f)(x, np.array([0.0, 1.0]))
    return first[0] * second[1] - first[1] * second[0]


@program(0.8)
def derivative_under_a_name_again(x):
    d = grad(quartic)
    dd = grad(d)
    return d(x) * dd(x)


@program(0.8)
def operator_applied_and_applied(x):
    def f(y):
        return quartic(y) * x

    f = grad(f)
    f = grad(f)
    return f(x)


@program(0.8, True)
@program(0.8, False)
def one_of_two_derivatives(x, flag):
    return (grad(quartic)(x) if flag else grad(dd_quartic)(x)) * x
