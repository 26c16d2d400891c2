"""Where it is not known whether two names are one array, a derivative is refused or right: never a wrong number."""

import numpy as np
import pytest

from programs.checker import check_program, pos
from s2sdiff.errors import UnsupportedError


def copy_from_the_second_iteration_on(A):
    y = np.zeros((3, 4))
    s = 0.0
    for _ in range(3):
        y[0, 0] += 1
        z = y * 2
        r = z.ravel()  # z is in Fortran order from the second iteration on
        r[1] = 5.0 * A[0, 1]
        s = s + np.sum(z * z)
        y = A.T * 1.0
    return s


def read_through_a_link_and_a_condition(x, s):
    a = np.atleast_2d(x)
    c = x if s > 0.5 else x * 2
    a[0, 0] = 5 * s
    return np.sum(c * c)


def contiguous_or_not(x, s):
    a = np.ascontiguousarray(x)
    c = x if s > 0.5 else x * 2
    a[0] = 5 * s
    return np.sum(c * c)


@pytest.mark.parametrize(("f", "arguments"), [
    (copy_from_the_second_iteration_on, (pos(4, 3),)),
    (read_through_a_link_and_a_condition, (pos(3), 0.7)),
    (read_through_a_link_and_a_condition, (pos(3), 0.3)),
    (contiguous_or_not, (pos(3), 0.7)),
    (contiguous_or_not, (pos(3), 0.3)),
])  # fmt: skip
def test_refused_or_right(f, arguments):
    faults = []
    try:
        check_program(f, arguments)
    except UnsupportedError as error:
        faults = [problem.fault for problem in error.problems]
    assert all("may or may not share memory" in fault for fault in faults)
