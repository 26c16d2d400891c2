"""The path of a function, as a list that one can read, stop and print after any stage.

    parse → infer → forward or reverse → simplify → record → emit
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from s2sdiff.check import check
from s2sdiff.custom.parts import only_calls
from s2sdiff.custom.registry import rule_of
from s2sdiff.emit.module import Module, module_text
from s2sdiff.errors import Problem, UnsupportedError
from s2sdiff.infer.builder import Builder, names_of
from s2sdiff.infer.description import describe
from s2sdiff.infer.values import ANY_NUMBER, Abstract, Arr, Seq, Static, is_complex, is_differentiable, shape_of
from s2sdiff.ir import Block, Call, Function, Operand, Return, Tup
from s2sdiff.jacobian.linear import linear
from s2sdiff.jacobian.modes import Choice
from s2sdiff.options import JACOBIAN, PAIRED, REVERSE, Options
from s2sdiff.parse.callee import Callee
from s2sdiff.parts import Parts, chosen, derived, finished, finisher
from s2sdiff.program import Program, parsed
from s2sdiff.pullback import Taken
from s2sdiff.refs import Ref
from s2sdiff.reverse.own import own_results
from s2sdiff.reverse.record import record
from s2sdiff.reverse.split import split
from s2sdiff.transform.again import as_primal
from s2sdiff.vector.lift import NotBatched

STAGES = ("parse", "infer", "forward", "reverse", "simplify", "record", "emit")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished derivative: its module and, for `vjp`, the module's two functions and what the second one takes."""

    module: Module
    program: Program
    entry: str
    backward: str = ""
    taken: Taken = False
    ready: str = ""  # for `linearize`: what is done once with what is saved
    inputs: tuple[Taken, ...] = ()  # and the parts of the arguments that have tangents
    choice: Choice | None = None  # of the mode of a Jacobian
    looped: str = ""  # a Jacobian that is to be made one tangent ("jvp"), or one cotangent ("vjp"), at a time


def differentiate(program: Program, f: Any, arguments: Sequence[Abstract], options: Options) -> Compiled:
    """The whole path. Raises DifferentiationError, and TypeError for an output that has no gradient."""
    try:
        return _differentiated(program, f, arguments, options)
    except NotBatched as error:
        if options.kind not in JACOBIAN:
            fault = f"{error.op} cannot be carried for all rows of a Jacobian at once."
            remedy = "Differentiate a gradient, or one jvp, again."
            raise UnsupportedError(Problem(error.loc, fault, remedy)) from None
    choice, options = chosen(primal(program, f, arguments, options), options, program)
    single = "vjp" if options.kind == "jacrev" else "jvp"
    _refuse_again(program, f, single)
    plain = replace(options, kind=single, bare=False)
    return replace(differentiate(program, f, arguments, plain), choice=choice, looped=single)


def _refuse_again(program: Program, f: Any, single: str) -> None:
    """A function that does something is not run once for each tangent."""
    if single == "jvp" and program.own_effects.once:
        name = getattr(f, "__name__", "The function")
        raise UnsupportedError(Problem(parsed(f).loc, f"{name} does something, and would do it for each tangent again.",
                                       "Use jacrev, or take it out of the function."))  # fmt: skip


def _differentiated(program: Program, f: Any, arguments: Sequence[Abstract], options: Options) -> Compiled:
    """Raises NotBatched for a Jacobian of something that is not written for all rows at once."""
    function = primal(program, f, arguments, options)
    check_output(function, options)
    if options.kind == "linearize" and any(rule_of(ref.function) for ref in program.functions):
        # the adjoint lines of a user's rule need not be linear, and its tangent lines are what is asked for
        _refuse_again(program, f, "jvp")
        return replace(differentiate(program, f, arguments, replace(options, kind="jvp")), looped="linear")
    if options.kind in PAIRED:
        return _pair(program, function, options)
    choice, options = chosen(function, options, program)
    parts = Parts(program, options.optimize)
    made = check(own_results(finished(check(derived(function, options, parts)))))
    return Compiled(module_text(made, parts.called([made])), program, made.name, choice=choice)


def primal(program: Program, f: Any, arguments: Sequence[Abstract], options: Options) -> Function:
    """The typed function that is to be differentiated: the user's own, or a derivative of it."""
    if options.inner is not None:
        inner = primal(program, f, arguments, options.inner)
        check_output(inner, options.inner)
        own = replace(options.inner, optimize=options.optimize)
        return as_primal(derived(inner, own, Parts(program, options.optimize)))
    if rule_of(f) is not None:
        return _by_rule(program, f, arguments, options)
    takes_any = options.kind not in REVERSE
    function = replace(program.main(parsed(f), arguments, procedure=takes_any), optimize=options.optimize)
    if program.calls_itself and (options.kind not in PAIRED or program.own_effects.changed):
        return calling(function, arguments, program)
    return function


