# ruff: noqa: F821, F823, F841, RUF059
"""Programs that are refused. A comment at the end of a line names it: test_refused.py looks for the error there."""

import contextlib
import math
import random
import time

import numpy as np

from programs.with_lists_shared import as_it_is

count = 0


def unbound_augmented(x, v):
    z += x  # here: z
    return z


def attribute_assignment(x, v):
    v.shape = (3, 1)  # here: v.shape
    return np.sum(v * x)


def has_with(x, v):
    with contextlib.suppress(ValueError):  # here: contextlib.suppress
        x = x * x
    return x


def enters_an_unknown_manager(x, v):
    with v:  # here: v
        x = x * x
    return x


class Swallows:
    def __enter__(self):
        return 1, 2

    def __exit__(self, kind, value, trace):
        return kind is ValueError


def enters_a_manager_that_swallows(x, v):
    with Swallows():  # here: Swallows()
        x = x * x
    return x


class ChangesAGlobal:
    def __enter__(self):
        global count
        count = 3

    def __exit__(self, kind, value, trace):
        pass


def enters_a_manager_that_changes_a_global(x, v):
    with ChangesAGlobal():  # here: ChangesAGlobal()
        x = x * count
    return x


class CallsOut:
    def __enter__(self):
        set_count(3)

    def __exit__(self, kind, value, trace):
        set_count(0)


def set_count(n):
    global count
    count = n


def enters_a_manager_that_calls_what_changes_a_global(x, v):
    with CallsOut():  # here: CallsOut()
        x = x * count
    return x


def unpacks_what_a_manager_gives(x, v):
    with contextlib.nullcontext((1.0, 2.0)) as (a, b):  # here: (a, b)
        x = x * x
    return x


def computes_with_what_a_manager_gives(x, v):
    with contextlib.nullcontext(2.0) as a:
        x = x * a  # here: x * a
    return x


def changes_an_array_in_a_try_that_goes_on(x, v):
    a = v * 1.0
    try:
        a[0] = 2.0  # here: a[0] = 2.0
        n = int("2")
    except ValueError:
        n = 3
    return x * n * a[1]


def several_handlers_go_on(x, v):
    try:
        n = int("2")
    except ValueError:
        n = 3
    except TypeError:  # here: except TypeError
        n = 4
    return x * n


def reads_what_a_try_may_have_assigned(x, v):
    try:
        n = int("2")
    except ValueError:
        m = 3
    return x * n  # here: n


def handler_that_goes_on_reads_what_the_try_assigns(x, v):
    n = 1
    try:
        n = n + int("2")
    except ValueError:
        n = n + 1  # here: n + 1
    return x * n


def iteration_reads_what_a_try_may_have_assigned(x, v):
    n = 1
    for _ in range(3):
        x = x * n  # here: n
        try:
            n = int("2")
        except ValueError:
            print("bad")
    return x


def handler_reads_what_the_try_assigns(x, v):
    y = x
    try:
        y = x * x
    except ValueError:
        raise ValueError(y) from None  # here: y
    return y


def finally_reads_what_the_try_assigns(x, v):
    try:
        y = x * x
    finally:
        print(y)  # here: y
    return y


def finally_returns(x, v):
    try:
        y = x * x
    finally:
        return x  # noqa: B012  # here: return x
    return y


def finally_continues(x, v):
    for k in range(3):
        try:
            x = x * x
        finally:
            if k > 1:
                continue  # noqa: B012  # here: continue
    return x


def walrus_in_the_test_of_a_loop(x, v):
    while (y := x * x) < 4.0:  # here: (y := x * x) < 4.0
        x = x + y
    else:
        x = x * y
    return y * x


def number_of_a_text(x, v):
    name = f"{x}"
    return float(name) * x  # here: float(name)


def numbers_of_texts(x, v):
    texts = [f"{x}", "2.0"]
    return x * np.array(texts, dtype=float)[0]  # here: np.array(texts, dtype=float)


def generator(x, v):
    yield x * x  # here: yield x * x


async def coroutine(x, v):  # here: async def
    return x * x


