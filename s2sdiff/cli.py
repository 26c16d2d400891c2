"""The command line: text to stdout, messages to stderr; exit status 0 done, 1 cannot be differentiated, 2 usage."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from s2sdiff import __version__
from s2sdiff.errors import DifferentiationError, Problem
from s2sdiff.infer.notation import KindError
from s2sdiff.infer.values import describe
from s2sdiff.pipeline import STAGES

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130

_TARGETS = """\
the function: file.py:f, package.module:f, or f alone if one file in this folder defines it
"""
_EXAMPLES = """\
examples, for a file model.py that holds def loss(w, b, x, t):
  s2sdiff show model.py:loss
  s2sdiff show loss --at "w=float, b=float, x=float, t=float"
  s2sdiff show loss --wrt w,b --at "w=f64[], b=float, x=f64[], t=float"
  s2sdiff show loss -o loss_grad.py
  s2sdiff show loss --after reverse
  s2sdiff trace model:loss
"""
_COST = """\
  s2sdiff cost loss --at "w=f64[100], b=float, x=f64[100], t=float"
"""
_COSTS = """\
examples, for a file model.py that holds def layers(x, W1, W2):
  s2sdiff cost model.py:layers --at "x=f64[100], W1=f64[50, 100], W2=f64[10, 50]"
  s2sdiff cost layers --at "x=f64[n], W1=f64[m, n], W2=f64[10, m]" --sizes "n=100, m=50"
  s2sdiff cost layers --at "x=f64[100], W1=f64[50, 100], W2=f64[10, 50]" --wrt W1 --lines
Nothing is estimated: the emitted code is run at these sizes, on numbers between 1/2 and 1, and what it does is counted.
"""
_KINDS = """\
kinds, as in --at "w=f64[d], b=float":
  float int bool complex   one Python number       f64 f32 i64 c128 …   one NumPy number
  f64[n, d]                an array; sizes are numbers or names, and equal names are equal sizes that are not 1
  f64[]  f64[...]          an array of no dimensions; one of any number of dimensions
  (float, int)  [float]    a tuple, a list; list[float, ...] is one of any length
  {'w': f64[n]}            a dict              any   any number or array
Annotations say the same: def loss(w: "f64[d]", b: float).
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except BrokenPipeError:  # what reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    from s2sdiff.load import UsageError, load

    try:
        _check_output(arguments)
        f = load(arguments.target)
        return arguments.command(f, arguments)
    except (UsageError, KindError) as error:
        return _say(str(error), USAGE)
    except DifferentiationError as error:
        print(explained(error, arguments.target), end="", file=sys.stderr)
        return REFUSED
    except SyntaxError as error:
        print("".join(traceback.format_exception_only(error)), end="", file=sys.stderr)
        return REFUSED
    except (TypeError, ImportError) as error:
        return _say(str(error), REFUSED)


