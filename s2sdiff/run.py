"""Text to callable: exec of the very text that is shown, its lines in linecache, and a guarded entry for each call.

The entry is a small function of f's own signature, itself emitted. Its first lines ask whether the arguments are of
the kinds that a compiled variant was made for; if so it calls that variant, else it goes the slow way: the kinds are
observed, and a variant is looked up or made.
"""

from __future__ import annotations

import hashlib
import inspect
import linecache
import types
import weakref
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from s2sdiff.emit.module import Module
from s2sdiff.guards import Guard, private
from s2sdiff.identity import signature_of
from s2sdiff.ir import Param

GUARDS = 4  # variants that an entry asks for before it goes the slow way


def execute(module: Module) -> dict[str, Any]:
    """The module's namespace. Its text is in linecache, so that tracebacks, inspect and pdb show the lines."""
    digest = hashlib.sha256(module.text.encode()).hexdigest()[:8]
    filename = f"<s2sdiff {module.name} {digest}>"
    remember(filename, module.text)
    namespace: dict[str, Any] = {"__name__": "s2sdiff.emitted", "__file__": filename, **module.owners}
    exec(compile(module.text, filename, "exec", dont_inherit=True), namespace)
    _uses[filename] += 1
    weakref.finalize(namespace[module.name], _forget, filename).atexit = False
    return namespace


def remember(filename: str, text: str) -> None:
    """Keeps a text where the standard library looks for the lines of code that has no file."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)


_uses: Counter[str] = Counter()  # modules of the same text have one file


def _forget(filename: str) -> None:
    """Drops a text with the last module of it: derivatives that are made in a loop are not to fill the memory."""
    _uses[filename] -= 1
    if not _uses[filename]:
        del _uses[filename]
        linecache.cache.pop(filename, None)


# --- the entry -------------------------------------------------------------------------------------------------------
def entry_text(name: str, parameters: Sequence[Param], variants: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The source of an entry: defaults as f has them now, one test and one call for each variant, then the slow way."""
    taken = {p.name for p in parameters}
    default, primal, fits, other_kinds = (private(n, taken) for n in ("_default", "_primal", "fits", "_other_kinds"))
    positional = [p for p in parameters if p.kind == "positional"]
    keyword = [p for p in parameters if p.kind == "keyword"]
    declared = [f"{p.name}={default}" if p.default else p.name for p in (*positional, *keyword)]
    if keyword:
        declared.insert(len(positional), "*")
    lines = [f"def {name}({', '.join(declared)}):"]
    with_default = [p.name for p in positional if p.default]
    for k, parameter in enumerate(with_default):
        lines += [f"    if {parameter} is {default}:",
                  f"        {parameter} = {primal}.__defaults__[{k - len(with_default)}]"]  # fmt: skip
    for parameter in (p.name for p in keyword if p.default):
        lines += [f"    if {parameter} is {default}:", f"        {parameter} = {primal}.__kwdefaults__[{parameter!r}]"]
    passed = ", ".join(p.name if p.kind == "positional" else f"{p.name}={p.name}" for p in parameters)
    for variant, tests in variants:
        lines += ["    try:", f"        {fits} = {' and '.join(tests) or 'True'}", "    except Exception:",
                  f"        {fits} = False", f"    if {fits}:", f"        return {variant}({passed})"]  # fmt: skip
    lines.append(f"    return {other_kinds}({', '.join(p.name for p in parameters)})")
    return "\n".join(lines) + "\n"


def make_entry(name: str, parameters: Sequence[Param], primal: Any,
               other_kinds: Callable[..., Any]) -> types.FunctionType:  # fmt: skip
    """The function that users hold: it never changes its identity, only its code."""
    means = {"_other_kinds": other_kinds, "_primal": primal, "_default": object()}
    taken = {p.name for p in parameters}
    namespace: dict[str, Any] = {private(own, taken): value for own, value in means.items()}
    namespace["__name__"] = getattr(primal, "__module__", "s2sdiff")
    exec(compile(entry_text(name, parameters, []), f"<s2sdiff entry of {name}>", "exec", dont_inherit=True), namespace)
    entry: types.FunctionType = namespace[name]
    entry.__signature__ = _signature(parameters, primal)  # type: ignore[attr-defined]
    return entry


def _signature(parameters: Sequence[Param], primal: Any) -> inspect.Signature:
    """As the user declared the parameters; a tangent stands between them."""
    declared = signature_of(primal)
    own = dict(declared.parameters)
    if [p.name for p in parameters] == list(own):
        return declared
    kinds = {"positional": inspect.Parameter.POSITIONAL_OR_KEYWORD, "keyword": inspect.Parameter.KEYWORD_ONLY}
    made = [own[p.name] if p.name in own else inspect.Parameter(p.name, kinds[p.kind]) for p in parameters]
    return inspect.Signature([p if wanted.default else p.replace(default=p.empty)
                              for p, wanted in zip(made, parameters, strict=True)])  # fmt: skip


def make_fits(parameters: Sequence[Param], guard: Guard) -> Callable[..., bool]:
    """A function that says of arguments, all by position, whether a variant is for them."""
    scope = dict(guard.names)
    text = (f"def fits({', '.join(p.name for p in parameters)}):\n    try:\n"
            f"        return {' and '.join(guard.tests)}\n    except Exception:\n        return False\n")  # fmt: skip
    exec(compile(text, "<s2sdiff guard>", "exec", dont_inherit=True), scope)
    found: Callable[..., bool] = scope["fits"]
    return found


def forget_guard(entry: types.FunctionType, guard: Guard) -> None:
    """Takes the names that only this guard has from an entry that asks for it no more."""
    for name in guard.names:
        if name.endswith(f"_of_{guard.number}"):
            entry.__globals__.pop(name, None)


def set_guards(entry: types.FunctionType, parameters: Sequence[Param],
               variants: Sequence[tuple[Callable[..., Any], Guard]]) -> None:  # fmt: skip
    """Gives the entry new code, which asks for the variants in turn."""
    listed = []
    for call, guard in variants[:GUARDS]:
        name = guard.own("variant", call)
        entry.__globals__.update(guard.names)
        listed.append((name, guard.tests))
    text = entry_text(entry.__name__, parameters, listed)
    numbers = "-".join(str(guard.number) for _, guard in variants[:GUARDS])
    filename = f"<s2sdiff entry of {entry.__name__} {numbers}>"
    remember(filename, text)
    code = compile(text, filename, "exec", dont_inherit=True)
    entry.__code__ = next(const for const in code.co_consts if isinstance(const, types.CodeType))