def writes_a_global(x, v):
    global count  # here: global count
    count = count + 1
    return x * x


def reads_what_is_deleted(x, v):
    y = x * x
    del y
    return x * y  # here: y


def deletes_on_one_path(x, v):
    y = x * x
    if x > 0:
        del y
    return x * y  # here: y


def deletes_in_each_iteration(x, v):
    y = x
    for _ in range(2):
        x = x * y  # here: y
        del y
    return x


def deletes_what_is_not_there(x, v):
    del y  # here: y
    return x


def deletes_an_attribute(x, v):
    del v.shape  # here: v.shape
    return x


def writes_an_outer_variable(x, v):
    k = x

    def inner():
        nonlocal k  # here: nonlocal k
        k = k * x
        return k

    return inner() * k


def global_hides_a_local_name(x, v):
    count = x * x

    def inner():
        global count  # here: global count
        return count * x

    return inner() * count


def raises_what_is_being_handled(x, v):
    if x < 0:
        raise  # here: raise
    return x * x


def imports_what_is_not_there(x, v):
    import no_such_module  # here: import no_such_module

    return x * no_such_module.scale


def reads_what_is_imported_later(x, v):
    y = math.sin(x)  # here: math
    import math

    return y * math.cos(x)


def computes_with_a_module(x, v):
    import cmath

    return x * cmath  # here: cmath


def star_in_a_call(x, v):
    return (lambda *a: a[0] * x)(*v)  # here: *v


def matches_the_rest_of_a_dict(x, v):
    match x:
        case {"a": y, **rest}:  # here: {"a": y, **rest}
            return y
    return x


def matches_a_class_by_position(x, v):
    match x:
        case np.ndarray(y):  # here: np.ndarray(y)
            return y
    return x


def alternatives_bind_too_early(x, v):
    match (x, x * x):
        case ((0, y) | (y, 0), 1.0):  # here: (0, y) | (y, 0)
            return y
    return x


def unknown_function_on_an_array(x, v):
    return np.sum(np.fft.fft(v * x).real)  # here: np.fft.fft(v * x)


def unknown_numpy_function(x, v):
    return np.sum(np.i0(v * x))  # here: np.i0(v * x)


def unknown_module_function(x, v):
    return x * time.clock_gettime(0)  # here: time.clock_gettime(0)


def gamma_function(x, v):
    return math.gamma(x)  # here: math.gamma(x)


def unknown_method(x, v):
    return (v * x).searchsorted(0.5) * x  # here: (v * x).searchsorted(0.5)


def unknown_keyword(x, v):
    return np.sum(v * x, where=v > 1)  # here: np.sum(v * x, where=v > 1)


def gives_an_array_outside(x, v):
    random.shuffle(v)  # here: random.shuffle(v)
    return x * v[0]


def unbound_local(x, v):
    y = w * x  # here: w * x
    w = y
    return w


def no_such_name(x, v):
    return x * no_such_global  # here: no_such_global


def sorted_builtin(x, v):
    return sorted(v)[0] * x  # here: sorted(v)


def object_method(x, v):
    return x.hypot(x)  # here: x.hypot(x)


def float_method(x, v):
    return x.is_integer() * x  # here: x.is_integer()


def wrong_arity(x, v):
    a, b = (x, x, x)  # here: a, b
    return a * b


def helper_that_is_refused(x):
    global count  # here: global count
    count = x
    return x * x


def calls_the_refused(x, v):
    return helper_that_is_refused(x) * x


def two_problems(x, v):
    a = {x * y for y in v}  # here: {x * y for y in v}
    del v.shape
    return x


# --- arrays changed in place -----------------------------------------------------------------------------------------
def item_of_a_tuple(x, v):
    p = (v * x, v)
    p[0] = v  # here: p[0]
    return np.sum(p[0])


def item_of_a_number(x, v):
    y = x * x
    y[0] = 1.0  # here: y[0]
    return y


def entry_is_a_number(x, v):
    y = v[0]
    y[...] = x  # here: y[...]
    return y


