"""What the body of a loop reads that is made before the loop."""

from __future__ import annotations

from s2sdiff.ir import For, While
from s2sdiff.walking import all_names, block_reads, inner_names, names_in, reads, walk


def read_from_outside(stmt: For | While) -> list[str]:
    """The names that a loop's body reads and that are made before the loop, in the order in which they are read."""
    made = {*inner_names(stmt), *all_names(stmt.body)}
    read = [name for inner in walk(stmt.body) for name in reads(inner)]
    for inner in (stmt, *walk(stmt.body)):
        for block, operand in block_reads(inner):
            if inner is not stmt or block is stmt.body:
                read.extend(names_in(operand))
    return [name for name in dict.fromkeys(read) if name not in made]
