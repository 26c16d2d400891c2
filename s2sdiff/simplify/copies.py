"""Copies: a name that only stands for another is not needed.

    y_bar = t_bar; w_bar = y_bar * x      →      w_bar = t_bar * x
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from s2sdiff.infer.values import shape_of
from s2sdiff.ir import UNDEFINED, Assign, Block, Const, For, Function, Operand, Stmt, While
from s2sdiff.names import is_part, primal_of
from s2sdiff.pruning import keep_carries
from s2sdiff.rebuilding import map_blocks, renamed, substitute
from s2sdiff.walking import blocks, reads


@dataclass
class Copies:
    """What each copy stands for, and which parts are called after the variable that is a copy of them."""

    gradients: set[str]
    table: dict[str, Operand] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def lookup(self, name: str) -> Operand:
        source = self.table.get(name, name)
        return self.renamed.get(source, source) if isinstance(source, str) else source


def propagate_copies(function: Function) -> Function:
    """Reads the source of a copy instead of the copy. What the user calls by two names keeps one of them.

    A name for a constant stays in the primal, where it says what the constant is.
    """
    copies = Copies(_gradients(function))
    _collect(function.body, copies)
    if not copies.table:
        return function
    body = tuple(substitute(stmt, copies.lookup) for stmt in function.body)
    return replace(function, body=_without(body, copies))


def _collect(block: Block, copies: Copies) -> None:
    made: set[str] = set()
    for stmt in block:
        match stmt:
            case Assign(op="copy_name"):
                _collect_copy(stmt, copies, made)
            case Assign() if stmt.origin.is_derived:
                made.add(stmt.target)
            case For() | While():
                _collect_unchanged(stmt, copies)
            case _:
                pass
        for inner in blocks(stmt):
            _collect(inner, copies)


def _collect_copy(stmt: Assign, copies: Copies, made: set[str]) -> None:
    """A copy; a part of this block (in `made`) that is then called after a variable is called so from the start."""
    source = renamed(stmt.operands[0], copies.table)
    if isinstance(source, str) and source in made and source not in copies.renamed and _is_better(
            stmt.target, source, copies.gradients):  # fmt: skip
        copies.renamed[source] = stmt.target
        copies.table[stmt.target] = source
    elif isinstance(source, str) or (isinstance(source, Const) and stmt.origin.is_derived):
        copies.table[stmt.target] = source


def _collect_unchanged(stmt: For | While, copies: Copies) -> None:
    """The adjoints that a loop carries and does not change."""
    for carry in stmt.carries:
        if carry.next == carry.target and carry.init != UNDEFINED and _is_adjoint(carry.target):
            init = renamed(carry.init, copies.table)
            copies.table[carry.target] = copies.table[carry.result] = init


def _is_adjoint(name: str) -> bool:
    return "~bar" in name or "~dot" in name


def _gradients(function: Function) -> set[str]:
    """The names of returned gradients, of an argument's own shape, before they are made a float."""
    params = {p.name for p in function.params}
    last = function.body[-1]
    found = set(reads(last))
    for stmt in function.body:
        if isinstance(stmt, Assign) and stmt.op == "float_" and stmt.target in found:
            found.update(reads(stmt))
    return {name for name in found if "~" in name and primal_of(name) in params
            and shape_of(function.types[name]) == shape_of(function.types[primal_of(name)])}  # fmt: skip


def _is_better(name: str, source: str, gradients: set[str]) -> bool:
    """Whether a value is better called `name`: a part has no name, and a gradient is that of an argument."""
    return is_part(source) or (name in gradients and source not in gradients and "~" in source)


def _without(block: Block, copies: Copies) -> Block:
    kept: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Assign(target=target, op="copy_name") if target in copies.table:
                continue
            case Assign(target=target) if target in copies.renamed:
                kept.append(replace(stmt, target=copies.renamed[target]))
            case _:
                left = keep_carries(stmt, lambda carry: carry.target not in copies.table)
                kept.append(map_blocks(left, lambda inner: _without(inner, copies)))
    return tuple(kept)
