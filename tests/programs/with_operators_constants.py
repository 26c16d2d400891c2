"""stop_gradient and checkpoint by themselves."""

import numpy as np

import s2sdiff as s
from programs.checker import pos, program
from s2sdiff import checkpoint, grad, hvp, stop_gradient


def cube(x):
    return x * x * x


def product(x, y, scale=2.0):
    return scale * x * y * y


# --- stop_gradient ----------------------------------------------------------------------------------------------------
@program(1.3, expected=1.3)
def stop_gradient_of_a_number(x):
    return x * stop_gradient(x)


@program(pos(3), expected=pos(3) * 2.0)
def stop_gradient_of_an_array(x):
    return np.sum(x * stop_gradient(x * 2.0))


@program(1.3, 0.7, expected=(0.7, 1.3))
def stop_gradient_of_a_tuple(x, y):
    a, b = stop_gradient((x, y))
    return b * x + a * y


@program(1.3, expected=6 * 1.3)
def stop_gradient_inside_what_is_differentiated(x):
    nothing = x * grad(lambda y: stop_gradient(y) ** 3)(x)
    return grad(lambda y: y * s.stop_gradient(cube(y)))(x) + nothing + grad(cube)(x)


# --- checkpoint -------------------------------------------------------------------------------------------------------
@program(1.3)
def checkpoint_of_a_function(x):
    return checkpoint(cube)(x * x) * checkpoint(product)(x, y=x)


@program(1.3)
def checkpoint_of_a_lambda(x):
    return checkpoint(lambda y: cube(y) * x)(x * x)


@program(1.3)
def checkpoint_of_a_derivative(x):
    d = checkpoint(grad(cube))
    return d(x * x) * checkpoint(hvp(product))(x, x, 2.0) + grad(d)(x) + grad(checkpoint(cube))(x)
