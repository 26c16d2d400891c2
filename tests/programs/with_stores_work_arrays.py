# ruff: noqa: B007
"""Work arrays: made once and overwritten, two that change roles, global and captured ones."""

import numpy as np

from programs.checker import pos, program, sgn

table = pos(4)
scratch = np.zeros(4)
grid = pos(3, 4)
shelf = [pos(4), pos(4)]


@program(pos(4), 3)
def buffer_of_zeros_overwritten(x, n):
    b = np.zeros(4)
    for _ in range(n):
        b[:] = x * x
        x = np.sin(b) + x
    return np.sum(x * b)


@program(pos(4), 3)
def buffer_without_contents(x, n):
    b = np.empty(4)
    s = 0.0
    for k in range(n):
        b[:2] = x[2:] * k
        b[2:] = b[:2] * x[:2]
        s += np.sum(b * b)
    return s


@program(pos(4), 3)
def buffer_like_the_argument(x, n):
    b = np.empty_like(x)
    for _ in range(n):
        np.multiply(x, x, out=b)
        np.add(b, x, out=b)
        x = b * 0.5
    return np.sum(x)


@program(pos(4), 3)
def array_of_the_iteration_before_is_the_buffer(x, n):
    b = np.ones(4)
    for _ in range(n):
        y = b
        b *= x
        x = x + y * y
    return np.sum(x * b)


@program(pos(4), 4)
@program(pos(4), 3)
def two_buffers_change_roles(x, n):
    u, v = x.copy(), np.empty(4)
    for _ in range(n):
        v[1:-1] = u[:-2] * u[2:]
        v[0], v[-1] = u[-1], np.sin(u[0])
        u, v = v, u
    return np.sum(u**2) + np.sum(v)


@program(pos(4), 3)
def buffers_change_roles_through_a_third_name(x, n):
    old, new = x, np.zeros(4)
    for k in range(n):
        new[:] = old * old + k
        t = old
        old = new
        new = t
    return np.sum(old * new)


@program(pos(3), 4)
def three_buffers_rotate(x, n):
    a, b, c = x * 1.0, x * 2.0, x * 0.0
    for _ in range(n):
        c[:] = np.sin(a) * b
        a, b, c = b, c, a
    return np.sum(a * b * c)


@program(pos(4), 3)
def constant_buffer_is_refilled(x, n):
    b = np.zeros(4)
    for k in range(n):
        b.fill(k + 1.0)
        x = x * b
        b[k] = 5.0
        x[0] += np.sum(b * x)
    return np.sum(x)


@program(pos(4), 3)
def constants_change_between_uses(x, n):
    c = np.arange(4.0)
    s = 0.0
    for k in range(n):
        s += np.sum(c * x * x)
        c *= 2.0
        c[k] = 1.0
    return s


@program(pos(4), 3)
def becomes_active_in_the_loop(x, n):
    b = np.ones(4)
    for k in range(n):
        y = b * b
        b[k] = x[k] * y[k + 1]
        b[k + 1] += np.sum(y)
    return np.sum(b)


@program(pos(4), 3)
def becomes_inactive_again(x, n):
    b = x * x
    s = np.sum(b)
    for k in range(n):
        s *= np.sum(b)
        b[:] = k + 1.0
    return s


@program(pos(4), 3)
def collects_rows(x, n):
    path = np.zeros((n + 1, 4))
    path[0] = x
    for k in range(n):
        path[k + 1] = path[k] + 0.1 * np.sin(path[k - 1])
    return np.sum(path**2)


@program(pos(4), 3)
def collects_the_array_that_changes(x, n):
    kept = np.zeros((n, 4))
    for k in range(n):
        kept[k] = x
        x *= x
    return np.sum(kept * kept) + np.sum(x)


@program(pos(3, 3), pos(3), 3)
def gradient_descent_in_place(A, b, n):
    w = np.zeros(3)
    g = np.empty(3)
    for _ in range(n):
        np.dot(A, w, out=g)
        g -= b
        w -= 0.1 * g * g
    return np.sum(w * w)


@program(pos(3), pos(3), 3)
def momentum_in_place(w, c, n):
    m = np.zeros_like(w)
    for k in range(n):
        g = 2.0 * w * c
        m *= 0.9
        m += 0.1 * g * g
        w -= g / (np.sqrt(m) + 1.0)
    return np.sum(w**2)


@program(0.3, 0.4, 4)
def oscillator_in_a_state_array(q, p, n):
    z = np.array([q, p])
    dz = np.zeros(2)
    for _ in range(n):
        dz[0] = z[1]
        dz[1] = -np.sin(z[0])
        z += 0.1 * dz
    return z[0] * z[1]


@program(sgn(5), 3)
def buffer_of_a_mask(x, n):
    m = np.zeros(5, dtype=bool)
    for k in range(n):
        m[:] = x > 0.1 * k
        x[m] = x[m] * x[m] + 0.5
        m[k] = False
    return np.sum(x * m)


@program(pos(4), 3)
def integers_between_floats(x, n):
    b = np.zeros(4, dtype=int)
    for k in range(n):
        b[:] = x * 10.3
        x = x * b * 0.1
    return np.sum(x)


@program(pos(4).astype(np.float32), 3)
def singles_like_the_argument(x, n):
    b = np.empty_like(x)
    for _ in range(n):
        b[:] = x * 1.5
        x = b * x
    return np.sum(x)


@program(pos(4), 3)
def zeros_like_integers(x, n):
    b = np.zeros_like(np.arange(4))
    for k in range(n):
        b += k
        b[k] = x[k] * 3.7
        x = x + x * b
    return np.sum(x)


@program(pos(4))
def copy_of_a_global_is_changed(x):
    t = table.copy()
    t[1] = x[0] * t[2]
    t *= x
    return np.sum(t * table)


@program(pos(4))
def global_is_changed(x):
    scratch[:] = x * x
    y = scratch * x
    scratch[1] = y[0]
    return np.sum(scratch * y)


@program(pos(4))
def global_is_read_and_then_changed(x):
    y = table * x
    table[:2] = x[2:] * table[:2]
    return np.sum(y * table)


@program(pos(4))
def row_of_a_global_is_changed(x):
    row = grid[1]
    y = x @ row
    row *= x
    grid[2] = y * row
    return np.sum(grid**2)


def remembers(x):
    scratch[0] += np.sum(x * x)
    return scratch[0]


@program(pos(4))
def helper_adds_to_a_global(x):
    a = remembers(x)
    b = remembers(x * a)
    return a * b


@program(pos(4))
def global_of_constants_is_changed(x):
    y = np.sum(table * x)
    table[0] = 9.0
    return y * np.sum(table * x * x)


@program(pos(4))
def array_in_a_global_list_is_changed(x):
    shelf[0][1] = x[1] * x[2]
    y = shelf[0] * shelf[1]
    shelf[1] *= 0.0
    return np.sum(y * y)


def make():
    kept, state = pos(4), np.zeros(4)

    def captured_arrays_are_changed(x):
        y = kept * x
        kept[1] = 2.0
        state[:] = y * kept
        state[0] *= x[1]
        return np.sum(state * y)

    return captured_arrays_are_changed


closure = program(pos(4))(make())