# --- commands ---------------------------------------------------------------------------------------------------------
def show(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff show`: the derivative."""
    from s2sdiff.show import derivative_text

    wrt = _wrt(f, arguments.wrt)
    kind = "grad" if arguments.grad else "value_and_grad"
    try:
        text = derivative_text(f, arguments.at, wrt, arguments.optimize, arguments.after, kind)
    except (DifferentiationError, TypeError):
        _hint(f, arguments)
        raise
    _hint(f, arguments)
    return _put(text, arguments)


def trace(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff trace`: the function itself, one primitive operation a line."""
    from s2sdiff.api import plain
    from s2sdiff.emit.trace import trace_text
    from s2sdiff.program import parsed

    return _put(trace_text(parsed(plain(f))), arguments)


def cost(f: Any, arguments: argparse.Namespace) -> int:
    """`s2sdiff cost`: operations and live memory of the function, forward mode and reverse mode."""
    from s2sdiff.cost.table import report

    text = report(f, arguments.at, _wrt(f, arguments.wrt), arguments.sizes, arguments.optimize, arguments.lines)
    return _put(text, arguments)


def _wrt(f: Any, text: str | None) -> str | int | tuple[str | int, ...] | None:
    """`w`, `w,b` or `0,1`: one by itself gives a bare gradient, several a tuple."""
    from s2sdiff.api import plain
    from s2sdiff.load import UsageError
    from s2sdiff.program import parsed

    if text is None:
        return None
    names = [param.name for param in parsed(plain(f)).params]
    words = [word.strip() for word in text.split(",")]
    for word in words:
        if word not in names and not (word.isdecimal() and int(word) < len(names)):
            raise UsageError(f"{parsed(plain(f)).name} has no parameter {word or '(empty)'}; it has {', '.join(names)}")
    wanted = tuple(word if word in names else int(word) for word in words)
    return wanted[0] if len(wanted) == 1 else wanted


def _hint(f: Any, arguments: argparse.Namespace) -> None:
    """Says which kinds are not known, and how to say them; what was said already is kept."""
    from s2sdiff.infer.notation import parse_kinds
    from s2sdiff.show import unknown_names

    if arguments.after == "parse":
        return
    unknown = unknown_names(f, arguments.at, _wrt(f, arguments.wrt))
    if unknown:
        said = [f"{name}={describe(kind)}" for name, kind in parse_kinds(arguments.at or "").items()]
        at = ", ".join([*said, *(f"{name}=float" for name in unknown)])
        names, verb = ", ".join(unknown), "kinds of {} are" if len(unknown) > 1 else "kind of {} is"
        _say(f'the {verb.format(names)} not known, so this is generic code; for floats: --at "{at}"', DONE)


# --- errors -----------------------------------------------------------------------------------------------------------
def _say(message: str, status: int) -> int:
    print(f"s2sdiff: {message}", file=sys.stderr)
    return status


def explained(error: DifferentiationError, what: str) -> str:
    """All problems of a function, each with its place, its line and a caret."""
    count = sum(bool(problem.remedy) for problem in error.problems)  # the place of a call has none
    head = f"s2sdiff: {what} cannot be differentiated" + (f", for {count} reasons" if count > 1 else "")
    return f"{head}\n\n" + "\n".join(map(problem_text, error.problems))


def problem_text(problem: Problem) -> str:
    """One problem.

    >>> from s2sdiff.errors import Loc
    >>> print(problem_text(Problem(Loc("model.py", 7, 4, 7, 8, "    y[i] = x"), "No.", "Write yes.")), end="")
    model.py:7:5: No.
        y[i] = x
        ^^^^
    Write yes.
    """
    loc, fault = problem.loc, problem.fault
    remedy = f"{problem.remedy}\n" if problem.remedy else ""
    if loc is None:
        return f"{fault}\n{remedy}"
    place = f"{_near(loc.file)}:{loc.line}:{loc.column + 1}: {fault}\n"
    line = loc.text.rstrip()
    if not line:
        return f"{place}{remedy}"
    margin = len(line) - len(line.lstrip())
    end = loc.end_column if loc.end_line == loc.line else len(line)
    start = max(margin, loc.column)
    under = "".join(c if c == "\t" else " " * _width(c) for c in line[margin:start])
    carets = "^" * max(1, sum(map(_width, line[start:end])))
    return f"{place}    {line[margin:]}\n    {under}{carets}\n{remedy}"


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _near(file: str) -> str:
    """A path as one would type it here."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return file


# --- output -----------------------------------------------------------------------------------------------------------
def _check_output(arguments: argparse.Namespace) -> None:
    """Before any work: a file is not overwritten by accident."""
    from s2sdiff.load import UsageError

    path = arguments.output
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path} is a folder" if path.is_dir() else f"there is no folder {path.parent}")
    if path.exists() and not arguments.force:
        raise UsageError(f"{path} exists and is kept; --force overwrites it")


