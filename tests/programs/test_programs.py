"""Every registered program: see checker.py."""

import importlib
import pkgutil

import pytest

import programs
from programs.checker import PROGRAMS, check_case

for found in pkgutil.iter_modules(programs.__path__):
    if found.name.startswith("with_"):
        importlib.import_module(f"programs.{found.name}")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in PROGRAMS])
def test_program(case):
    check_case(case)


def test_there_are_many():
    assert len({(case.f.__module__, case.f.__name__) for case in PROGRAMS}) >= 200
