"""Every function of the table, batched, gives what a loop over the rows gives."""

import pytest

from . import arithmetic, arrays, entries, flow
from .cases import CASES
from .harness import compare

assert all((arithmetic, arrays, entries, flow))


@pytest.mark.parametrize(("f", "arguments", "on"), CASES, ids=[f.__name__ for f, _, _ in CASES])
def test_rows(f, arguments, on):
    compare(f, arguments, on)