def _by_rule(program: Program, f: Any, arguments: Sequence[Abstract], options: Options) -> Function:
    """For a function with a rule of the user's: one that calls it."""
    function = parsed(f)
    callee, names = Callee(f, function.name, f), tuple(p.name for p in function.params)
    called = program.specialise(callee, arguments, Call("value", callee, names, (), function.body[-1].origin), False)
    return replace(only_calls(function, called.ref, arguments, called.returned), optimize=options.optimize)


def check_output(function: Function, options: Options) -> None:
    """Raises TypeError for a function that returns what has no gradient. `function` is typed."""
    if options.kind not in REVERSE or options.kind == "elementwise_grad":
        return
    found = Builder(names_of(function), dict(function.types)).type_of(function.result)
    if options.has_aux:
        if not isinstance(found, Seq) or found.items is None or len(found.items) != 2:
            raise TypeError(f"has_aux=True needs {function.name} to return a pair (output, aux)")
        found = found.items[0]
    shape = shape_of(found)
    scalar = shape == () or (isinstance(found, Arr) and shape is None)
    if not scalar or is_complex(found):
        raise TypeError(f"{function.name} returns {describe(found)}, and a gradient needs one real number; "
                        "use jacobian for the derivative of an array, or vjp with a cotangent of your own")  # fmt: skip


def calling(function: Function, arguments: Sequence[Abstract], program: Program) -> Function:
    """A function that only calls the given one, which calls itself and so has both its parts anyway."""
    types = {p.name: kind for p, kind in zip(function.params, arguments, strict=True)}
    build = Builder(names_of(replace(function, body=())), types)
    callee = Callee(function.primal, function.name, function.primal)
    call = Call("value", callee, tuple(types), (), function.body[-1].origin)
    called = program.specialise(callee, arguments, call, False)
    target = build.declare("value", called.returned)
    changed = [list(types)[k] for k in sorted(program.effects[called.ref].changed)]
    after = [build.declare(name, types[name]) for name in changed]
    whole = Tup((target, *after)) if after else target
    is_procedure = called.returned == Static(None) and after
    result: Operand = target if not is_procedure else after[0] if len(after) == 1 else Tup(tuple(after))
    body = (replace(call, callee=called.ref, target=whole), Return(result, function.body[-1].origin))
    return replace(function, body=body, types=build.types, frees=())


def _pair(program: Program, function: Function, options: Options) -> Compiled:
    finish, name = finisher(options.optimize), _stem(function)
    fwd, bwd = split(function, options.wrt, record, finish, f"{name}_fwd", f"{name}_bwd", fit=options.kind == "vjp")
    ref = Ref(name, function.primal, ("main",))  # type: ignore[arg-type]
    own = {ref.part("fwd"): finished(check(fwd))}
    ready = ""
    if options.kind == "linearize":
        made, bwd = linear(bwd, finish, name)
        own[ref.part("ready")], ready = finished(made), made.name
    bwd = check(own_results(finished(check(bwd))))
    callees = {**own, **Parts(program, options.optimize).called([*own.values(), bwd])}
    returned = Builder(names_of(function), dict(function.types)).type_of(function.result)
    inputs = tuple(taken(function.types[function.params[k].name]) for k in options.wrt)
    return Compiled(module_text(bwd, callees), program, fwd.name, bwd.name, taken(returned), ready, inputs)


def _stem(function: Function) -> str:
    """What the names of a function's two sweeps begin with: that of the function, if no parameter has such a name."""
    stem, parameters = function.name, {p.name for p in function.params}
    while parameters & {f"{stem}_{part}" for part in ("fwd", "bwd", "ready", "linear")}:
        stem += "_"
    return stem


def taken(returned: Abstract) -> Taken:
    """Of which parts of what a function returns its backward part takes the adjoints: of tuples item by item."""
    if isinstance(returned, Seq) and returned.kind == "tuple" and returned.items:
        return tuple(map(taken, returned.items))
    return is_differentiable(returned)


def after(stage: str, f: Any, arguments: Sequence[Abstract] | None, options: Options,
          program: Program | None = None) -> str:  # fmt: skip
    """What there is after a stage, printed. A `program` knows what sizes that the arguments mention are called."""
    from s2sdiff.emit.trace import ir_text

    function = parsed(f)
    if stage == "parse":
        return ir_text(function)
    program = program or Program(generic=arguments is None)
    kinds = arguments if arguments is not None else [ANY_NUMBER] * len(function.params)
    if stage == "emit":
        return differentiate(program, f, kinds, options).module.text
    typed = primal(program, f, kinds, options)
    if stage == "infer":
        return ir_text(typed, types=True)

    def keep(build: Any, forward: Block, backward: Block, *, split: bool) -> tuple[Block, Block]:
        return record(build, forward, backward, split=split) if stage == "record" else (forward, backward)

    stop = finisher(options.optimize) if stage in ("simplify", "record") else lambda function: function
    return ir_text(derived(typed, options, Parts(program, options.optimize), keep, stop))
