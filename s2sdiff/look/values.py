"""Arguments as they are typed in a shell, `x=2, w=[0.3, 0.1], n=int(10)`; and values as they are shown in a line."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from s2sdiff.derivatives import origin
from s2sdiff.identity import plain, signature_of
from s2sdiff.infer.notation import from_annotation
from s2sdiff.infer.values import Num
from s2sdiff.load import UsageError
from s2sdiff.program import parsed

_SCOPE = {"np": np, "math": math, "array": np.array, "inf": math.inf, "nan": math.nan, "pi": math.pi}
_MOST = 4  # numbers of an array that are shown


def parse_values(f: Any, text: str) -> dict[str, Any]:
    """The values of parameters of f: each an expression, in which `np` is NumPy and a list of numbers is an array.

    A whole number is a float, unless f says by an annotation or a default that it is an int; `int(2)` is one anyway.
    Raises UsageError.

    >>> from s2sdiff._examples import square_plus
    >>> parse_values(square_plus, "x=[1, 2], y=3")
    {'x': array([1., 2.]), 'y': 3.0}
    """
    names = [param.name for param in parsed(origin(f)[0]).params]
    found = {}
    for word in _words(text):
        if word.arg not in names:
            raise UsageError(f'cannot use --values "{text}": there is no parameter {word.arg or "**"}; there is '
                             f"{', '.join(names)}")  # fmt: skip
        found[word.arg] = _value(f, word.arg, word.value)
    missing = [name for name in names if name not in found and not _has_default(f, name)]
    if missing:
        example = ", ".join([text] * bool(text.strip()) + [f"{name}=1" for name in missing])
        raise UsageError(f'nothing says what {", ".join(missing)} is; write --values "{example}"')
    return found


def _words(text: str) -> list[ast.keyword]:
    try:
        call = ast.parse(f"f({text})", mode="eval").body
    except SyntaxError:
        call = None
    if not isinstance(call, ast.Call) or call.args or not isinstance(call.func, ast.Name):
        raise UsageError(f'cannot read --values "{text}"; write it as --values "x=2, w=[0.3, 0.1]"')
    return call.keywords


def _value(f: Any, name: str, node: ast.expr) -> Any:
    text = ast.unparse(node)
    try:
        value = eval(compile(ast.Expression(node), "<values>", "eval"), dict(_SCOPE))
    except Exception as error:
        raise UsageError(f"cannot compute {name}={text}: {type(error).__name__}: {error}") from None
    if isinstance(node, ast.List):
        value = _as_array(value)
    is_written = isinstance(node, ast.Constant | ast.UnaryOp)
    return float(value) if type(value) is int and is_written and not _is_int(f, name) else value


def _as_array(value: list[Any]) -> Any:
    """A list of numbers, or of lists of numbers of one length, as an array of floats; any other list as it is."""
    try:
        found = np.array(value)
    except ValueError:
        return value
    return found.astype(float) if found.dtype.kind in "if" and found.size else value


def _is_int(f: Any, name: str) -> bool:
    parameter = signature_of(plain(origin(f)[0])).parameters[name]
    kind = from_annotation(parameter.annotation)
    return kind == Num("int") or (kind is None and type(parameter.default) is int)


def _has_default(f: Any, name: str) -> bool:
    return signature_of(plain(origin(f)[0])).parameters[name].default is not inspect.Parameter.empty


# --- shown ------------------------------------------------------------------------------------------------------------
def shown(value: Any, digits: int = 6) -> str:
    """A value in a few characters: numbers with six digits, arrays with their shapes and first entries.

    >>> shown(0.1 + 0.2), shown(np.arange(6.0).reshape(2, 3)), shown((True, np.ones(2)))
    ('0.3', '[2, 3]: 0 1 2 3 …', '(True, [2]: 1 1)')
    """
    match value:
        case bool() | np.bool_():
            return str(bool(value))
        case int() | np.integer():
            return str(int(value))
        case float() | np.floating():
            return f"{float(value):.{digits}g}"
        case complex() | np.complexfloating():
            return f"{complex(value):.{digits}g}"
        case np.ndarray():
            entries = [shown(entry, digits) for entry in value.ravel()[:_MOST].tolist()]
            more = ["…"] if value.size > _MOST else []
            return f"{list(value.shape)}: {' '.join([*entries, *more])}"
        case tuple() | list():
            items = [shown(item, digits) for item in value[:3]] + ["…"] * (len(value) > 3)
            return f"({', '.join(items)})" if isinstance(value, tuple) else f"[{', '.join(items)}]"
        case Mapping():
            return "{" + ", ".join(f"{key}: {shown(item, digits)}" for key, item in list(value.items())[:3]) + "}"
        case _:
            text = repr(value)
            return text if len(text) <= 30 else f"{text[:29]}…"
