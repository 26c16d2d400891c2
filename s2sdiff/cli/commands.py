"""The commands: each takes the function and the arguments, and returns the exit status."""

from __future__ import annotations

import argparse
import contextlib
import functools
import sys
from collections.abc import Callable
from typing import Any

from s2sdiff.cli import emit as emitted
from s2sdiff.cli.messages import DONE, say
from s2sdiff.cli.output import put, put_bytes
from s2sdiff.cost.table import report
from s2sdiff.derivatives import origin
from s2sdiff.emit.trace import trace_text
from s2sdiff.errors import DifferentiationError
from s2sdiff.identity import plain
from s2sdiff.infer.description import describe
from s2sdiff.infer.notation import parse_kinds
from s2sdiff.load import UsageError
from s2sdiff.look.dot import FORMATS, drawn, graphviz
from s2sdiff.look.page.explain import page_of
from s2sdiff.look.picture import picture_of
from s2sdiff.look.run import run_of
from s2sdiff.look.steps import Run
from s2sdiff.look.table import table
from s2sdiff.look.values import parse_values
from s2sdiff.program import parsed
from s2sdiff.show import MODES, derivative_text, unknown_names


def show(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff show`: a derivative."""
    derivative = MODES[arguments.mode] if arguments.mode else arguments.derivative
    wrt = _wrt(f, arguments.wrt)
    try:
        text = derivative_text(f, arguments.at, wrt, arguments.optimize, arguments.after, derivative)
    except (DifferentiationError, TypeError):
        _hint(f, arguments)
        raise
    _hint(f, arguments)
    return put(text, arguments)


def emit(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff emit`: a derivative as a module of its own."""
    try:
        status = emitted.emit(f, arguments, _wrt(f, arguments.wrt))
    except (DifferentiationError, TypeError):
        _hint(f, arguments)
        raise
    _hint(f, arguments)
    return status


def trace(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff trace`: the function itself, one primitive operation a line; at given values the table of a run."""
    if arguments.values is None:
        _check_no_run(arguments)
        if arguments.names != "code":
            raise UsageError('--names is for a run; add the values, as --values "x=2"')
        return put(trace_text(parsed(plain(f))), arguments)
    return put(table(run_at(f, arguments), arguments.names), arguments)


def explain(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff explain`: a page to look into."""
    if arguments.output is None and sys.stdout.isatty():
        raise UsageError("a page is for a browser; write it to a file, as -o page.html")
    if graphviz() is None:
        say('the page has no graph, for Graphviz is not here; pip install "s2sdiff[look]" brings it', DONE)
    return put(page_of(run_at(f, arguments, "reverse")), arguments)


def run_at(f: Any, arguments: argparse.Namespace, mode: str = "primal") -> Run:
    """The run that is asked for with --values, --mode and --wrt."""
    found: Run = at_values(f, arguments, functools.partial(run_of, f), mode)
    return found


def _check_no_run(arguments: argparse.Namespace) -> None:
    for option in ("mode", "wrt"):
        if getattr(arguments, option) is not None:
            raise UsageError(f'--{option} is for a run; add the values, as --values "x=2"')


def at_values(f: Any, arguments: argparse.Namespace, made: Callable[..., Any], mode: str = "reverse") -> Any:
    """What is made of a function at --values, in --mode and with respect to --wrt."""
    values = parse_values(f, arguments.values)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what f prints is a message
            return made(kwargs=values, mode=arguments.mode or mode, wrt=_wrt(f, arguments.wrt))
    except (SyntaxError, UsageError):
        raise
    except TypeError as error:
        raise TypeError(f'{error} (at --values "{arguments.values}")') from error
    except Exception as error:
        name = getattr(f, "__name__", "the function")
        raise UsageError(f"{name} does not run at these values: {type(error).__name__}: {error}") from error


def graph(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff graph`: the computation graph, as text or as a picture in a file."""
    form = "dot" if arguments.output is None else arguments.output.suffix.removeprefix(".")
    if form not in FORMATS:
        raise UsageError(f"{arguments.output} is no picture; write a name that ends in .{', .'.join(FORMATS)}")
    if arguments.values is None:
        _check_no_run(arguments)
        picture = picture_of(f, names=arguments.names)
    else:
        picture = at_values(f, arguments, functools.partial(picture_of, f, names=arguments.names))
    return put_bytes(drawn(picture.dot, form), arguments)


def cost(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff cost`: operations and live memory of the function, forward mode and reverse mode."""
    text = report(f, arguments.at, _wrt(f, arguments.wrt), arguments.sizes, arguments.optimize, arguments.lines)
    return put(text, arguments)


def _wrt(f: Any, text: str | None) -> str | int | tuple[str | int, ...] | None:
    """`w`, `w,b` or `0,1`: one by itself gives a bare gradient, several a tuple."""
    if text is None:
        return None
    function = parsed(origin(f)[0])
    names = [param.name for param in function.params]
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in names and not (word.isdecimal() and int(word) < len(names)):
            raise UsageError(f"{function.name} has no parameter {word or '(empty)'}; it has {', '.join(names)}")
    wanted = tuple(word if word in names else int(word) for word in words)
    return wanted[0] if len(wanted) == 1 else wanted


def _hint(f: Any, arguments: argparse.Namespace) -> None:
    """Says which kinds are not known, and how to say them; what was said already is kept."""
    if arguments.after == "parse":
        return
    unknown = unknown_names(f, arguments.at, _wrt(f, arguments.wrt))
    if unknown:
        said = [f"{name}={describe(kind)}" for name, kind in parse_kinds(arguments.at or "").items()]
        at = ", ".join([*said, *(f"{name}=float" for name in unknown)])
        names, verb = ", ".join(unknown), "kinds of {} are" if len(unknown) > 1 else "kind of {} is"
        say(f'the {verb.format(names)} not known, so this is generic code; for floats: --at "{at}"', DONE)
