"""Every rule through the whole system: forward against reverse, and three ways to Hessian-vector products."""

from itertools import groupby

import numpy as np
import pytest
from programs.modes import check_first, check_second

from s2sdiff import NonDifferentiableError, grad

from .checker import leaves
from .test_rules import CASES, IN_C, RULES
from .through import through

SMOOTH = [(op, case) for op, case in CASES if RULES[op].dots
          and not any(getattr(part, "dtype", None) == np.float32 for part in leaves(case.operands))]  # fmt: skip


@pytest.mark.parametrize(("op", "case"), SMOOTH, ids=[f"{op}-{k}-{case}" for k, (op, case) in enumerate(SMOOTH)])
def test_rule_in_all_modes(op, case):
    program = through(RULES[op], case)
    check_first(program, (1,))
    check_second(program, plain=False)


BY_OP = {op: [case for _, case in listed] for op, listed in groupby(IN_C, key=lambda pair: pair[0])}
COMPLEX = [(op, case) for op, listed in BY_OP.items() if RULES[op].dots for case in listed[:: len(listed) // 2 + 1]]


@pytest.mark.parametrize(("op", "case"), COMPLEX, ids=[f"{op}-{k}-{case}" for k, (op, case) in enumerate(COMPLEX)])
def test_rule_in_complex_numbers_in_all_modes(op, case):
    program = through(RULES[op], case)
    try:
        grad(program.f, program.wrt)(*program.args)
    except NonDifferentiableError:
        return  # it has no line for complex numbers: see test_rules.py
    check_first(program, (1,))
    check_second(program, plain=False)
