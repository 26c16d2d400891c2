# ruff: noqa: B006, B007, F841
"""Lists with several names, in tuples, in branches and in loops that are left."""

import numpy as np

from programs.checker import pos, program


def as_it_is(xs):
    return xs


@program(0.7)
def shared_rows(x):
    row = [0.0, 0.0]
    grid = [row, row]
    grid[0][1] = x
    return grid[1][1] * 3.0 + row[1]


@program(0.7, 3)
def swapped(x, n):
    a, b = [x], [2 * x]
    for i in range(n):
        a, b = b, a
        a.append(x * i)
    return sum(a) * 3.0 + sum(b)


@program(0.7, 3)
def alias_in_tuple(x, n):
    xs = [x]
    t = (xs, 1.0)
    xs.append(2 * x)
    return t[0][1] * len(t[0])


@program(0.7, 3)
def change_while_iterating(x, n):
    xs = [x, x, x]
    s = 0.0
    for i, v in enumerate(xs):
        if i < 2:
            xs[i + 1] = v * 2.0
        s += v
    return s


@program([0.7, 0.3])
def parameter_copied(p):
    p = list(p)
    p[0] = p[1] * 2.0
    p.append(p[0])
    return p[0] * p[1] * p[2]


@program(0.7)
@program(-0.7)
def rebound_in_a_branch(x):
    xs = [x]
    ys = xs
    if x > 0:
        xs = [x * 2]
    xs.append(3.0 * x)
    return sum(xs)


@program(pos(3))
def array_in_a_list_changed(u):
    u = u.copy()
    xs = [u, 2 * u]
    xs[0][1] = u[0] * 5.0
    return np.sum(u) + np.sum(xs[0] * xs[1])


@program(0.7, 3)
def default_list(x, n):
    def add(v, xs=[]):
        xs.append(v)
        return sum(xs)

    return add(x) + add(2 * x) * 3.0


@program(0.7, 0)
def zero_trips(x, n):
    xs = [x]
    ys = []
    for i in range(n):
        xs.append(x)
        ys.append(xs[-1])
    return sum(xs) + sum(ys) + len(ys)


@program(0.7, 3)
def user_names(x, n):
    xs_bar = []
    xs = []
    for i in range(n):
        xs.append(x * i)
        xs_bar.append(xs[-1] * x)
    return sum(xs_bar) * sum(xs)


@program(0.7, 5)
def break_out(x, n):
    xs = []
    for i in range(n):
        if i == 3:
            break
        xs.append(x**i)
    return sum(xs)


@program(0.7, 5)
def continue_and_while(x, n):
    xs = [x]
    i = 0
    while i < n:
        i += 1
        if i % 2:
            continue
        xs.append(xs[-1] * i)
    return sum(xs) * len(xs)


@program(0.7, 5)
def returned_in_the_loop(x, n):
    xs = []
    for i in range(n):
        xs.append(x**i)
        if len(xs) > 2:
            return xs[-1] * xs[0]
    return x


@program(0.7, 3)
def while_stack(x, n):
    stack = [x, 2 * x]
    s = 0.0
    while stack:
        v = stack.pop()
        s += v * v
        if v < 1.0 and len(stack) < 3:
            stack.append(v + 1.0)
    return s


@program(0.7, 3)
def closure_over_a_list_made_in_a_call(x, n):
    def make():
        xs = []

        def add(v):
            xs.append(v)

        def total():
            return sum(xs)

        return add, total

    add, total = make()
    add(x)
    add(x * x)
    return total()


@program(0.7, 3)
def conditional_alias(x, n):
    a = [x]
    b = [2 * x]
    c = a if n > 2 else b
    c.append(5 * x)
    return sum(c)


@program(0.7, 3)
def same_list_twice_in_a_tuple(x, n):
    a = [x]
    p, q = a, a
    p.append(2 * x)
    q.append(3 * x)
    return sum(p) + sum(q) * len(a)


@program(0.7, 4)
def row_of_dp(x, n):
    prev = [1.0]
    for i in range(n):
        cur = [1.0]
        for j in range(i):
            cur.append(prev[j] * x + prev[j])
        cur.append(1.0)
        prev = cur
    return sum(prev)


@program(0.7, 4)
def table_of_rows(x, n):
    table = [[1.0]]
    for i in range(n):
        last = table[-1]
        table.append([x] + [a * x + 1.0 for a in last])
    return sum(table[-1])


@program(0.7, 4)
def list_compare(x, n):
    xs = [i for i in range(n)]
    if xs == [0, 1, 2, 3]:
        return x * x
    return x


@program(0.7, 3)
def repeated_in_place(x, n):
    xs = [x, 2 * x]
    ys = xs
    ys *= n
    return sum(xs) * xs[-1] + len(ys)


@program(0.7, 3)
def a_new_list_each_time(x, n):
    xs = [x]
    ys = xs
    for _ in range(n):
        xs = [*xs, x]
        ys.append(2 * x)
    return sum(ys) * 3 + sum(xs)


def added(xs, v):
    xs.append(v)


def with_first_replaced(xs, v):
    xs[0] = v
    return xs


@program(0.7, 3)
def changed_by_functions(x, n):
    xs = [x]
    for i in range(n):
        added(xs, x * i)
    ys = with_first_replaced(xs, x * x)
    ys.append(3 * x)
    return sum(xs) * xs[0]


@program(1.3)
def two_lists_swap_and_one_grows_afterwards(x):
    a, b = [x], [2.0 * x]
    for _ in range(4):
        a, b = b, a
        a.append(x * len(b))
    a.append(x)
    return sum(a) - sum(b) * 2.0


@program(1.3)
def the_last_two_lists_of_a_loop(x):
    before, now = [x], [2.0 * x]
    for _ in range(4):
        before, now = now, [before[0] + now[0] * x]
        now.append(x)
    now.append(1.0)
    return sum(now) + sum(before)


@program(1.3)
def whether_lists_are_one(x):
    xs = [x]
    ys, zs = xs, [x]
    s = x if xs is ys else x * 5.0
    return s * x if xs is not zs and xs == zs else s
