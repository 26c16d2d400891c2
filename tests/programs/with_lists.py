# ruff: noqa: RUF005
"""Lists that the function makes and changes."""

import numpy as np

from programs.checker import pos, program, sgn


@program(1.3, 4)
@program(1.3, 0)
def powers_in_a_list(x, n):
    xs = []
    for i in range(n):
        xs.append(x**i)
    return np.sum(np.array(xs))


@program(0.7, 4)
def last_item_of_a_list_that_grows(x, n):
    xs = [x]
    for _ in range(n):
        xs.append(np.sin(xs[-1]) * x)
    return xs[-1] * xs[0] + len(xs)


@program(0.7, 3)
def stack_that_is_pushed_and_popped(x, n):
    stack = [x]
    s = 0.0
    for i in range(n):
        stack.append(x * i)
        stack.append(x + i)
        s += stack.pop() ** 2
    return s + stack[-1]


@program(1.1, 4)
def queue(x, n):
    waiting = [x, 2 * x]
    total = 0.0
    for _ in range(n):
        first = waiting.pop(0)
        waiting.append(np.cos(first) + x)
        total += first * waiting[0]
    return total


@program(pos(3), 4)
def rows_of_a_stack(w, n):
    rows = []
    for i in range(n):
        rows.append(w * i)
    return np.sum(np.stack(rows, axis=1) ** 2)


@program(pos(3), 3)
def pieces_put_together(w, n):
    pieces = []
    for i in range(n):
        pieces.append(w[: i + 1] ** 2)
    return np.sum(np.concatenate(pieces) * np.arange(6.0))


@program(pos(2), 3)
def rows_on_top_of_each_other(w, n):
    rows = []
    for i in range(n):
        rows.append(np.sin(w + i))
    table = np.vstack(rows)
    return np.sum(table @ w)


@program(pos(3), 3)
def columns_side_by_side(w, n):
    columns = []
    for i in range(1, n + 1):
        columns.append(w / i)
    return np.sum(np.stack(columns, axis=-1) ** 2) + np.sum(np.hstack(columns) * 2.0)


@program(1.2, 5)
def table_of_numbers(x, n):
    fib = [0.0] * n
    fib[0] = x
    fib[1] = x * x
    for i in range(2, n):
        fib[i] = fib[i - 1] * fib[i - 2] + 1.0
    return fib[-1]


@program(1.2, 4)
def items_added_to(x, n):
    totals = [0.0] * 3
    for i in range(n):
        totals[i % 3] += x**i
    return totals[0] * totals[1] + totals[2]


@program(0.4, 3)
def appended_under_a_branch(x, n):
    xs = []
    for i in range(n):
        if i % 2 == 0:
            xs.append(x * i)
        else:
            xs.append(x)
            xs.append(x * x)
    return np.sum(np.array(xs) * np.arange(float(len(xs))))


@program(0.4)
@program(-0.4)
def longer_on_one_path(x):
    xs = [x, x * x]
    if x > 0:
        xs.append(np.exp(x))
    return xs[-1] * xs[0]


@program(0.4, 3)
def appended_in_a_loop_in_a_loop(x, n):
    xs = []
    for i in range(n):
        for j in range(i):
            xs.append(x**j)
    return np.mean(np.array(xs))


@program(0.4)
def while_it_is_short(x):
    xs = [x]
    while len(xs) < 4:
        xs.append(xs[-1] * 2.0 + x)
    return np.prod(np.array(xs))


@program(0.4)
def two_names_for_one_list(x):
    xs = [x]
    ys = xs
    ys.append(x * x)
    xs.append(3.0 * x)
    return ys[0] * ys[1] + ys[2] * len(xs)


@program(0.4)
def a_copy_stays(x):
    xs = [x, 2 * x]
    ys = list(xs)
    xs[0] = x**3
    zs = xs[:]
    zs.append(1.0)
    return ys[0] + xs[0] * ys[1] * len(zs) + len(xs)


@program(0.7)
def written_out(x):
    xs = []
    xs.append(x)
    xs.extend([x * 2, x * 3])
    xs.insert(0, np.sin(x))
    xs[1] = xs[2] * xs[3]
    del xs[2]
    last = xs.pop()
    xs.reverse()
    return xs[0] * last + xs[1]


@program(0.7, 3)
def extended(x, n):
    xs = [x]
    for i in range(n):
        xs += [x * i, x]
    ys = xs + [x * x]
    return np.sum(np.array(xs)) * ys[-1]


@program(pos(3))
def extended_by_an_array(w):
    xs = [w[0] * 2]
    xs.extend(w)
    xs.extend([w[1]] * 2)
    return np.sum(np.array(xs) ** 2)


@program(0.7, 3)
def cleared_in_each_iteration(x, n):
    s = 0.0
    xs = []
    for i in range(n):
        xs.clear()
        xs.append(x * i)
        xs.append(x)
        s += xs[0] * xs[1]
    return s


@program(0.7, 3)
def made_in_each_iteration(x, n):
    s = 0.0
    for i in range(n):
        xs = []
        for j in range(i):
            xs.append(x + j)
        if xs:
            s = s + xs[-1] * xs[0]
    return s


@program(0.7, 3)
def replaced_in_each_iteration(x, n):
    xs = [x, 2 * x]
    for _ in range(n):
        new = []
        for v in xs:
            new.append(np.sin(v))
        xs = new
    return xs[0] * xs[1]


@program(0.7, 3)
def backwards(x, n):
    xs = []
    for i in range(n):
        xs.append(x**i)
    xs.reverse()
    xs.insert(0, x)
    return xs[0] * xs[1] + 2.0 * xs[2]


@program(0.7)
def changed_by_a_local_function(x):
    xs = []

    def add(v):
        xs.append(v * x)

    add(1.0)
    add(2.0)
    return xs[0] * xs[1]


@program(0.7, 3)
def given_to_a_local_function(x, n):
    def push(stack, v):
        stack.append(v)
        return stack

    xs = [x]
    for i in range(n):
        ys = push(xs, x * i)
    return np.sum(np.array(ys))


@program(sgn(3), 3)
def states_of_an_integration(u, n):
    states = [u]
    for _ in range(n):
        u = u + 0.1 * np.sin(u)
        states.append(u)
    path = np.array(states)
    return np.sum(path[1:] * path[:-1])


@program(sgn(3), 3)
def copies_of_an_array_that_changes(u, n):
    u = u.copy()
    states = []
    for _ in range(n):
        u[1:] += 0.1 * u[:-1] ** 2
        states.append(u.copy())
    return np.sum(np.array(states) ** 2)


@program(0.7, 3)
def tuples_in_a_list(x, n):
    pairs = []
    for i in range(n):
        pairs.append((x * i, x + i))
    s = 0.0
    for a, b in pairs:
        s += a * b
    return s


@program(0.7, 3)
def the_list_is_the_result(x, n):
    xs = []
    for i in range(n):
        xs.append(x**i)
    return xs[0] + xs[1] + xs[2]


@program(0.7, 3)
def each_item_is_changed(x, n):
    xs = []
    for i in range(n):
        xs.append(x * i)
    for i, v in enumerate(xs):
        xs[i] = v * v + x
    return np.sum(np.array(xs))
