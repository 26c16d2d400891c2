"""s2sdiff's own operators in programs that are differentiated: each operator, however it is written, by itself."""

import numpy as np

import s2sdiff as s
from programs.checker import pos, program, sgn
from s2sdiff import differentiate, hvp, jvp, value_and_grad, vjp
from s2sdiff import grad as d


def cube(x):
    return x * x * x


def product(x, y, scale=2.0):
    return scale * x * y * y


def energy(q, w):
    return np.sum(w * q**4)


def polar(r, angle):
    return r * np.cos(angle), r * np.sin(angle)


def powers(x, n):
    y = x * 1.0
    for _ in range(n):
        y = y * x
    return y


def with_aux(x, y):
    z = x * y
    return z * z, z + 1.0


EIGHTHS = np.array([0.5, -1.5, 0.75, 1.25])  # powers of these are exact, in whatever order they are multiplied
d_cube = d(cube)
d_product = value_and_grad(product, argnums=(1, 0))


@differentiate(wrt="y")
def decorated(x, y):
    return x * x * y * y


# --- grad and value_and_grad ------------------------------------------------------------------------------------------
@program(1.3)
def grad_of_a_module_level_function(x):
    return d(cube)(x * x) * x


@program(1.3)
def operators_by_the_name_of_the_module(x):
    return s.grad(cube)(x) + s.value_and_grad(cube)(x)[1] * s.hvp(cube)(x, x)


@program(1.3)
def derivative_made_outside(x):
    return d_cube(x) * x + d_cube(2.0 * x)


@program(1.3, -0.4)
def several_arguments_of_a_derivative_made_outside(x, y):
    value, (by_y, by_x) = d_product(x, y, 3.0)
    return value * by_y + by_x


@program(1.3, 0.7)
def decorated_function_and_its_gradient(x, y):
    return decorated(x, y) + decorated.grad(x, y) * decorated.value_and_grad(y, x)[1]


@program(1.3, 0.7)
def operator_of_a_decorated_function(x, y):
    return d(decorated)(x, y) + d(decorated, argnames="y")(x, y)


@program(1.3, 0.7)
def argnums_is_one_number(x, y):
    return d(product, 1)(x, y) + d(product, argnums=-2)(x, y)


@program(1.3, 0.7)
def argnums_is_a_tuple(x, y):
    a, b = d(product, argnums=(0, 1))(x, y)
    (c,) = d(product, (1,))(y, x)
    return a * b + c


@program(1.3, 0.7)
def argnames_are_a_tuple_and_a_list(x, y):
    a, b = d(product, argnames=("scale", "x"))(x, y, 1.5)
    e, f = value_and_grad(product, argnames=["y", "scale"])(x, y, scale=y)[1]
    return a * b + e * f


@program(1.3, 0.7)
def arguments_by_keyword(x, y):
    return d(product)(y=x, x=y) + d(product, argnames="y")(x, scale=y, y=x)


@program(1.3, 0.7)
def a_default_is_filled_in(x, y):
    return d(product)(x, y) * value_and_grad(product, 2)(x, y, 2.0)[1]


@program(1.3, 0.7)
def an_auxiliary_output(x, y):
    slope, aux = d(with_aux, has_aux=True)(x, y)
    (value, more), both = value_and_grad(with_aux, (0, 1), has_aux=True)(y, x)
    return slope * aux + value * more * both[1]


@program(sgn(4), pos(4))
def grad_by_an_array(q, w):
    return np.sum(d(energy)(q, w) * w)


@program(sgn(4), pos(4))
def grad_that_is_an_array(q, w):
    return d(energy)(q, w)


@program(sgn(4), pos(4))
def grads_that_are_returned_in_a_tuple(q, w):
    return d(energy, (0, 1))(q, w)


@program((0.4, sgn(3)), pos(3))
def grad_by_a_tuple(p, x):
    b_bar, w_bar = d(lambda p: p[0] * np.sum(p[1] * x) ** 2)(p)
    return b_bar * np.sum(w_bar)


@program([0.4, -1.2], 0.3)
def grad_by_a_list(p, x):
    bars = d(lambda p: p[0] ** 2 * p[1] * x)(p)
    return bars[0] * bars[1]


@program(1.3, 4)
def an_integer_beside(x, n):
    return d(powers)(x, n) + d(powers)(x, 2)


@program(np.float64(1.3))
def numpy_scalar(x):
    return d(cube)(x) * d(np_cube)(x)


def np_cube(x):
    return np.power(x, 3)


