"""Kinds as text: what `--at "w=f64[d], b=float"` and annotations say of arguments. The inverse of `describe`.

    kind = float | int | bool | complex        one Python number
         | f64 | i32 | c128 | …                one NumPy number
         | f64[n, d] | f32[] | bool[3] | …     an array; f64[...] is one whose rank is not known
         | (kind, kind) | [kind, kind]         a tuple, a list
         | tuple[kind, ...] | list[kind, ...]  of any length
         | {'a': kind, 'b': kind} | None | 'text' | any
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable
from types import GenericAlias
from typing import Any, TypeAlias, TypeVar

import numpy as np

from s2sdiff.infer.values import ANY_NUMBER, KINDS, Abstract, Arr, Dim, Map, Num, Seq, Static

T = TypeVar("T")
Step: TypeAlias = "tuple[T, int]"  # what was read, and the number of the token after it

_TOKEN = re.compile(r"""\s*(\.\.\.|[^\W\d]\w*|\d+|'[^'\\]*'|"[^"\\]*"|\S|$)""")
_BITS = {"f": (16, 32, 64), "c": (64, 128), "i": (8, 16, 32, 64), "u": (8, 16, 32, 64)}
_NAMES = {"f": "float", "c": "complex", "i": "int", "u": "uint"}
DTYPES = {f"{letter}{bits}": f"{_NAMES[letter]}{bits}" for letter, sizes in _BITS.items() for bits in sizes}
DTYPES |= {name: name for name in DTYPES.values()} | {f"f{np.dtype('g').itemsize * 8}": np.dtype("g").name}
ARRAYS = {**DTYPES, "bool": "bool"}  # what may stand before [n, d]
_WORDS: dict[str, Abstract] = {
    "any": ANY_NUMBER,
    "None": Static(None),
    **{name: Num(name) for name in KINDS},
    **{name: Arr(dtype, (), True) for name, dtype in DTYPES.items()},
}
_ARRAY_OF = {"float": "f64", "int": "i64", "complex": "c128"}
_SPOKEN = {",": "a comma", "": "nothing more"}
_KINDS = "float, int, bool, complex, any, None, or an array as f64[n, d]"


class KindError(ValueError):
    """A text that does not say of what kind something is."""


def parse_kinds(text: str) -> dict[str, Abstract]:
    """The kinds that a text gives to names. Raises KindError, with the text and the place in it.

    >>> parse_kinds("w=f64[d], b=float")
    {'w': Arr(dtype='float64', shape=('d',), scalar=False), 'b': Num(kind='float', value=?, dim=None)}
    >>> parse_kinds("xs=[f64[3, n], int]")["xs"].items[0].shape
    (3, 'n')
    """
    page = _Page(text)
    found: dict[str, Abstract] = {}
    at = 0
    while page.word(at):
        name = page.word(at)
        if not _is_symbol(name):
            raise page.error(at, "expected the name of a parameter")
        if name in found:
            raise page.error(at, f"{name} is given twice")
        found[name], at = page.kind(page.after(page.after(at, name), "="))
        if page.word(at):
            at = page.after(at, ",")
    return found


def parse_kind(text: str) -> Abstract:
    """The one kind that a text spells. Raises KindError.

    >>> parse_kind("i32[]"), parse_kind("i32")
    (Arr(dtype='int32', shape=(), scalar=False), Arr(dtype='int32', shape=(), scalar=True))
    """
    page = _Page(text)
    kind, at = page.kind(0)
    page.after(at, "")
    return kind


def from_annotation(annotation: Any) -> Abstract | None:
    """The kind that an annotation says; None if it does not say one, as `np.ndarray` does not.

    >>> from_annotation(float), from_annotation("f64[n]"), from_annotation(np.ndarray)
    (Num(kind='float', value=?, dim=None), Arr(dtype='float64', shape=('n',), scalar=False), None)
    """
    match annotation:
        case str():
            return _from_text(annotation)
        case GenericAlias(__origin__=origin, __args__=arguments) if origin in (tuple, list):
            return _from_generic(origin, arguments)
        case type() if annotation in (bool, int, float, complex):
            return Num(annotation.__name__)
        case type() if issubclass(annotation, np.generic) and annotation.__name__ in DTYPES:
            return Arr(np.dtype(annotation).name, (), True)
        case _:
            return None


def _from_text(annotation: str) -> Abstract | None:
    """With `from __future__ import annotations` a text in quotes comes in quotes."""
    try:
        inner = ast.literal_eval(annotation)
        return _from_text(inner) if isinstance(inner, str) else None
    except (ValueError, SyntaxError):
        pass
    try:
        return parse_kind(annotation)
    except KindError:
        return None


