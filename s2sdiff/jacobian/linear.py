"""The linear function of the tangents that `linearize` gives: the transpose of the backward sweep.

The backward sweep is linear in the cotangents that it takes, so its own adjoint is the tangent of the function; it
reads what the forward sweep saved, and of those cotangents at most the shapes. What it makes of all that it makes once:

    y, saved = f_fwd(x)      saved = f_ready(saved)      y_dot = f_linear(saved, x_dot)
"""

from __future__ import annotations

import re
from dataclasses import replace

from s2sdiff.check import check
from s2sdiff.infer.builder import names_of
from s2sdiff.ir import Function, Return, Tup
from s2sdiff.names import hint
from s2sdiff.renaming import renamed_throughout
from s2sdiff.reverse.record import record
from s2sdiff.reverse.reverse import Finish
from s2sdiff.reverse.split import split
from s2sdiff.simplify.dead import remove_dead
from s2sdiff.transform.again import as_primal
from s2sdiff.walking import all_names, all_reads

_TRANSPOSED = re.compile(r"~bar(#\d+)?~bar")  # the adjoint of an adjoint


def linear(backward: Function, finish: Finish, name: str) -> tuple[Function, Function]:
    """`f_ready(saved)` and `f_linear(saved, x_dot)` from `f_bwd(saved, y_bar)`.

    Where types do not tell a shape, it is `f_ready(saved, y_bar)`, for cotangents of any value.
    """
    source = as_primal(backward)
    bars = {p.name for p in source.params[1:]}
    ready, whole = split(source, range(1, len(source.params)), record, finish, f"{name}_ready", f"{name}_linear")
    last = ready.body[-1]
    assert isinstance(last, Return)
    assert isinstance(last.value, Tup)
    kept = remove_dead(replace(ready, body=(*ready.body[:-1], replace(last, value=last.value.items[1]))))
    if not bars & set(all_reads(kept.body)):
        kept = replace(kept, params=kept.params[:1])
    return check(kept), check(_with_dots(whole))


def _with_dots(function: Function) -> Function:
    """The adjoints of adjoints under the names of tangents, which they are."""
    names = names_of(function)
    made = [*(p.name for p in function.params), *all_names(function.body)]
    table = {old: names.fresh(hint(_TRANSPOSED.sub("~dot", old))) for old in dict.fromkeys(made)
             if _TRANSPOSED.search(old)}  # fmt: skip
    keys = iter(range(1, 1 + len(made)))
    params = tuple(replace(p, name=table.get(p.name, p.name)) for p in function.params)
    body = renamed_throughout(function.body, table, lambda: next(keys))
    types = {table.get(known, known): kind for known, kind in function.types.items()}
    return replace(function, params=params, body=body, types=types)