@program(np.float32(1.3), pos(3).astype(np.float32))
def single_precision(x, w):
    return np.sum(d(lambda w: np.sum(x * w * w))(w)) * d(cube)(x)


@program(1.3)
def options_are_given_by_position(x):
    return d(cube, 0, None, False)(x)


@program(1.3)
def optimize_is_no_matter_inside(x):
    return d(cube, optimize=0)(x) + d(cube, optimize=1)(x) * x


# --- jvp and vjp ------------------------------------------------------------------------------------------------------
@program(1.3, 0.7)
def jvp_of_one_argument(x, v):
    y, y_dot = jvp(cube, (x,), (v,))
    return y * y_dot


@program(1.3, 0.7)
def jvp_of_several_arguments(x, y):
    return jvp(product, (x, y, 2.0), (y, x * x, x))[1]


@program(1.3, 0.7)
def jvp_of_a_tuple(r, a):
    (x, y), (x_dot, y_dot) = jvp(polar, (r, a), (a, r))
    return x * y_dot - y * x_dot


@program(sgn(4), pos(4), sgn(4) * 0.3)
def jvp_of_arrays(q, w, v):
    return jvp(energy, (q, w), (v, q))[1] + jvp(lambda q: np.sin(q) * w, (q,), (v,))[1]


@program(1.3, 3)
def jvp_with_an_integer(x, n):
    return jvp(powers, (x, n), (x * x, None))[1] + jvp(powers, [x, 2], [1.0, 0])[1]


@program(1.3, 0.7)
def jvp_of_a_derivative(x, v):
    return jvp(d(cube), (x,), (v,))[1] + jvp(d_cube, (v,), (x,))[0]


@program(1.3, 0.7)
def vjp_and_its_pullback(x, y):
    value, back = vjp(product, x, y, 1.0)
    by_x, by_y, by_scale = back(value)
    return by_x * by_y + by_scale


@program(1.3, 0.7)
def vjp_written_in_one_line(x, y):
    return vjp(cube, x)[1](y)[0] + vjp(cube, y)[0]


@program(1.3, 0.7)
def vjp_of_a_tuple(r, a):
    (x, y), back = vjp(polar, r, a)
    by_r, by_a = back((y, x * x))
    return by_r * by_a


@program(sgn(3), pos(3))
def vjp_of_an_array(x, c):
    y, back = vjp(lambda x: np.tanh(x) * c, x)
    return y * back(c)[0] + back(y * y)[0]


@program(1.3, 3)
def vjp_with_an_integer(x, n):
    y, back = vjp(powers, x, n)
    (by_x,) = back(y)
    return by_x


@program(1.3)
def the_pullback_is_called_twice(x):
    _, back = vjp(polar, x, x)
    return back((1.0, 0.0))[1] * back((0.0, x))[0]


# --- hvp --------------------------------------------------------------------------------------------------------------
@program(1.3, 0.7)
def hvp_of_a_number(x, v):
    return hvp(cube)(x, v) * x


@program(EIGHTHS, np.abs(EIGHTHS), 1.0 - EIGHTHS)
def hvp_of_an_array(q, w, v):
    return np.sum(hvp(energy)(q, v, w) ** 2)


@program(1.3, 0.7, -0.4)
def hvp_by_several_arguments(x, y, v):
    a, b = hvp(product, (0, 1))(x, y, (v, x), 3.0)
    return a * b


@program(1.3, 0.7, -0.4)
def hvp_by_the_second_argument(x, y, v):
    return hvp(product, argnames="y")(x, y, v) + hvp(product, 1)(y, x, v, scale=x)


@program(sgn(3), pos(3))
def hvp_of_a_lambda(x, v):
    return hvp(lambda x: np.sum(np.exp(x * v)))(x, v)


def stiff(x, v, k=1.0):
    return k * x**3 * v


@program(1.3, 0.7)
def hvp_where_a_parameter_is_called_v(x, v):
    return hvp(stiff)(x, x_dot=v, v=x) * hvp(stiff)(x, x, v, 2.0) + hvp(lambda y: y**4)(x, y_dot=v)


@program(1.5, 0.75)
def parameters_by_position_alone_and_by_keyword_alone(x, s):
    def f(y, /, z, *, scale=s):
        return scale * y**3 * z

    return d(f)(x, s) * d(f, argnames="scale")(x, scale=x, z=s) + hvp(f)(x, s, 2.0, scale=x) + hvp(f)(x, s, z=x)