def out_is_a_number(x, v):
    y = x * 1.0
    np.multiply(x, 2.0, out=y)  # here: np.multiply(x, 2.0, out=y)
    return y


def array_of_objects(x, v):
    y = np.array([None, None, None], dtype=object)
    y[0] = v  # here: y[0]
    return np.sum(v * x)


def out_where(x, v):
    y = v * x
    np.add(y, x, out=y, where=y > 2.0)  # here: np.add(y, x, out=y, where=y > 2.0)
    return np.sum(y)


def attribute_augmented(x, v):
    y = v * x
    y.flat += x  # here: y.flat += x
    return np.sum(y)


def multiply_at(x, v):
    y = v * x
    np.multiply.at(y, [0, 0], x)  # here: np.multiply.at(y, [0, 0], x)
    return np.sum(y)


def puts_along_an_axis(x, v):
    y = v * x
    np.put_along_axis(y, np.array([0]), x, 0)  # here: np.put_along_axis(y, np.array([0]), x, 0)
    return np.sum(y)


def partition_method(x, v):
    y = v * x
    y.partition(1)  # here: y.partition(1)
    return np.sum(y)


def test_of_a_loop_changes_an_array(x, v):
    y = v * x
    while np.sum(np.multiply(y, 0.5, out=y)) > 0.1:  # here: while np.sum(
        x = x + 1.0
    return np.sum(y) * x


def carried_name_alternates(x, v):
    a, b = v * x, v * 2.0
    c = a
    for k in range(3):
        c[k] = a[0] * b[1] * c[2]  # here: a[0]
        c = b if k % 2 == 0 else a
    c *= 3.0
    return np.sum(a * a) + np.sum(b**3)


def carried_name_breaks_away(x, v):
    a = v * x
    b = a
    for _ in range(len(v)):
        b[0] *= b[1]
        b = b * 2.0
    return np.sum(a * b)  # here: a * b


def strict_zip_that_is_left(x, v):
    for a, b in zip(v, 2 * v, strict=True):  # here: zip(v, 2 * v, strict=True)
        if a > b:
            break
        x = x * a
    return x


def view_carried_to_the_next_iteration(x, v):
    A = np.ones((4, 3))
    before = A[0]
    for k in range(1, 4):
        now = A[k]
        now *= before * x
        before = now
    A[3] *= v[0]
    return np.sum(A**2) + np.sum(before)  # here: np.sum(before)


def last_row_of_an_iteration_lives_on(x, v):
    A = np.outer(v, v) * x
    for row in A:
        row += A[0]
    A[2] *= 2.0
    row[1] = row[0] * row[1]  # here: row[0]
    return np.sum(A**2)


def one_of_a_list_of_arrays(x, v):
    a, b = v * x, v * 2.0
    p = [a, b]
    p[int(x)][0] = 1.0
    return np.sum(a)  # here: np.sum(a)


def reshaped_without_being_contiguous(x, v):
    A = np.outer(v, v) * x
    c = A.T.reshape(9)
    c[0] = 1.0
    return np.sum(A * x)  # here: A * x


def split_gives_views(x, v):
    y = v * x
    a, b, _ = np.split(y, 3)
    a *= b
    y[2:] *= a  # here: y[2:]
    return np.sum(y**2)


def split_changed_by_index(x, v):
    y = v * x
    a, b, _ = np.split(y, 3)
    a[0] = b[0]
    return np.sum(y**2)  # here: y**2


def helper_that_recurs(a, b, n):
    if n > 0:
        a[0] *= b[0]
        helper_that_recurs(a, b, n - 1)
    return np.sum(a)


def recursion_gets_an_array_twice(x, v):
    y = v * x
    return helper_that_recurs(y, y, len(v))  # here: helper_that_recurs(y, y, len(v))


# --- lists and dicts that are changed --------------------------------------------------------------------------------
def list_that_is_not_its_own_is_changed(x, v):
    xs = as_it_is([x, 2.0])
    xs.append(1.0)  # here: xs.append(1.0)
    return xs[0]


