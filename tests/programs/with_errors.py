"""Programs that check what they are given: raise and assert, of errors that do not come up here."""

# ruff: noqa: PT018, UP031
import numpy as np

from programs.checker import pos, program, sgn


class Unstable(ArithmeticError):
    def __init__(self, what, at=None):
        super().__init__(what)
        self.at = at


@program(0.7)
def checks_first(x):
    if x < 0:
        raise ValueError(f"negative: {x}")
    if x > 10.0:
        raise ValueError
    return np.sqrt(x) * x


@program(sgn(2, 3), pos(3))
def checks_ranks_and_shapes(A, x):
    if A.ndim != 2:
        raise ValueError("rank %d" % A.ndim)
    elif x.ndim != 1:
        raise TypeError("no vector")
    if A.shape[1] != len(x):
        raise ValueError(f"{A.shape} and {x.shape}")
    assert isinstance(x, np.ndarray), "no array"
    return np.sum(A @ x)


@program(0.7)
@program(-0.7)
def what_the_other_branch_makes_is_used(x):
    if x > 100.0:
        raise OverflowError(x)
    else:
        y = x * x
    if x < 50.0:
        z = y * x
        w = z + y
    else:
        w = y
        raise Unstable("here", at=w)
    return w * z


@program(1.3, "square", wrt=(0,))
@program(1.3, "cube", wrt=(0,))
def unknown_kinds_are_refused(x, kind):
    match kind:
        case "square":
            y = x * x
        case "cube":
            y = x**3
        case other:
            raise KeyError(other)
    return y * 2.0


@program(sgn(4))
def checks_in_a_loop(x):
    s = 0.0
    for k in range(4):
        s = s * x[k] + x[k]
        if s > 100.0:
            raise OverflowError(f"{k}: {s}")
        if s < 0.0:
            s = s * s
        elif s > 50.0:
            print("large")
            raise Unstable(s) from ValueError(k)
    return s


@program(3.0)
def a_loop_that_does_not_end_raises(x):
    for _ in range(20):
        x = 0.5 * x
        if x < 0.1:
            break
    else:
        raise RuntimeError("no end")
    return x * x


@program(2.7)
def checks_in_a_while(x):
    n = 0
    while x > 0.1:
        n += 1
        if n > 50:
            raise RuntimeError("too many")
        x = x * 0.4
    return x * n


@program(0.7)
def asserts(x):
    assert x > 0
    y = x * x
    assert 0 < y < 100 and y == y, f"large: {y}"
    assert np.isfinite(y), ("not finite", y)
    return y * x


def checked(v):
    if not v > -100.0:
        raise ValueError(v)
    return v * v


def checked_by_kind(v, kind):
    if kind == "square":
        return v * v
    elif kind == "same":
        return v
    raise ValueError(kind)


@program(0.7)
def helpers_check(x):
    y = checked(x) + checked_by_kind(x, "square")
    checked(y)
    return checked_by_kind(y, "same") * x


@program(0.7)
def local_functions_check(x):
    def positive(v):
        if v <= 0:
            raise ValueError(f"{v} <= 0")
        return np.log(v)

    return positive(x) * positive(x + 1.0)


@program(0.7)
def an_error_is_made_first(x):
    error = ValueError(f"{x}")
    if x > 5.0:
        raise error
    return x * x


@program(sgn(3))
def an_array_is_changed_before_the_raise(x):
    y = x * 2.0
    if x[0] > 50.0:
        y[0] = 0.0
        y *= 2.0
        raise Unstable(y)
    y[1] = y[0] * y[2]
    return np.sum(y * y)


@program(sgn(3))
def raises_in_both_branches_in_one_case(x):
    total = 0.0
    for v in (x[0], x[1], x[2]):
        if v > 5.0:
            if v > 10.0:
                raise ValueError("very large")
            else:
                raise ValueError("large")
        total = total + v * v
    return total


@program(0.7, None, wrt=(0,))
@program(0.7, 2.0)
def an_argument_may_be_missing(x, scale):
    if scale is None:
        scale = 3.0
    elif not isinstance(scale, float):
        raise TypeError(f"scale is {scale!r}")
    return x * x * scale


@program(0.7)
def code_that_is_never_run(x):
    if x is None:
        raise ValueError("missing")
        x = 1.0
    if isinstance(x, str):
        raise TypeError
    return x * x


@program(pos(3))
def returns_and_raises(x):
    if x[0] > 1.4:
        return x[0]
    if x[0] > 5.0:
        raise ValueError
    for k in range(3):
        if x[k] > 0.4:
            return x[k] * x[0]
        if x[k] < -5.0:
            raise ValueError(k)
    raise ValueError("none")


@program(0.7)
def names_the_type(x):
    if not isinstance(x, float):
        raise TypeError(f"a float, and no {type(x).__name__}")
    print(type(x).__name__)
    return x * x
