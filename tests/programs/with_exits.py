"""Loops that are left early: break, continue, return, else."""

import numpy as np

from programs.checker import pos, program


@program(1.5, 9)
@program(1.5, 2)
@program(1.5, 0)
def break_at_the_end(x, n):
    s = 0.0
    for _ in range(n):
        s = s + x * x
        if s > 5.0:
            break
    return s * x


@program(1.5, 9)
@program(0.1, 3)
def break_at_the_start(x, n):
    s = x
    for k in range(n):
        if s > 5.0:
            break
        s = s * x + k
    return s


@program(1.2, 9)
def break_in_the_middle(x, n):
    s = 1.0
    for k in range(n):
        y = np.sin(s * x)
        if y > 0.9:
            break
        s = s + y * k
    return s * y


@program(2.0, 8)
def return_from_a_loop(x, n):
    for k in range(n):
        x = x * 1.1
        if x > 3.0:
            return x * x * k
    return x


@program(0.5, 3)
@program(2.0, 3)
@program(30.0, 3)
def two_returns_in_a_loop(x, n):
    for k in range(n):
        if x > 25.0:
            return 2.0 * x
        x = x * x
        if x > 3.0:
            return x * k + np.cos(x)
    return -x


@program(1.1, 5)
def return_from_a_nested_loop(x, n):
    s = x
    for i in range(n):
        for j in range(n):
            s = s * x + 0.1 * j
            if s > 6.0:
                return s * i
        s = s - 0.5
    return s


@program(1.3, 4)
def inner_break_alone(x, n):
    s = 0.0
    for i in range(n):
        y = x
        for j in range(n):
            if j > i:
                break
            y = y * x
        s += y
    return s


@program(1.3, 6)
def break_of_both(x, n):
    s = 0.0
    for i in range(n):
        for j in range(n):
            s += x * j
            if s > 7.0:
                break
        if s > 7.0:
            break
        s += x * i
    return s


@program(1.3, 7)
def continue_first(x, n):
    s = 0.0
    for k in range(n):
        if k % 3 == 0:
            continue
        s += x**k
    return s


@program(1.3, 7)
def continue_in_a_branch(x, n):
    s = 0.0
    for k in range(n):
        if k % 2:
            s = s + x
            if k == 3:
                continue
            s = s * x
        s = s + 1.0
    return s * s


@program(1.3, 4)
def continue_of_a_while(x, n):
    k = 0
    s = x
    while k < n:
        k += 1
        if k == 2:
            continue
        s = s * x
    return s


@program(1.7)
def while_true(x):
    k = 0
    while True:
        x = np.sin(x) * 1.5
        k += 1
        if k == 4:
            break
    return x


@program(1.7)
def while_true_that_returns(x):
    k = 0
    while True:
        x = np.sin(x) * 1.5
        if k == 3:
            return x * k
        k += 1


@program(1.2, 4)
@program(1.2, 0)
def else_of_a_for(x, n):
    s = x
    for k in range(n):
        s = s * x + k
    else:
        s = s * s
    return s


@program(1.2, 3)
@program(1.2, 9)
@program(1.2, 0)
def else_after_a_break(x, n):
    s = x
    for k in range(n):
        if s > 4.0:
            break
        s = s * x + k
    else:
        s = 10.0 * s
    return s * s


@program(1.2, 3)
@program(6.0, 3)
def else_of_a_while(x, n):
    k = 0
    while k < n:
        x = x * 1.2
        if x > 5.0:
            break
        k += 1
    else:
        x = x + 100.0 * x * x
    return x


@program(1.2, 3)
@program(3.0, 3)
def else_that_returns(x, n):
    for _ in range(n):
        x = x * x
        if x > 50.0:
            break
    else:
        return 3.0 * x
    return x * x


@program(1.2, 4)
def else_that_breaks_the_outer_loop(x, n):
    s = 0.0
    for i in range(n):
        for j in range(n):
            if j * x > 3.0 - i:
                break
            s += x * j
        else:
            s = s * 5.0
            break
        s += x * i
    return s


@program(1.5, 6)
def index_after_the_break(x, n):
    for k in range(n):  # noqa: B007
        x = x * 1.2
        if x > 2.0:
            break
    return x * k


@program(1.5, 6)
def found_value(x, n):
    found = 0.0
    for k in range(n):
        y = np.sin(x * k)
        if y < 0.0:
            found = y * x
            break
    return found


@program(0.1, 3)
@program(1.5, 6)
def never_found(x, n):
    found = x
    for k in range(n):
        y = np.sin(x * k)
        if y < 0.0:
            found = y * x
            break
    return found


@program(pos(5))
def over_an_array(v):
    s = 0.0
    for x in v:
        if s > 1.6:
            break
        s += x * x
    return s


@program(pos(4), pos(4))
def over_a_zip(u, v):
    s = 0.0
    for a, b in zip(u, v):  # noqa: B905
        if a * b < 0.6:
            continue
        s = s + a * b
        if s > 1.0:
            return s * a
    return s


@program(pos(6))
def stores_before_a_break(v):
    w = v.copy()
    for k in range(1, 6):
        w[k] = w[k] * w[k - 1]
        if w[k] > 0.7:
            break
    return np.sum(w)


@program(pos(6))
def stores_after_a_continue(v):
    w = v * 2.0
    for k in range(6):
        if k % 2:
            continue
        w[k] = w[k] ** 2
    return np.sum(w * v)


