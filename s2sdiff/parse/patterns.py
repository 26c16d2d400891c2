"""`match` becomes `if` and `elif`, on the syntax tree: nothing after this knows of it.

    match point(x):                     subject = point(x)
        case (0, y): …          →       if is_sequence(subject) and len(subject) == 2 and subject[0] == 0:
        case _: …                           y = subject[1]; …
                                        else: …

A pattern is a test and the names that it gives a value, which it does when all of it has matched and before the guard.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import gast

from s2sdiff.parse.places import PLACE

_SELF = ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")


class Known(gast.AST):
    """An op that lowering is asked for by name, since the user may have given its function another meaning."""

    _fields = ("op", "args")
    _attributes = PLACE


class Bound(gast.AST):
    """`target = value` inside an expression, for any target; the value is that of `then`."""

    _fields = ("target", "value", "then")
    _attributes = PLACE


class Refused(gast.AST):
    """A pattern that cannot be lowered, and why."""

    _fields = ()
    _attributes = PLACE


@dataclass(frozen=True, slots=True)
class Matched:
    """When a pattern matches (all of these hold), and what it then gives values: targets and values."""

    tests: tuple[gast.AST, ...] = ()
    bound: tuple[tuple[gast.AST, gast.AST], ...] = ()

    def __add__(self, other: Matched) -> Matched:
        return Matched((*self.tests, *other.tests), (*self.bound, *other.bound))


def without_match(node: gast.AST) -> gast.AST:
    """The tree, in which every `match` has been replaced; the tree itself is changed."""
    names = {inner.id for inner in gast.walk(node) if isinstance(inner, gast.Name)}
    for inner in reversed(list(gast.walk(node))):  # those inside come first
        for field in ("body", "orelse", "finalbody"):
            block = getattr(inner, field, None)
            if isinstance(block, list) and any(isinstance(stmt, gast.Match) for stmt in block):
                setattr(inner, field, list(_replaced(block, names)))
    return node


def _replaced(block: Sequence[gast.AST], names: set[str]) -> Iterator[gast.AST]:
    for stmt in block:
        if not isinstance(stmt, gast.Match):
            yield stmt
            continue
        subject = stmt.subject
        if not isinstance(subject, gast.Name) or subject.id in _bound_by(stmt):
            name = _new("subject", names)
            yield _at(stmt.subject, gast.Assign([_stored(name, subject)], subject, None))
            subject = _read(name, subject)
        yield from _cases(subject, stmt.cases, names)


def _bound_by(stmt: gast.Match) -> set[str]:
    """The names that the patterns and guards of a match give values."""
    guards = [node for case in stmt.cases if case.guard for node in gast.walk(case.guard)]
    named = {node.id for node in guards if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)}
    return named.union(*(_captured(case.pattern) for case in stmt.cases))


def _captured(pattern: gast.AST) -> set[str]:
    return {node.name for node in gast.walk(pattern)
            if isinstance(node, gast.MatchAs | gast.MatchStar) and node.name}  # fmt: skip


def _cases(subject: gast.AST, cases: Sequence[gast.match_case], names: set[str]) -> list[gast.AST]:
    """The cases as one `if` with an `elif` for each that follows."""
    if not cases:
        return []
    case, *others = cases
    matched = _matched(case.pattern, subject, names)
    bindings = [_at(case.pattern, gast.Assign([target], value, None)) for target, value in matched.bound]
    if case.guard is None and not matched.tests:
        return [*bindings, *case.body]
    test = _all(case.pattern, matched.tests)
    if case.guard is not None:
        guard = case.guard
        for target, value in reversed(matched.bound):
            guard = _at(case.pattern, Bound(target, value, guard))
        bindings, test = [], guard if not matched.tests else _all(case.pattern, (*matched.tests, guard))
    return [_at(case.pattern, gast.If(test, [*bindings, *case.body], _cases(subject, others, names)))]


# --- patterns --------------------------------------------------------------------------------------------------------
def _matched(pattern: gast.AST, subject: gast.AST, names: set[str]) -> Matched:
    at = functools.partial(_at, pattern)
    match pattern:
        case gast.MatchValue(value=value):
            return Matched((at(gast.Compare(subject, [gast.Eq()], [value])),))
        case gast.MatchSingleton(value=value):
            return Matched((at(gast.Compare(subject, [gast.Is()], [at(gast.Constant(value, None))])),))
        case gast.MatchAs(pattern=inner, name=name):
            found = _matched(inner, subject, names) if inner is not None else Matched()
            return found + Matched((), ((_stored(name, pattern), subject),)) if name else found
        case gast.MatchSequence(patterns=patterns):
            return _sequence(pattern, patterns, subject, names)
        case gast.MatchMapping(keys=keys, patterns=patterns, rest=None):
            return _mapping(pattern, dict(zip(keys, patterns, strict=True)), subject, names)
        case gast.MatchClass(cls=cls):
            return _class(pattern, cls, subject, names)
        case gast.MatchOr(patterns=patterns):
            return _either(pattern, [_matched(inner, subject, names) for inner in patterns])
        case _:
            return _refused(pattern)


def _part(pattern: gast.AST, subject: gast.AST, names: set[str]) -> Matched:
    """A pattern inside another: it gives no name a value before the rest has matched."""
    is_early = isinstance(pattern, gast.MatchOr) and bool(_captured(pattern))
    return _refused(pattern) if is_early else _matched(pattern, subject, names)


def _refused(pattern: gast.AST) -> Matched:
    refused = _at(pattern, Refused())
    return Matched((refused,), tuple((_stored(name, pattern), refused) for name in sorted(_captured(pattern))))


def _sequence(pattern: gast.AST, patterns: Sequence[gast.AST], subject: gast.AST, names: set[str]) -> Matched:
    at = functools.partial(_at, pattern)
    star = next((k for k, inner in enumerate(patterns) if isinstance(inner, gast.MatchStar)), len(patterns))
    count = at(gast.Constant(len(patterns) - (star < len(patterns)), None))
    enough = gast.GtE() if star < len(patterns) else gast.Eq()
    kinds = at(gast.Tuple([at(Known("tuple", [])), at(Known("list", []))], gast.Load()))
    found = Matched((at(Known("isinstance", [subject, kinds])),
                     at(gast.Compare(at(Known("len", [subject])), [enough], [count]))))  # fmt: skip
    for k, inner in enumerate(patterns):
        place = at(gast.Constant(k if k < star else k - len(patterns), None))
        if k != star:
            found += _part(inner, at(gast.Subscript(subject, place, gast.Load())), names)
        elif inner.name:  # type: ignore[attr-defined]
            others = [_stored(_new("_", names), pattern) for _ in patterns]
            others[k] = at(gast.Starred(_stored(inner.name, inner), gast.Store()))  # type: ignore[attr-defined]
            found += Matched((), ((at(gast.Tuple(others, gast.Store())), subject),))
    return found


def _mapping(pattern: gast.AST, items: Mapping[gast.AST, gast.AST], subject: gast.AST, names: set[str]) -> Matched:
    at = functools.partial(_at, pattern)
    found = Matched((at(Known("isinstance", [subject, at(Known("dict", []))])),))
    for key, inner in items.items():
        found += Matched((at(gast.Compare(key, [gast.In()], [subject])),))
        found += _part(inner, at(gast.Subscript(subject, key, gast.Load())), names)
    return found


def _class(pattern: gast.AST, cls: gast.AST, subject: gast.AST, names: set[str]) -> Matched:
    at = functools.partial(_at, pattern)
    patterns = getattr(pattern, "patterns", None) or []
    found = Matched((at(Known("isinstance", [subject, cls])),))
    if patterns and not (len(patterns) == 1 and isinstance(cls, gast.Name) and cls.id in _SELF):
        return _refused(pattern)  # which attributes they are, the class says when it runs
    for inner in patterns:
        found += _part(inner, subject, names)
    attributes = getattr(pattern, "kwd_attrs", None) or [], getattr(pattern, "kwd_patterns", None) or []
    for attribute, inner in zip(*attributes, strict=True):
        found += _part(inner, at(gast.Attribute(subject, attribute, gast.Load())), names)
    return found


def _either(pattern: gast.AST, sides: Sequence[Matched]) -> Matched:
    """The sides that give names values do so in the test, which then holds."""
    tests = []
    for side in sides:
        test: gast.AST = _all(pattern, side.tests)
        if side.bound:
            held: gast.AST = _at(pattern, gast.Constant(True, None))
            for target, value in reversed(side.bound):
                held = _at(pattern, Bound(target, value, held))
            test = _all(pattern, (*side.tests, held))
        tests.append(test)
    return Matched((_at(pattern, gast.BoolOp(gast.Or(), tests)),))


# --- nodes -----------------------------------------------------------------------------------------------------------
def _all(pattern: gast.AST, tests: Sequence[gast.AST]) -> gast.AST:
    if not tests:
        return _at(pattern, gast.Constant(True, None))
    return tests[0] if len(tests) == 1 else _at(pattern, gast.BoolOp(gast.And(), list(tests)))


def _at(place: gast.AST, node: gast.AST) -> gast.AST:
    return gast.copy_location(node, place)


def _new(stem: str, names: set[str]) -> str:
    """A name that the function does not have."""
    name = next(name for k in range(len(names) + 1) if (name := f"{stem}_{k}" if k else stem) not in names)
    names.add(name)
    return name


def _stored(name: str, place: gast.AST) -> gast.AST:
    return _at(place, gast.Name(name, gast.Store(), None, None))


def _read(name: str, place: gast.AST) -> gast.AST:
    return _at(place, gast.Name(name, gast.Load(), None, None))
