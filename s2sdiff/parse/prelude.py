"""What builtins and functions of the standard library do with a sequence, as Python: a call of one is written out."""

from __future__ import annotations

from typing import Any


def summed(xs: Any, total: Any = 0) -> Any:
    """`sum`"""
    for x in xs:
        total = total + x
    return total


def reduced(function: Any, xs: Any, value: Any) -> Any:
    """`functools.reduce`, from an initial value"""
    for x in xs:
        value = function(value, x)
    return value


def reduced_by_itself(function: Any, xs: Any) -> Any:
    """`functools.reduce`"""
    value = xs[0]
    for k in range(1, len(xs)):
        value = function(value, xs[k])
    return value


def least_number(xs: Any) -> Any:
    """`min` of a list"""
    best = xs[0]
    for k in range(1, len(xs)):
        best = min(best, xs[k])
    return best


def greatest_number(xs: Any) -> Any:
    """`max` of a list"""
    best = xs[0]
    for k in range(1, len(xs)):
        best = max(best, xs[k])
    return best


def least(xs: Any, key: Any) -> Any:
    """`min`, by a key"""
    best = xs[0]
    score = key(best)
    for k in range(1, len(xs)):
        value = key(xs[k])
        if value < score:
            best = xs[k]
            score = value
    return best


def greatest(xs: Any, key: Any) -> Any:
    """`max`, by a key"""
    best = xs[0]
    score = key(best)
    for k in range(1, len(xs)):
        value = key(xs[k])
        if value > score:
            best = xs[k]
            score = value
    return best


def any_of(xs: Any) -> bool:
    """`any`"""
    found = False
    for x in xs:
        if x:
            found = True
            break
    return found


def all_of(xs: Any) -> bool:
    """`all`"""
    found = True
    for x in xs:
        if not x:
            found = False
            break
    return found
