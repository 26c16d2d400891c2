"""What the rewriting passes know of a function, and their way through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from s2sdiff import ops
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.ir import Assign, Block, Function, Keywords, Operand, Stmt
from s2sdiff.rebuilding import map_blocks
from s2sdiff.walking import all_reads


@dataclass
class Facts:
    """What is known in the block being rewritten: what made each name, how often it is read, its abstract value."""

    build: Builder
    counts: Counter[str]
    made: dict[str, Assign] = field(default_factory=dict)
    changes: int = 0

    def definition(self, operand: Operand, op: str) -> Assign | None:
        """The statement that made an operand, if its op is `op`."""
        found = self.made.get(operand) if isinstance(operand, str) else None
        return found if found is not None and found.op == op else None

    def own(self, operand: Operand, op: str) -> Assign | None:
        """As `definition`, if nothing else reads the operand: it may be taken apart without doing work twice."""
        found = self.definition(operand, op)
        return found if found is not None and self.counts[found.target] <= 1 else None

    def emit(self, op: str, *operands: Operand, keywords: Keywords = (), spelling: str = "") -> Operand:
        """Writes a statement before the one that is being rewritten."""
        name = self.build.emit(op, operands, keywords, spelling=spelling or ops.default_spelling(op))
        if isinstance(name, str):
            last = self.build.out[-1]
            assert isinstance(last, Assign)
            self.made[name] = last
            self.counts[name] = 1
        return name


def facts_of(function: Function) -> Facts:
    """The facts of a function before anything is rewritten."""
    return Facts(Builder(names_of(function), dict(function.types)), Counter(all_reads(function.body)))


def rewrite(facts: Facts, block: Block, rule: Callable[[Facts, Assign], Assign]) -> Block:
    """The block with every op of adjoint code as `rule` gives it, after what the rule writes before it."""

    def inner(stmt: Stmt) -> Stmt:
        if not isinstance(stmt, Assign):
            return map_blocks(stmt, lambda inside: rewrite(facts, inside, rule))
        made = rule(facts, stmt) if stmt.origin.is_derived else stmt
        facts.made[stmt.target] = made
        return made

    with facts.build.block() as out:
        for stmt in block:
            with facts.build.at(stmt.origin):
                out.append(inner(stmt))
    return tuple(out)
