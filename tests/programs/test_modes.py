"""Every registered program in forward mode, and its second derivatives: see modes.py."""

import pytest

from programs.modes import UNDERFLOWS, check_first, check_second
from programs.test_programs import PROGRAMS

CASES = [pytest.param(case, id=case.id) for case in PROGRAMS]


@pytest.mark.parametrize("case", CASES)
def test_forward_and_reverse_agree(case):
    check_first(case)


@pytest.mark.parametrize("case", CASES)
def test_products_with_the_hessian_agree(case):
    check_second(case)


def test_nearly_all_are_compared_with_differences():
    assert sum(case.expected is not None for case in PROGRAMS) < 0.02 * len(PROGRAMS)
    assert len(UNDERFLOWS) == 1