def _put(text: str, arguments: argparse.Namespace) -> int:
    if arguments.output is not None:
        try:
            with open(arguments.output, "w" if arguments.force else "x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            return _say(f"{arguments.output} cannot be written: {error.strerror}", USAGE)
        return DONE
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(colored(text) if _wants_color(arguments.color) else text, end="", flush=True)
    return DONE


def _wants_color(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def colored(text: str) -> str:
    """Python in colour if Pygments is installed, else as it is."""
    try:
        pygments = importlib.import_module("pygments")
        lexer = importlib.import_module("pygments.lexers").PythonLexer(stripnl=False)
        formatter = importlib.import_module("pygments.formatters").TerminalFormatter()
    except ImportError:
        return text
    return str(pygments.highlight(text, lexer, formatter))


# --- arguments --------------------------------------------------------------------------------------------------------
def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("s2sdiff", formatter_class=shape, epilog=_EXAMPLES + _COST, allow_abbrev=False,
                                     description="Shows the source of a NumPy function's derivative.")  # fmt: skip
    parser.add_argument("--version", action="version", version=f"s2sdiff {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    about = "Prints the derivative of a function: its value and its gradient together."
    shows = commands.add_parser("show", formatter_class=shape, allow_abbrev=False, epilog=f"{_KINDS}\n{_EXAMPLES}",
                                help="print the derivative of a function", description=about)  # fmt: skip
    shows.add_argument("target", help=_TARGETS)
    shows.add_argument("--wrt", metavar="NAMES", help="what to differentiate by, as w or w,b (default: the first)")
    shows.add_argument("--at", metavar="KINDS", help='what the arguments are, as "w=f64[d], b=float"')
    shows.add_argument("--grad", action="store_true", help="the gradient alone, without the value")
    shows.add_argument("--optimize", type=int, choices=(0, 1), help="0: one operation a line, nothing simplified")
    shows.add_argument("--after", choices=STAGES, default="emit", metavar="STAGE",
                       help=f"stop there, and print what there is: {', '.join(STAGES)}")  # fmt: skip
    shows.set_defaults(command=show)
    about = "Prints a function as its trace, one primitive operation a line."
    traces = commands.add_parser("trace", formatter_class=shape, allow_abbrev=False, epilog=_EXAMPLES,
                                 help="print a function, one operation a line", description=about)  # fmt: skip
    traces.add_argument("target", help=_TARGETS)
    traces.set_defaults(command=trace)
    for command in (shows, traces):
        _add_output(command)
    _add_output(_add_cost(commands), colors=False)
    return parser


def _add_cost(commands: Any) -> argparse.ArgumentParser:
    about = "Prints the operations and the live memory of a function, of forward and of reverse mode, at given sizes."
    costs: argparse.ArgumentParser = commands.add_parser(
        "cost", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, epilog=f"{_KINDS}\n{_COSTS}",
        help="print what forward and reverse mode cost", description=about)  # fmt: skip
    costs.add_argument("target", help=_TARGETS)
    costs.add_argument("--wrt", metavar="NAMES", help="what to differentiate by, as w or w,b (default: the first)")
    costs.add_argument("--at", metavar="KINDS", help='what the arguments are, as "w=f64[100], b=float"')
    costs.add_argument("--sizes", metavar="SIZES", default="",
                       help='the sizes that --at names, and arguments that are ints, as "n=100, steps=10"')  # fmt: skip
    costs.add_argument("--lines", action="store_true", help="count each line of the code as well")
    costs.add_argument("--optimize", type=int, choices=(0, 1), help="0: one operation a line, nothing simplified")
    costs.set_defaults(command=cost, color="never")
    return costs


def _add_output(command: argparse.ArgumentParser, colors: bool = True) -> None:
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write to a file that does not exist yet")
    command.add_argument("--force", action="store_true", help="with -o: overwrite the file")
    if not colors:
        return
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto",
                         help="needs Pygments (default: in a terminal, unless NO_COLOR is set)")  # fmt: skip