@program(pos(5))
def store_and_return(v):
    for k in range(5):
        v = v * 1.0
        v[k] *= 2.0
        if np.sum(v) > 4.5:
            return np.prod(v)
    return np.sum(v)


@program(np.eye(3) + 0.1 * np.arange(9.0).reshape(3, 3), pos(3))
def power_iteration(A, v):
    for _ in range(30):
        w = A @ v
        w = w / np.sqrt(w @ w)
        if np.max(np.abs(w - v)) < 1e-3:
            break
        v = w
    return w @ A @ w


@program(2.0)
def newton_with_a_return(a):
    x = a
    for _ in range(50):
        x_new = 0.5 * (x + a / x)
        if abs(x_new - x) < 1e-12:
            return x_new
        x = x_new
    return x


@program(0.4, 1.7)
def bisection(a, b):
    for _ in range(12):
        m = 0.5 * (a + b)
        if m * m * m > 1.3:
            b = m
        else:
            a = m
        if b - a < 1e-3:
            return a * a
    return b


@program(1.1, 6)
def flags_and_breaks(x, n):
    stopped = 0.0
    left = x
    returned = 1.0
    for k in range(n):
        stopped = stopped + left * k
        if stopped > 4.0:
            break
        left = left * x
        returned = returned + left
    return stopped + left * returned


@program(1.1, 6)
def value_is_a_variable(x, n):
    value = x
    trips = 2.0
    while value < n:
        value = value * trips
        if value > 4.0:
            return value * x
    return value


@program(1.2, 5)
def many_ways_on(x, n):
    s = 0.0
    for k in range(n):
        if k > 1:
            if s > 9.0:
                break
            s = s + x
        elif k == 1:
            if x > 5.0:
                continue
            s = s - x
        s = s + x * k
        s = s * x
        s = s + 1.0
        s = np.sin(s) + s
        s = s * x
        s = s + 2.0
        s = s * x
    return s


@program(1.2, 5)
def return_under_two_ifs(x, n):
    for k in range(n):
        if k > 1:
            x = x + 0.1
            if x > 1.3:
                x = x * x
                return x * k
        else:
            x = x * 1.01
    return x


@program(1.4, 3)
def a_loop_after_a_loop_that_returns(x, n):
    for k in range(n):
        if x * k > 10.0:
            return x
    s = 0.0
    for k in range(n):
        s += x**k
        if s > 2.0:
            break
    return s


@program(0.3)
@program(0.9)
@program(2.5)
def returns_between_loops(x):
    for _ in range(3):
        x = x * 1.2
    if x > 4.0:
        return x * x
    for _ in range(3):
        x = x + 0.3
        if x > 2.2:
            break
    if x > 2.0:
        return np.sin(x)
    return x


@program(1.3, 4)
def break_on_the_index(x, n):
    s = 0.0
    for k in range(2, 20, 3):
        if k > n * 2:
            break
        s = s + x * k
        x = x * 1.1
    return s


@program(1.3)
def downward_with_a_break(x):
    s = 0.0
    for k in range(9, -1, -2):
        s = s * x + k
        if s > 12.0:
            break
    return s


@program(1.3, 4)
def unconditional_break(x, n):
    for k in range(n):
        x = x * (k + 2)
        break
    return x


@program(1.3, 4)
def unconditional_return(x, n):
    for k in range(n):
        return x * (k + 2)
    return x * x


@program(1.3, 4)
def unconditional_continue(x, n):
    for _ in range(n):
        x = x * 1.1
        continue
    return x


@program(1.5, 5)
def tuple_from_a_loop(x, n):
    a, b = 1.0, x
    for _ in range(n):
        a, b = b, a + b * x
        if b > 20.0:
            return a * b
    return a - b


@program(pos(3), pos(3))
def array_from_a_loop(u, v):
    for k in range(4):
        w = u * v + k
        if w[0] > 1.5:
            return np.sum(w * u)
        u = w
    return np.sum(u)


def steps_to(x, limit):
    for k in range(20):
        x = x * 1.3
        if x > limit:
            return x, k
    return x, 20


@program(1.1)
def helper_that_returns_from_a_loop(x):
    y, k = steps_to(x, 3.0)
    z, _ = steps_to(y * x, 7.0)
    return y * z + k


@program(1.1)
def local_function_with_a_break(x):
    def grow(y, limit):
        for k in range(9):
            if y > limit:
                break
            y = y * x + k
        else:
            return -y
        return y

    return grow(x, 5.0) * grow(2.0 * x, 50.0)


@program(1.2)
def test_that_names_a_value(x):
    s = 0.0
    while (y := np.sin(s) + x) < 2.0:
        s = s + 0.2 * y
    return s * y


@program(1.2)
def while_with_a_test_and_a_break(x):
    k = 0
    while x < 40.0 and k < 9:
        x = x * x
        k += 1
        if x > 3.0:
            x = x - 1.0
            break
    return x * k


@program([pos(2, 2), pos(2, 2), pos(2, 2)], pos(2))
def layers_until(weights, x):
    for k, W in enumerate(weights):
        x = np.tanh(W @ x)
        if k == 1:
            break
    return np.sum(x)


@program(0.7, 3)
def last_value_of_a_skipped_name(x, n):
    y = x
    for k in range(n):
        if k == 1:
            continue
        y = x * k
        z = y * y
    return z + y


@program(1.3, 3)
def x_bar_and_left(x, n):
    x_bar = x * x
    left = False
    for k in range(n):
        left = x_bar > 3.0
        if left:
            break
        x_bar = x_bar * x + k
    return x_bar
