"""The functions that a derivative calls: each by its reference, made from the function that it is a part of.

    layer  →  layer_fwd, layer_bwd           layer_fwd  →  layer_fwd_jvp           loss  →  loss_grad  →  loss_grad_jvp
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from s2sdiff.check import check
from s2sdiff.custom.parts import PARTS as RULED
from s2sdiff.custom.parts import only_calls, ruled_parts
from s2sdiff.errors import DifferentiationError
from s2sdiff.forward.forward import forward
from s2sdiff.ir import Call, Function, Param
from s2sdiff.jacobian.jacobians import jacfwd, jacrev
from s2sdiff.jacobian.modes import Choice, choose
from s2sdiff.options import FORWARD, JACOBIAN, Options, named
from s2sdiff.program import Program
from s2sdiff.refs import Ref
from s2sdiff.reverse.joint import joint, pulled
from s2sdiff.reverse.own import own_results
from s2sdiff.reverse.record import record
from s2sdiff.reverse.split import split
from s2sdiff.signature import tangents_at
from s2sdiff.simplify.passes import finishing, passes
from s2sdiff.transform.again import as_primal
from s2sdiff.vector.batched import batched
from s2sdiff.vector.calls import of_rows, saved_tapes
from s2sdiff.walking import walk

SWEEPS = ("fwd", "bwd")


def derived(function: Function, options: Options, parts: Parts, keep: Callable = record,
            finish: Callable | None = None) -> Function:  # fmt: skip
    """The derivative of a typed function as typed IR, before the passes that make it ready to be printed."""
    finish = finish or finisher(options.optimize)
    options = chosen(function, options, parts.program)[1]
    name = named(function.name, options.kind)
    if options.kind in JACOBIAN:
        if options.kind == "jacrev":
            made = jacrev(function, options.wrt, keep, finish, of_rows, bare=options.bare)
        else:
            made = jacfwd(function, options.wrt, finish, of_rows, bare=options.bare)
        return replace(made, name=name, quiet=any(stmt.origin.quiet for stmt in walk(made.body)))
    if options.kind in FORWARD:
        made = forward(function, options.wrt, with_value=options.kind == "jvp", fit=True,
                       together=options.kind == "hvp" and not options.bare, at=tangents_at(function.params, options),
                       name=name)  # fmt: skip
        made = finish(check(made))
        return replace(made, quiet=any(stmt.origin.quiet for stmt in walk(made.body)))
    if options.kind == "pullback":
        return pulled(function, options.wrt, keep, finish, name)
    return joint(function, options.wrt, keep, finish, name=name, bare=options.bare, has_aux=options.has_aux,
                 with_value=options.kind == "value_and_grad", picks=options.picks)  # fmt: skip


def chosen(function: Function, options: Options, program: Program) -> tuple[Choice | None, Options]:
    """With the mode of a Jacobian that may be of either."""
    if options.kind != "jacobian":
        return None, options
    found = choose(function, options.wrt, {symbol: size for size, symbol in program.symbols.items()})
    return found, replace(options, kind=f"jac{found.mode}")


def finisher(optimize: int) -> Callable[[Function], Function]:
    """All simplifying passes in turn, the IR checked after each."""

    def finish(function: Function) -> Function:
        check(function, mirrored=True)
        for step in passes(optimize):
            before, function = function, step(function)
            function = check(function, mirrored=True) if function is not before else function
        return function

    return finish


def finished(function: Function) -> Function:
    """The passes after `record`, the IR checked after each."""
    for step in finishing(function.optimize):
        before, function = function, step(function)
        function = check(function) if function is not before else function
    return function


@dataclass(frozen=True, slots=True)
class Parts:
    """Makes the parts of a program's functions; each is made once."""

    program: Program
    optimize: int

    def made(self, ref: Ref) -> Function:
        """The function that a reference means, as typed IR that can be differentiated again."""
        known = self.program.parts
        if ref not in known:
            if not ref.parts:
                typed = self.program.functions[ref]
                params = tuple(Param(p.name) for p in typed.params)  # the callers pass everything by position
                known[ref] = replace(typed, optimize=self.optimize, params=params)
            else:
                self._transformed(ref)
        return known[ref]

    def _transformed(self, ref: Ref) -> None:
        source, part, known = ref.source, ref.parts[-1], self.program.parts
        ruled = self.program.ruled.get(source)
        if ruled is not None and part.options is None and part.kind in RULED:
            of_rule = ruled_parts(ruled, ref, finisher(self.optimize))
            known.update({one: replace(function, optimize=self.optimize) for one, function in of_rule.items()})
            return
        function = self.made(source)
        if ruled is not None and part.options is not None:
            function = only_calls(function, source, source.arguments, ruled.returned)
        if source.parts:
            function = as_primal(function, saves=source.last == "fwd")
        wrt = [k for k, on in enumerate(part.mask) if on]
        finish = finisher(self.optimize)
        if part.kind in SWEEPS:
            fwd, bwd = split(function, wrt, record, finish, ref.twin("fwd").label, ref.twin("bwd").label)
            known[ref.twin("fwd")], known[ref.twin("bwd")] = check(fwd), check(bwd)
        elif part.kind == "rows":
            names = [*(function.params[k].name for k in wrt), *saved_tapes(function, part.options)]
            known[ref] = replace(batched(function, names, on_call=of_rows, result=part.options), name=ref.label)
        elif part.kind == "value":
            known[ref] = replace(finish(check(function)), name=ref.label)
        elif part.kind == "vjp":
            known[ref] = check(pulled(function, wrt, record, finish, ref.label))
        elif part.kind == "jvp" and part.options is None:
            known[ref] = check(finish(check(forward(function, wrt, name=ref.label))))
        elif part.options is not None:
            made = derived(function, replace(part.options, optimize=self.optimize), self)
            known[ref] = check(replace(made, name=ref.label))
        else:
            raise TypeError(f"not a part: {part!r}")

    def called(self, roots: Sequence[Function]) -> dict[Ref, Function]:
        """Every function that the roots call, directly or not, as it is printed; those called first come first."""
        seen: set[Ref] = set()
        order: list[Ref] = []

        def visit(function: Function) -> None:
            for stmt in walk(function.body):
                if isinstance(stmt, Call) and stmt.callee not in seen:
                    seen.update(_both(stmt.callee))
                    for ref in _both(stmt.callee):
                        visit(self._made_for(ref, stmt))
                        order.append(ref)

        for root in roots:
            visit(root)
        printed = {ref: self.printed(ref) for ref in dict.fromkeys(order)}
        reached = _reached(roots, printed)
        return {ref: function for ref, function in printed.items() if ref in reached}

    def _made_for(self, ref: Ref, call: Call) -> Function:
        """As `made`; an error without a place is at the call."""
        try:
            return self.made(ref)
        except DifferentiationError as error:
            raise type(error)([replace(p, loc=p.loc or call.origin.loc) for p in error.problems]) from None

    def printed(self, ref: Ref) -> Function:
        """A function as it is printed."""
        function = self.made(ref)
        if not ref.parts:
            return check(finisher(self.optimize)(function))
        made = finished(check(function))
        return own_results(made) if ref.parts[-1].options is not None else made


def _reached(roots: Sequence[Function], functions: Mapping[Ref, Function]) -> set[Ref]:
    """The references by which the roots, and what they call, call other functions."""
    found: set[Ref] = set()
    todo = list(roots)
    while todo:
        called = {stmt.callee for stmt in walk(todo.pop().body) if isinstance(stmt, Call)} - found
        found |= called
        todo += [functions[ref] for ref in called]
    return found


def _both(ref: Ref) -> tuple[Ref, ...]:
    return (ref.twin("fwd"), ref.twin("bwd")) if ref.last in SWEEPS else (ref,)
