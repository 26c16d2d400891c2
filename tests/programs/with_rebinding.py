"""Names bound again, swaps, tuples and unpacking."""

import numpy as np

from programs.checker import pos, program


@program(2.0)
def rebinds_its_parameter(x):
    x = x * 2
    x = x + 1
    x = x * x
    return x


@program(2.0)
def augmented(x):
    y = 1.0
    y += x
    y *= x
    y -= 2.0 * x
    y /= x + 1.0
    y **= 2
    return y


@program(7.5)
def augmented_integer_operators(x):
    y = x
    y %= 3.0
    n = 7
    n //= 2
    n += 1
    return y * n


@program(2.0)
def augmented_parameter(x):
    x += 1.0
    x *= x
    return x


@program(2.0, 3.0)
def swap(a, b):
    a, b = b, a
    return a * a + b


@program(2.0, 3.0, 5.0)
def swap_of_three(a, b, c):
    a, b, c = b, c, a
    a, b, c = c, a, b
    b, c = c, b
    return a + b * b + c * c * c


@program(0.3, 0.7)
def swap_in_a_loop(a, b):
    for _ in range(3):
        a, b = b, np.sin(a) * b
    return a - b * b


@program(0.3, 0.7, 1.1)
def rotation_in_a_loop(a, b, c):
    for _ in range(4):
        a, b, c = b, c, a
    return a + b * b + c * c * c


@program(0.3, 0.7)
def rotation_with_a_change(a, b):
    for k in range(5):
        a, b = b + k * a, a * b
    return a * b


@program(0.3)
def fibonacci_pair(x):
    a, b = x, 1.0
    for _ in range(6):
        a, b = b, a + b * x
    return a


@program(0.3, 0.7)
def swap_through_a_temporary(a, b):
    t = a
    a = b
    b = t
    return a * a * b


@program(0.3)
def chained_assignment(x):
    a = b = c = x * x
    b = b * a
    return a + b * c


@program(0.3)
def tuple_and_index(x):
    p = (x, x * x, np.sin(x))
    return p[0] * p[1] + p[-1]


@program(0.3)
def nested_tuples(x):
    p = ((x, x * x), (np.sin(x), 2.0))
    (a, b), c = p
    return a * b + c[0] * c[1] + p[0][1]


@program(0.3, 0.5)
def returns_a_tuple(x, y):
    return x * y, np.sin(x)


@program(0.3, pos(3))
def returns_floats_and_arrays(x, v):
    return x * v, np.sum(v), v * v


@program(0.3, 0.5)
def returns_nested_tuples(x, y):
    return (x, (y * x, x + y)), x * x


@program(0.3)
def returns_the_same_twice(x):
    y = np.sin(x)
    return y, y


@program(0.3)
def returns_argument_and_constant(x):
    return x, 2.0, x * x


@program(0.3)
def returns_an_integer_beside(x):
    return x * x, 3


@program(pos(3))
def unpacks_an_array(v):
    a, b, c = v
    return a * b + c * c


@program(pos(2, 3))
def unpacks_rows(m):
    a, b = m
    return np.sum(a * b) + np.sum(b)


@program(pos(2, 2))
def unpacks_nested_arrays(m):
    (a, b), (c, d) = m
    return a * d - b * c


@program((0.3, 0.7))
def unpacks_a_tuple_argument(p):
    a, b = p
    return a * b + a


@program([0.3, 0.7, 0.2])
def unpacks_a_list_argument(p):
    a, b, c = p
    return a * b + c


@program(0.3)
def list_display(x):
    p = [x, x * x]
    a, b = p
    return a * b + p[1]


@program(0.3)
def annotated_assignment(x: float) -> float:
    y: float = x * x
    z: float
    z = y * x
    return z


@program(0.3)
def name_of_unused_result(x):
    _ = x * x
    _ = np.sin(x)
    return _ * x


@program(0.3)
def doc_and_pass(x):
    """A docstring, a pass and a bare constant change nothing."""
    pass
    "another"
    ...
    return x * x


@program(0.3)
def alias_of_a_name(x):
    y = x
    x = x * 2.0
    z = y
    y = y * x
    return x + y * z


@program(pos(3))
def alias_of_an_array(v):
    w = v
    v = v * 2.0
    u = w
    w = w + v
    return np.sum(u * v * w)


@program(0.3)
def many_versions(x):
    y = x
    y = y * x
    z = y
    y = y * x
    z = z + y
    y = y * z
    y = y + z
    return y * z


@program(0.3)
def tuple_rebinding_itself(x):
    p = (x, x * x)
    p = (p[1], p[0] * p[1])
    p = (p[1], p[0])
    return p[0] + p[1] * p[1]


@program(0.3)
def tuples_carried_by_a_loop(x):
    p = (x, 1.0)
    for _ in range(4):
        p = (p[1], p[0] * p[1] + x)
    return p[0] * p[1]


@program(0.3)
def nested_tuples_carried_by_a_loop(x):
    p = (x, (1.0, x * x))
    for _ in range(4):
        a, (b, c) = p
        p = (b, (c * a, a + x))
    return p[0] * p[1][0] + p[1][1]


@program(0.3)
def int_then_float(x):
    y = 1
    y = y + 1
    y = y * x
    y = y * 2
    return y


@program(0.3)
def float_then_int(x):
    y = x * x
    z = y
    y = 2
    return z * y


@program(0.3, pos(3))
def scalar_then_array(x, v):
    y = x
    y = y * v
    y = np.sum(y * y)
    return y * x
