"""Small forms: walrus, del, pass, docstrings, conditional expressions, comparisons, declarations of outer names."""

import numpy as np

from programs.checker import pos, program, sgn

scale = 1.5
table = np.array([0.5, 2.0, -1.0])


@program(0.7)
def walrus_in_an_expression(x):
    y = (z := x * x) * 2.0
    return y * z


@program(0.7)
@program(-0.7)
def walrus_in_a_test(x):
    if (y := np.sin(x)) > 0.0:
        return y * y
    return y * x


@program(0.7, 2.0)
def walrus_takes_effect_from_left_to_right(x, y):
    return x + (x := x * y) * x + (y := x) * y


@program(0.7)
@program(-0.7)
def walrus_on_one_side_of_and(x):
    y = 1.0
    held = x > 0.0 and (y := x * x) > 0.1
    return y * x + held


@program(0.7)
@program(-0.7)
def walrus_on_one_side_of_a_choice(x):
    y = 3.0
    z = (y := x * x) if x > 0.0 else x
    return y * z


@program(0.7)
def walrus_in_a_chained_comparison(x):
    y = x
    if 0.0 < x < (y := x * 3.0) < 4.0:
        y = y * x
    return y


@program(sgn(4))
def walrus_in_a_loop(x):
    total = 0.0
    for k in range(4):
        if (v := x[k]) > 0.0 or (v := v * v) > 0.2:
            total = total + v * x[k]
    return total


@program(0.7)
def walrus_as_an_argument(x):
    def twice(a, b):
        return a * b

    return twice(y := x * 2.0, b=y + x) * y


@program(0.7)
def walrus_of_a_walrus(x):
    a = (b := (c := x * x) * x)
    c = c * a
    return a + b * c


@program(sgn(3))
def walrus_names_an_array_that_is_changed(x):
    (y := x * 2.0)[0] = x[1] * x[2]
    return np.sum(y * y)


@program(0.7)
def deleted_and_assigned_again(x):
    y = x * x
    z = y * 2.0
    del y
    y = z * x
    return y


@program(0.7, 0.3)
def deletes_several(x, y):
    a, b = x * y, x + y
    c = a * b
    del a, b
    del (x, y)
    return c * c


@program(sgn(3))
def deletes_in_a_loop(x):
    total = 0.0
    for k in range(3):
        t = x[k] * x[k]
        total = total + t * x[0]
        del t
    return total


@program(0.7)
@program(-0.7)
def deletes_in_a_branch(x):
    y = x * x
    if x > 0.0:
        z = y * x
        del y
        return z
    return y


@program(sgn(3))
def deletes_an_array_that_a_view_lives_on_of(x):
    y = x * x
    v = y[1:]
    del y
    v *= x[0]
    return np.sum(v)


@program(0.7)
def documented(x):
    """A docstring.

    With more than one line.
    """
    "and a string"
    ...
    pass
    if x > 5.0:
        pass
    else:
        "nothing"
    return x * x


@program(0.7)
def global_that_is_read(x):
    global scale, table
    return x * scale + table[1] * x * x


@program(0.7)
def nonlocal_that_is_read(x):
    factor = x * 2.0

    def inner(y):
        nonlocal factor
        return y * factor

    factor = factor * x
    return inner(x)


@program(0.7, 0.2)
@program(0.1, 0.2)
def choices_in_choices(x, y):
    return x * y if 0.0 < x < 0.5 else y if x < 0.6 else (x if y > x else y * y) * x


@program(0.7)
@program(-0.7)
@program(0.0, expected=(1.0,))
def value_of_or(x):
    return ((x > 0.0 and x * x) or x) * 1.0


@program(0.7)
def comparison_evaluates_its_middle_once(x):
    a = [x]
    y = 0.0
    if x - 1.0 < (y := y + x) < x + 1.0:
        a = [y * 2.0]
    return a[0] * y


@program(pos(3))
def annotated_names(x):
    y: np.ndarray
    z: float = x[0] * x[1]
    y = x * z
    return np.sum(y)


@program(0.7)
def imports_inside(x):
    import math
    from math import cos as cosine

    import numpy as xp
    from numpy import exp, linalg

    return math.sin(x) * cosine(x) + exp(x) * linalg.norm(xp.array([x, x * x]))


@program(0.7)
def imports_functions_and_data_of_a_module(x):
    import programs.helpers_to_import as helpers
    from programs import helpers_to_import
    from programs.helpers_to_import import TABLE, square

    return square(x) * TABLE[1] + helpers.square(x) * helpers_to_import.SCALE + np.sum(helpers.TABLE * x)


@program(0.7)
@program(-0.7)
def imports_on_one_path(x):
    if x > 0:
        from math import sin

        return sin(x)
    import programs.helpers_to_import

    return programs.helpers_to_import.cube(x)


@program(0.7)
def imports_in_a_function_defined_inside(x):
    def inner(v):
        from programs.helpers_to_import import cube as of

        return of(v) * x

    return inner(x) + inner(2.0)