def list_is_put_into_another_and_changed(x, v):
    row, rows = [], []
    for k in range(3):
        row.append(x * k)  # here: row.append(x * k)
        rows.append(row)
    return rows[0][0]


def one_of_two_lists_is_changed_and_the_other_read(x, v):
    xs = [x]
    ys = xs
    if x > 0.0:
        xs = [x * 2.0]
    xs.append(x)
    return xs[0] + ys[0]  # here: return xs[0] + ys[0]


def two_choices_may_be_one_list(x, v):
    xs, ys = [x], [x * 2.0]
    first = xs if x > 0.0 else ys
    second = xs if x < 5.0 else ys
    first.append(x)
    return len(second) * x  # here: return len(second)


def names_of_a_loop_become_one_list(x, v):
    xs = [x]
    ys = xs
    for _ in range(3):  # here: for _ in range(3)
        xs.append(x)
        if x > 0.0:
            xs = ys
        else:
            ys = [x]
    return ys[0]


def a_list_becomes_another_in_a_loop(x, v):
    xs, ys = [x], [x * 2.0]
    s = 0.0
    for _ in range(3):
        xs.append(x)
        s += ys[-1]  # here: s += ys
        xs = ys
    return s


def one_of_two_lists_is_changed_that_was_put_somewhere(x, v):
    xs, ys = [x], [x * 2.0]
    rows = []
    for _ in range(3):
        rows.append(xs)
    one = xs if x > 0.0 else ys
    one.append(x)  # here: one.append(x)
    return rows[0][-1]


def a_list_of_the_iteration_before_was_put_somewhere(x, v):
    rows = []
    row = [x]
    for k in range(3):
        row.append(x * k)  # here: row.append(x * k)
        row = [x]
        rows.append(row)
    return rows[0][-1]


def whether_two_lists_are_one(x, v):
    xs, ys = [x], [x * 2.0]
    one = xs if x > 0.0 else ys
    return x if one is xs else x * x  # here: one is xs


def a_call_may_have_given_the_list_back(x, v):
    xs = []
    for k in range(3):
        xs.append(x * k)
    ys = as_it_is(xs)
    xs.append(x)  # here: xs.append(x)
    return ys[-1]


def loop_changes_the_length_of_its_list(x, v):
    xs = [x, x]
    for a in xs:  # here: xs
        if a > 4.0:
            xs.append(a)
    return xs[-1]


def test_of_a_loop_pops(x, v):
    xs = [x, x * x]
    s = 0.0
    while xs.pop() > 0.0:  # here: xs.pop() > 0.0
        s += x
    return s


def pops_from_an_empty_list(x, v):
    xs = []
    return x * xs.pop()  # here: xs.pop()


def dict_key_from_the_run(x, v):
    d = {}
    for k in range(3):
        d[k] = x * k  # here: d[k]
    return d[0]


def unknown_method_of_a_list(x, v):
    xs = [x, 2.0]
    xs.remove(2.0)  # here: xs.remove(2.0)
    return xs[0]


def array_in_a_list_is_changed_by_another_name(x, v):
    u = v.copy()
    rows = []
    for k in range(3):  # here: for k in range(3)
        rows.append(u)
        u[0] = x * k
    return np.sum(rows[0])


def row_with_a_name_is_changed_in_its_table(x, v):
    rows = []
    for k in range(3):
        row = [x]
        row.append(x * k)
        rows.append(row)
    rows[-1][0] = 5.0 * x
    return row[0]  # here: return row[0]


def row_is_changed_by_its_own_name(x, v):
    rows = [[x * a, x] for a in v]
    row = rows[0]
    row[0] = 7.0 * x  # here: row[0]
    return row[0] + rows[0][0]


def one_row_many_times(x, v):
    rows = [[x, x]] * len(v)
    rows[0][1] = 2.0  # here: rows[0][1]
    return rows[1][1] * x


def argument_changes_what_the_method_is_of(x, v):
    rows = [[x * a] for a in v]
    rows[-1].append(rows.pop()[0])  # here: rows[-1].append(rows.pop()[0])
    return rows[-1][0]
