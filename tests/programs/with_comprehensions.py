# ruff: noqa: B905, RUF007
"""Comprehensions and generator expressions."""

import numpy as np

from programs.checker import pos, program, sgn


@program(0.7, 4)
@program(0.7, 0)
def list_of_powers(x, n):
    return np.sum(np.array([x**i for i in range(n)]))


@program(0.7)
def few_are_written_out(x):
    a, b, c = [x * k for k in (1.0, 2.0, 3.0)]
    return a * b + c


@program(0.7, 5)
def with_a_test(x, n):
    xs = [x * i for i in range(n) if i % 2]
    return np.sum(np.array(xs) ** 2) + len(xs)


@program(sgn(5))
def with_a_test_of_values(v):
    return np.sum(np.array([u * u for u in v if u > 0.0]))


@program(pos(3), pos(3))
def over_a_zip(u, v):
    return sum([a * b for a, b in zip(u, v)])


@program(pos(4))
def sum_of_a_generator(v):
    return sum(u**2 for u in v)


@program(pos(4))
def sum_from_a_start(v):
    return sum((u * k for k, u in enumerate(v)), 10.0)


@program(pos(2, 3))
def nested_loops(m):
    return np.sum(np.array([a * b for row in m for a in row for b in row[1:]]))


@program(pos(2, 3))
def list_of_lists(m):
    rows = [[np.sin(a) for a in row] for row in m]
    return np.sum(np.array(rows) * m)


@program(0.7, 3)
def list_of_lists_by_index(x, n):
    table = [[x**i * j for j in range(n)] for i in range(n)]
    return table[1][2] + table[2][1] * x


@program(0.7)
def its_names_are_its_own(x):
    i = 3.0
    xs = [i * x for i in range(4)]
    return i * xs[2]


@program(pos(3))
def over_another_comprehension(v):
    return np.prod(np.array([2.0 * u for u in [w + 1.0 for w in v]]))


@program([(sgn(2, 2), pos(2)), (sgn(2, 2), pos(2))], pos(2))
def over_parameters(params, x):
    outs = [W @ x + b for W, b in params]
    return np.sum(np.stack(outs) ** 2)


@program(pos(4))
def greatest_of_a_generator(v):
    return max(u * (2.0 - u) for u in v) + min([abs(u - 0.6) for u in v])


@program(pos(4))
def any_and_all(v):
    s = np.sum(v)
    if any(u > 1.2 for u in v):
        s = s * 2.0
    if all(u > 0.0 for u in v):
        s = s * 3.0
    return s


@program(0.7)
def dict_of_powers(x):
    table = {name: x**k for k, name in enumerate(("one", "x", "square"))}
    return table["x"] + table["square"] * table["one"]


@program({"w": pos(2), "b": 0.5})
def dict_of_a_dict(p):
    q = {"w": p["w"] * 2.0, "b": p["b"]}
    r = {key: value * value for key, value in q.items()}
    return np.sum(r["w"]) * r["b"]


@program(pos(3))
def filtered_by_index(v):
    kept = [v[i] for i in range(len(v)) if i != 1]
    return kept[0] * kept[1]


@program(pos(3), 4)
def a_list_of_states(u, n):
    states = [u * np.cos(k * u) for k in range(n)]
    return np.sum(np.concatenate(states) ** 2)


@program(0.7, 3)
def appended_to_what_a_comprehension_made(x, n):
    xs = [x * i for i in range(n)]
    xs.append(x * x)
    return xs[-1] + xs[1]


@program(0.7, 3)
def in_a_loop(x, n):
    s = 0.0
    for k in range(n):
        s += sum([x**i for i in range(k)])
    return s


@program(0.7)
def stars_in_a_display(x):
    xs = [x, x * x]
    ys = [*xs, 1.0, *(x, 2.0)]
    t = (*ys, x)
    return ys[1] * t[-1] + len(t)


@program(0.7, 3)
def stars_of_any_length(x, n):
    xs = [x * i for i in range(n)]
    ys = [x, *xs, x * x]
    return ys[0] * ys[-1] + sum(ys)


@program(pos(4))
def star_in_a_target(v):
    first, *rest = v
    *start, last = rest
    return first * last + start[0] * len(rest)


@program(0.7)
def star_in_the_middle(x):
    a, *b, c = [x, 2 * x, 3 * x, 4 * x]
    b.append(c)
    return a * c + b[0] * b[2]


@program(0.7)
def functions_in_a_comprehension(x):
    return sum(f(x) for f in (np.sin, np.cos, np.exp))


@program(pos(3))
def over_a_row_of_neighbours(v):
    xs = [u * u for u in v]
    return sum(b - 2.0 * a for a, b in zip(xs, xs[1:]))
