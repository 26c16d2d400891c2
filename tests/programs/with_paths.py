"""More branches: early returns, constants and arrays on one path, conditions as values."""

import numpy as np

from programs.checker import pos, program, sgn


@program(3.0)
@program(-3.0)
@program(0.5)
def early_returns(x):
    if x < 0:
        return x * x
    y = np.sin(x)
    if y > 0.4:
        return y * x
    y = y * y
    return y


@program(3.0, 2.0)
@program(-3.0, 2.0)
@program(-3.0, -2.0)
@program(3.0, -2.0)
def early_returns_nested(x, y):
    if x > 0:
        z = x * y
        if y > 0:
            return z
        z = z * x
    elif y > 0:
        return y * 2.0
    else:
        z = x
    return z * y


@program(3.0)
@program(-3.0)
def early_return_of_a_constant(x):
    if x < 0:
        return 1.0
    return x * x


@program(3.0)
@program(-3.0)
def early_return_of_the_argument(x):
    if x < 0:
        return x
    return x * x


@program(3.0, 2.0)
@program(-3.0, 2.0)
def early_return_of_tuples(x, y):
    if x < 0:
        return x * y, y
    return y, x * x * y


@program(3.0)
@program(-3.0)
def branch_with_an_unused_value(x):
    y = x
    if x > 0:
        w = np.exp(x)
        w = w * w
    else:
        y = x * 2.0
    return y


@program(3.0)
@program(-3.0)
def empty_branch(x):
    if x > 0:
        pass
    else:
        x = x * x
    return x


@program(3.0)
@program(-3.0)
def constant_in_one_branch(x):
    if x > 0:
        y = 2.0
    else:
        y = x
    return y * x


@program(3.0)
@program(-3.0)
def int_in_one_branch(x):
    if x > 0:
        y = 2
    else:
        y = x
    return y * x


@program(3.0)
@program(-3.0)
def both_branches_overwrite(x):
    y = np.exp(x)
    if x > 0:
        y = x
    else:
        y = x * x
    return y


@program(sgn(4))
@program(-sgn(4))
def branch_on_a_reduction(v):
    if np.sum(v) > 0:
        v = v * v
    else:
        v = v[1:]
    return np.sum(v * v)


@program(pos(3), 1)
@program(pos(3), 2)
def branch_on_shape_and_int(v, n):
    if v.shape[0] > n + 1 and n != 2:
        return np.sum(v[n:])
    return np.sum(v) * n


@program(0.7, pos(3))
@program(-0.7, pos(3))
def array_in_one_branch_only(x, v):
    if x > 0:
        y = x * v
    else:
        y = x
    return np.sum(y * v)


@program(0.7)
@program(-0.7)
def arithmetic_with_conditions(x):
    return (x > 0) * x * x + (x <= 0) * np.exp(x)


@program(2.0, 3.0)
@program(3.0, 2.0)
def and_or_as_values(x, y):
    a = x > y and x
    b = x or y
    return b * (a if a else 2.0)


@program(2.0)
def decided_before_the_run(x):
    if isinstance(x, float):
        return x * x
    return np.sum(x)


@program(2.0, 3)
@program(2.0, 4)
@program(2.0, 5)
def membership(x, n):
    if n in (1, 3):
        return x * x
    elif n not in (1, 4):
        return x
    return x**3