def _from_generic(origin: type, arguments: tuple[Any, ...]) -> Abstract | None:
    homogeneous = origin is list or arguments[1:] == (...,)
    kinds = [from_annotation(argument) for argument in (arguments[:1] if homogeneous else arguments)]
    items = tuple(kind for kind in kinds if kind is not None)
    if len(items) < len(kinds):
        return None
    return Seq(origin.__name__, None, items[0]) if homogeneous else Seq(origin.__name__, items)


def _is_symbol(word: str) -> bool:
    return word.isidentifier() and not keyword.iskeyword(word)


def _is_text(word: str) -> bool:
    return word[:1] in ("'", '"') and len(word) > 1


class _Page:
    """A text cut into words; every method reads from the word at a number and gives the number of the next one."""

    def __init__(self, text: str):
        self.text = text
        self.words = [(match[1], match.start(1)) for match in _TOKEN.finditer(text)]

    def word(self, at: int) -> str:
        return self.words[min(at, len(self.words) - 1)][0]

    def error(self, at: int, fault: str) -> KindError:
        rest = self.text[self.words[min(at, len(self.words) - 1)][1] :]
        return KindError(f'cannot read "{self.text}": {fault}{f", at {rest!r}" if rest else ", at the end"}')

    def after(self, at: int, expected: str) -> int:
        if self.word(at) != expected:
            raise self.error(at, f"expected {_SPOKEN.get(expected, expected)}")
        return at + 1

    def kind(self, at: int) -> Step[Abstract]:
        word, opens = self.word(at), self.word(at + 1) == "["
        match word:
            case ("tuple" | "list") if opens:
                return self.generic(word, at + 2)
            case "(" | "[":
                return self.sequence(word, at + 1)
            case "{":
                return self.map(at + 1)
            case _ if opens and word in ARRAYS:
                return self.array(ARRAYS[word], at + 2)
            case _ if opens and word in _ARRAY_OF:
                raise self.error(at, f"{word} is one Python number, and an array is {_ARRAY_OF[word]}[...]")
            case _ if word in _WORDS:
                return _WORDS[word], at + 1
            case _ if _is_text(word):
                return Static(word[1:-1]), at + 1
            case _:
                raise self.error(at, f"expected a kind ({_KINDS})")

    def array(self, dtype: str, at: int) -> Step[Abstract]:
        if self.word(at) == "...":
            return Arr(dtype, None), self.after(at + 1, "]")
        shape, at = self.several(self.size, "]", at)
        return Arr(dtype, shape), at

    def size(self, at: int) -> Step[Dim]:
        word = self.word(at)
        if word.isdecimal():
            return int(word), at + 1
        if not _is_symbol(word):
            raise self.error(at, "expected a size, as 3 or n")
        return word, at + 1

    def sequence(self, opening: str, at: int) -> Step[Abstract]:
        """A parenthesis around one kind is only that, as in Python; `(float,)` is a tuple."""
        items, after = self.several(self.kind, ")" if opening == "(" else "]", at)
        if opening == "(" and len(items) == 1 and self.word(after - 2) != ",":
            return items[0], after
        return Seq("tuple" if opening == "(" else "list", items), after

    def generic(self, kind: str, at: int) -> Step[Abstract]:
        """`list[float, ...]`, and as annotations have it `list[float]` and `tuple[float, int]`."""
        first, after = self.kind(at)
        if self.word(after) == "," and self.word(after + 1) == "...":
            return Seq(kind, None, first), self.after(after + 2, "]")
        items, after = self.several(self.kind, "]", at)
        if kind == "tuple":
            return Seq(kind, items), after
        if len(items) > 1:
            raise self.error(at, "the items of a list[…] are of one kind; a list of these items is [kind, kind]")
        return Seq(kind, None, first), after

    def map(self, at: int) -> Step[Abstract]:
        pairs, at = self.several(self.pair, "}", at)
        return Map(tuple(key for key, _ in pairs), tuple(kind for _, kind in pairs)), at

    def pair(self, at: int) -> Step[tuple[str | int, Abstract]]:
        word = self.word(at)
        if not (_is_text(word) or word.isdecimal()):
            raise self.error(at, "expected a key, as 'w' or 0")
        kind, after = self.kind(self.after(at + 1, ":"))
        return (word[1:-1] if _is_text(word) else int(word), kind), after

    def several(self, read: Callable[[int], Step[T]], closing: str, at: int) -> Step[tuple[T, ...]]:
        """Things with commas between them, and maybe one after the last."""
        found: list[T] = []
        while self.word(at) != closing:
            item, at = read(at)
            found.append(item)
            if self.word(at) != closing:
                if self.word(at) != ",":
                    raise self.error(at, f"expected , or {closing}")
                at += 1
        return tuple(found), at + 1
