"""The parts of a function that has a rule of the user's: made of the rule's lines, where others are transformed.

    y, y_dot = softplus_jvp(x, x_dot)      y, saved = softplus_fwd(x)      x_bar = softplus_bwd(saved, y_bar)

They are functions like any other, so that whatever differentiates them again differentiates the lines of the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from s2sdiff.check import check
from s2sdiff.custom.conform import conformed, spread_out, zeros_like
from s2sdiff.custom.ruled import Ruled
from s2sdiff.errors import NonDifferentiableError, Problem
from s2sdiff.infer.adjoints import adjoint_kind
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.values import Abstract, Arr, Seq, is_differentiable, shape_of
from s2sdiff.ir import Assign, Block, Call, Const, Function, Operand, Origin, Param, Return, Stmt, Tup
from s2sdiff.names import hint
from s2sdiff.parse.custom import adjoint_lines, tangent_lines
from s2sdiff.rebuilding import map_blocks, renamed
from s2sdiff.refs import Ref
from s2sdiff.renaming import renamed_throughout
from s2sdiff.reverse.joint import recorded
from s2sdiff.reverse.record import record
from s2sdiff.reverse.reverse import Finish
from s2sdiff.reverse.split import in_two
from s2sdiff.simplify.dead import remove_dead
from s2sdiff.transform.shapes import zero
from s2sdiff.transform.terms import without_tangents
from s2sdiff.walking import all_names, all_reads, all_results, names_in

PARTS = ("jvp", "fwd", "bwd", "vjp")


def ruled_parts(ruled: Ruled, ref: Ref, finish: Finish) -> dict[Ref, Function]:
    """The part that a reference means, by reference; of a sweep both. Raises NonDifferentiableError without a place."""
    part = ref.parts[-1]
    wanted = [k for k, on in enumerate(part.mask) if on]
    if part.kind == "jvp":
        return {ref: replace(finish(check(_tangent(ruled, wanted))), name=ref.label)}
    if part.kind == "vjp":
        whole, _ = _both_sweeps(ruled, wanted, flat=False)
        return {ref: check(recorded(replace(whole, name=ref.label), record, finish))}
    whole, given = _both_sweeps(ruled, wanted, flat=True)
    names = ref.twin("fwd"), ref.twin("bwd")
    both = in_two(whole, given, record, finish, names[0].label, names[1].label)
    return dict(zip(names, map(check, both), strict=True))


def _missing(ruled: Ruled, mode: str, takes: str, gives: str) -> NonDifferentiableError:
    rule = ruled.lines.rule
    fault = f"{rule.name} has a rule without {gives}, and {mode} mode needs it."
    return NonDifferentiableError(Problem(None, fault, f"Let {rule.title} take {takes} and return {gives}."))


# --- forward ---------------------------------------------------------------------------------------------------------
def _tangent(ruled: Ruled, wanted: Sequence[int]) -> Function:
    """`(operands, tangents of those wanted) → (y, y_dot)`, without the terms of the others."""
    rule = ruled.lines.rule
    moves = not set(wanted).isdisjoint(ruled.differentiable)
    if moves and not rule.dots:
        raise _missing(ruled, "forward", f"{ruled.lines.operands[0]}_dot", "y_dot")
    places = {name: rule.operands.index(name) for name in rule.dots}
    absent = [f"{name}_dot" for name, k in places.items() if k not in wanted]
    lines = without_tangents(tangent_lines(ruled.lines, ruled.callee), absent)
    typed = ruled.infer(lines, [_tangent_kind(ruled.arguments[k]) for k in places.values()])
    build = Builder(names_of(typed), dict(typed.types))
    own, end = typed.params[: len(rule.operands)], typed.body[-1].origin
    y, *made = typed.result.items  # type: ignore[union-attr]
    read = set(all_reads(typed.body))
    with build.at(Origin(typed.loc, typed.loc)):
        with build.block() as zeros:
            for name in (name for name in absent if name in read):
                value = zero(build, own[places[name.removesuffix("_dot")]].name)
                zeros.append(Assign(name, "copy_name", (value,), (), "=", build.origin))
        y = _result(build, ruled, y)
        if not moves:
            y_dot = zeros_like(build, y)
        elif absent:
            y_dot = spread_out(build, made[0], y)
        else:
            y_dot = conformed(build, made[0], y, "y_dot", rule.title, end.loc)
        dots = [_given(build, ruled, k) for k in wanted]
    body = (*zeros, *typed.body[:-1], *build.out, Return(Tup((y, y_dot)), end))
    return replace(typed, params=(*own, *dots), body=body, types=build.types)


def _tangent_kind(kind: Abstract) -> Abstract:
    """Of a tangent; of what has none, of the zero that stands for it."""
    if is_differentiable(kind) or shape_of(kind) is None:
        return adjoint_kind(kind)
    shape = shape_of(kind)
    return Arr("float64", shape, shape == ())


def _given(build: Builder, ruled: Ruled, k: int) -> Param:
    """The parameter for the tangent of an operand, which the lines need not read."""
    name = f"{ruled.lines.rule.operands[k]}_dot"
    if k in ruled.differentiable and name in build.types:
        return Param(name)
    return Param(build.declare("unused_dot", adjoint_kind(ruled.arguments[k])))


def _result(build: Builder, ruled: Ruled, y: Operand) -> Operand:
    """The result as the callers take it to be."""
    if build.type_of(y) == ruled.returned:
        return y
    like = build.declare("y", ruled.returned)
    return conformed(build, y, like, "y", ruled.lines.rule.title, None, ask=False)


# --- reverse ---------------------------------------------------------------------------------------------------------
def _both_sweeps(ruled: Ruled, wanted: Sequence[int], *, flat: bool) -> tuple[Function, list[str]]:
    """A function of both sweeps that returns `(y, bars)`, and its parameters for the adjoints of the result.

    `flat`: these are one for each part of a tuple that has a derivative. Otherwise the bars alone are returned.
    """
    rule = ruled.lines.rule
    if not rule.takes_bar and set(wanted) & set(ruled.differentiable):
        raise _missing(ruled, "reverse", "y_bar", f"{ruled.lines.operands[0]}_bar")
    kinds: list[Abstract] = []
    bar: Operand = _bars(ruled.returned, kinds) if flat else "y_bar"
    added = kinds if flat else [adjoint_kind(ruled.returned)]
    typed = ruled.infer(adjoint_lines(ruled.lines, ruled.callee, bar), added)
    own = [p.name for p in typed.params[: len(rule.operands)]]
    given = [p.name for p in typed.params[len(own) :]]
    y, *made = typed.result.items  # type: ignore[union-attr]
    build = Builder(names_of(typed), dict(typed.types))
    forward, backward, made = _parted(build, typed, y, given, made)
    table = dict(zip((name for name in ruled.lines.outputs if name.endswith("_bar")), made, strict=True))
    end = typed.body[-1].origin
    with build.block() as checked, build.at(end):
        result = _result(build, ruled, y) if flat else y
    bars = []
    with build.at(replace(end, role="adjoint")):
        for k in wanted:
            name = f"{rule.operands[k]}_bar"
            bars.append(conformed(build, table[name], own[k], name, rule.title, end.loc) if name in table
                        else zero(build, own[k]))  # fmt: skip
    whole = (bars[0] if len(bars) == 1 else Tup(tuple(bars))) if flat else Tup(tuple(bars))
    value = Tup((result, whole)) if flat else whole
    body = (*forward, *checked, *backward, *build.out, Return(value, end))
    return replace(typed, body=body, types=build.types), given


def _bars(kind: Abstract, kinds: list[Abstract]) -> Operand:
    """Parameters for the adjoints of a result of this kind, as a call of a backward part gives them."""
    if isinstance(kind, Seq) and kind.kind == "tuple" and kind.items:
        return Tup(tuple(_bars(item, kinds) for item in kind.items))
    if not is_differentiable(kind):
        return Const(0.0)
    kinds.append(adjoint_kind(kind))
    return "y_bar"


def _parted(build: Builder, typed: Function, y: Operand, given: Sequence[str],
            bars: Sequence[Operand]) -> tuple[Block, Block, list[Operand]]:  # fmt: skip
    """The statements that need no adjoint, those that do, and the operands that then hold the `bars`.

    A structure that computes both is in both.
    """
    tainted = set(given)
    late: list[Stmt] = []
    for stmt in typed.body[:-1]:
        if stmt.origin.role == "adjoint" or not tainted.isdisjoint(all_reads((stmt,))):
            late.append(stmt)
            tainted.update(all_results((stmt,)))
    read = {*all_reads(tuple(late)), *(name for bar in bars for name in names_in(bar))}
    early = {name for stmt in typed.body if stmt not in late for name in all_results((stmt,))}
    kept = Return(Tup((y, *sorted(read & early))), typed.body[-1].origin)
    forward = remove_dead(replace(typed, body=(*typed.body[:-1], kept))).body[:-1]
    taken = set(all_names(forward))
    table = {name: build.names.fresh(hint(name)) for name in dict.fromkeys(all_names(tuple(late))) if name in taken}
    build.types.update({new: build.types[old] for old, new in table.items()})
    keys = count(1 + max((getattr(stmt, "key", 0) for stmt in typed.body), default=0) + len(build.types))
    backward = renamed_throughout(_in_role("adjoint", tuple(late)), table, lambda: next(keys))
    return _in_role("primal", forward), backward, [renamed(bar, table) for bar in bars]


def _in_role(role: str, block: Block) -> Block:
    made = (replace(stmt, origin=replace(stmt.origin, role=role)) for stmt in block)
    return tuple(map_blocks(stmt, lambda inner: _in_role(role, inner)) for stmt in made)


# --- the function itself ---------------------------------------------------------------------------------------------
def only_calls(function: Function, ref: Ref, arguments: Sequence[Abstract], returned: Abstract) -> Function:
    """A function with the head of one that has a rule, which calls it: to differentiate the function by its rule."""
    given = tuple(p.name for p in function.params)
    build = Builder(names_of(replace(function, body=())), dict(zip(given, arguments, strict=True)))
    target = _names_for(build, returned)
    end = function.body[-1].origin
    body = (Call(target, ref, given, (), end), Return(target, end))
    return check(replace(function, body=body, types=build.types, frees=(), roots=()))


def _names_for(build: Builder, kind: Abstract) -> Operand:
    if isinstance(kind, Seq) and kind.kind == "tuple" and kind.items:
        return Tup(tuple(_names_for(build, item) for item in kind.items))
    return build.declare("value", kind)
