"""What can be typed: the commands with their arguments, and their help."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from s2sdiff import __version__
from s2sdiff.cli.commands import cost, emit, explain, graph, show, trace
from s2sdiff.look.table import NAMES
from s2sdiff.pipeline import STAGES
from s2sdiff.show import DERIVATIVES, MODES, asked_derivatives

_TARGETS = """\
the function: file.py:f, package.module:f, or f alone if one file in this folder defines it
"""
_WRT = "what to differentiate by, as w or w,b (default: the first)"
_OPTIMIZE = "0: one operation a line, nothing simplified"
_EXAMPLES = """\
examples, for a file model.py that holds def loss(w, b, x, t):
  s2sdiff show model.py:loss
  s2sdiff show loss --at "w=float, b=float, x=float, t=float"
  s2sdiff show loss --wrt w,b --at "w=f64[], b=float, x=f64[], t=float"
  s2sdiff show loss -o loss_grad.py
  s2sdiff show loss --mode forward --at "w=float, b=float, x=float, t=float"
  s2sdiff trace model:loss
"""
_MORE = """\
  s2sdiff show loss --mode forward --wrt w,b --optimize 0 --at "w=float, b=float, x=float, t=float"
  s2sdiff show loss --derivative hessian --wrt w,b --at "w=float, b=float, x=float, t=float"
  s2sdiff show loss --derivative grad,grad --at "w=float, b=float, x=float, t=float"
  s2sdiff show loss --after reverse
"""
_DERIVATIVES = """\
derivatives, as in --derivative hessian; of several, as in grad,jacfwd, each is made of the one before:
  grad value_and_grad elementwise_grad     by reverse mode; --mode reverse is value_and_grad, as is the default
  jvp                                      the value and its tangent; --mode forward is the same
  jacfwd jacrev jacobian                   the Jacobian by forward mode, by reverse mode, by the cheaper one
  hessian hvp                              of a number: the Hessian, and its product with a vector
  vjp linearize                            in two functions, of which the second takes cotangents, or tangents
"""
_TRACES = """\
examples, for a file model.py that holds def survey(x1, x2):
  s2sdiff trace model.py:survey
  s2sdiff trace survey --values "x1=2, x2=5"
  s2sdiff trace survey --values "x1=2, x2=5" --mode reverse
  s2sdiff trace survey --values "x1=2, x2=5" --mode forward --wrt x1 --names v
"""
_EXPLAINS = """\
examples, for a file model.py that holds def survey(x1, x2):
  s2sdiff explain model.py:survey --values "x1=2, x2=5" -o survey.html
  s2sdiff explain survey --values "x1=2, x2=5" --wrt x1 -o survey.html --force
"""
_EMITS = """\
examples, for a file model.py that holds def loss(w, b, x, t):
  s2sdiff emit model.py:loss --wrt w,b -o loss_grad.py
  s2sdiff emit model.py:loss --wrt w,b -o loss_grad.py --check
  s2sdiff emit loss --derivative hessian --at "w=f64, b=float, x=float, t=float" -o loss_hessian.py
"""
_GRAPHS = """\
examples, for a file model.py that holds def survey(x1, x2):
  s2sdiff graph model.py:survey -o survey.svg
  s2sdiff graph survey --values "x1=2, x2=5" --names v -o survey.png
  s2sdiff graph survey --values "x1=2, x2=5" --wrt x1 -o survey.html
  s2sdiff graph survey
"""
_VALUES = """\
values, as in --values "w=[0.3, 0.1], n=int(2), x=np.ones((2, 3))":
  each is an expression of Python, in which np is NumPy; a list of numbers is an array of floats, and a whole number a
  float, where the function does not say by an annotation or a default that it is an int
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
_RAW = argparse.RawDescriptionHelpFormatter


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; what it finds has the command to run."""
    made = argparse.ArgumentParser("s2sdiff", formatter_class=_RAW, epilog=_EXAMPLES + _COST, allow_abbrev=False,
                                   description="Shows the source of a NumPy function's derivatives.")  # fmt: skip
    made.add_argument("--version", action="version", version=f"s2sdiff {__version__}")
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    _add_output(_add_show(commands))
    _add_output(_add_trace(commands))
    _add_output(_add_explain(commands), colors=False)
    _add_output(_add_emit(commands), colors=False)
    _add_output(_add_graph(commands), colors=False)
    _add_output(_add_cost(commands), colors=False)
    return made


def _add_show(commands: Any) -> argparse.ArgumentParser:
    about = "Prints a derivative of a function; if nothing else is asked for, its value and its gradient together."
    shows: argparse.ArgumentParser = commands.add_parser(
        "show", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_DERIVATIVES}\n{_KINDS}\n{_EXAMPLES}{_MORE}",
        help="print a derivative of a function", description=about)  # fmt: skip
    shows.add_argument("target", help=_TARGETS)
    _add_derivative(shows)
    shows.add_argument("--after", choices=STAGES, default="emit", metavar="STAGE",
                       help=f"stop there, and print what there is: {', '.join(STAGES)}; of the stages forward and "
                            "reverse a derivative has the one of its mode")  # fmt: skip
    shows.set_defaults(command=show)
    return shows


def _add_derivative(command: argparse.ArgumentParser) -> None:
    """Which derivative it is to be, of what, and how it is to look."""
    command.add_argument("--wrt", metavar="NAMES", help=_WRT)
    command.add_argument("--at", metavar="KINDS", help='what the arguments are, as "w=f64[d], b=float"')
    which = command.add_mutually_exclusive_group()
    which.add_argument("--mode", choices=tuple(MODES), help="forward: with tangents; reverse: with adjoints")
    which.add_argument("--derivative", metavar="NAMES", type=_derivative,
                       help=f"which, or several in turn: {', '.join(DERIVATIVES)}")  # fmt: skip
    which.add_argument("--grad", dest="derivative", action="store_const", const="grad",
                       help="the gradient alone, without the value: --derivative grad")  # fmt: skip
    command.add_argument("--optimize", type=int, choices=(0, 1), help=_OPTIMIZE)


def _derivative(text: str) -> str:
    try:
        return ",".join(asked_derivatives(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _add_trace(commands: Any) -> argparse.ArgumentParser:
    about = ("Prints a function as its trace, one primitive operation a line; at given values with the value of each,\n"
             "and beside it the tangent (forward mode), or the adjoints that belong to it (reverse mode).")  # fmt: skip
    traces: argparse.ArgumentParser = commands.add_parser(
        "trace", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_TRACES}{_VALUES}",
        help="print a function, one operation a line; at given values with tangents or adjoints",
        description=about)  # fmt: skip
    traces.add_argument("target", help=_TARGETS)
    _add_run(traces, "forward: with the tangent of each; reverse: with the adjoints")
    traces.add_argument("--names", choices=NAMES, default="code",
                        help="v: v-1, v0 for the inputs and v1, v2, … for the steps, as in a survey")  # fmt: skip
    traces.set_defaults(command=trace)
    return traces


def _add_explain(commands: Any) -> argparse.ArgumentParser:
    about = ("Writes one page of HTML, which needs no network: a function's source, its trace, its derivative's code,\n"
             "with the values and adjoints at given arguments. Choose a line, or step with the arrow keys: what\n"
             "belongs together lights up. Numbers can be changed in the page.")  # fmt: skip
    explains: argparse.ArgumentParser = commands.add_parser(
        "explain", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_EXPLAINS}{_VALUES}",
        help="write a page in which one can look at all of it", description=about)  # fmt: skip
    explains.add_argument("target", help=_TARGETS)
    explains.add_argument("--values", metavar="VALUES", default="", help='the arguments, as "x1=2, x2=5"')
    explains.add_argument("--wrt", metavar="NAMES",
                          help="what to differentiate by, as w or w,b (default: all that hold floats)")  # fmt: skip
    explains.set_defaults(command=explain, mode="reverse", color="never")
    return explains


def _add_emit(commands: Any) -> argparse.ArgumentParser:
    about = ("Writes a derivative as a module that needs no s2sdiff, under a header that says from what and how it\n"
             "was written. With --check nothing is written; the exit status is 1 if the file is stale.")  # fmt: skip
    emits: argparse.ArgumentParser = commands.add_parser(
        "emit", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_EMITS}\n{_DERIVATIVES}\n{_KINDS}",
        help="write a derivative as a module of its own", description=about)  # fmt: skip
    emits.add_argument("target", help=_TARGETS)
    _add_derivative(emits)
    emits.add_argument("--check", action="store_true", help="only say whether the file is stale, for CI")
    emits.set_defaults(command=emit, color="never", after="emit", renews=True)
    return emits


def _add_graph(commands: Any) -> argparse.ArgumentParser:
    about = ("Draws the computation graph of a function: inputs, constants, operations, loops and branches as boxes;\n"
             "at given values with the value of each and its adjoint. Without -o: as text for Graphviz.")  # fmt: skip
    graphs: argparse.ArgumentParser = commands.add_parser(
        "graph", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_GRAPHS}{_VALUES}",
        help="draw the computation graph: svg, png, html, or dot", description=about)  # fmt: skip
    graphs.add_argument("target", help=_TARGETS)
    _add_run(graphs, "reverse: with the adjoints (the default); forward: without")
    graphs.add_argument("--names", choices=NAMES, default="code",
                        help="v: v-1, v0 for the inputs and v1, v2, … for the steps, as in a survey")  # fmt: skip
    graphs.set_defaults(command=graph, color="never")
    return graphs


def _add_run(command: argparse.ArgumentParser, modes: str) -> None:
    command.add_argument("--values", metavar="VALUES", help='the arguments, as "x1=2, x2=5"')
    command.add_argument("--mode", choices=("forward", "reverse"), help=modes)
    command.add_argument("--wrt", metavar="NAMES", help="what to differentiate by, as w or w,b (default: all that hold "
                         "floats); in forward mode its tangents are 1, and those of all else 0")  # fmt: skip


def _add_cost(commands: Any) -> argparse.ArgumentParser:
    about = "Prints the operations and the live memory of a function, of forward and of reverse mode, at given sizes."
    costs: argparse.ArgumentParser = commands.add_parser(
        "cost", formatter_class=_RAW, allow_abbrev=False, epilog=f"{_KINDS}\n{_COSTS}",
        help="print what forward and reverse mode cost", description=about)  # fmt: skip
    costs.add_argument("target", help=_TARGETS)
    costs.add_argument("--wrt", metavar="NAMES", help=_WRT)
    costs.add_argument("--at", metavar="KINDS", help='what the arguments are, as "w=f64[100], b=float"')
    costs.add_argument("--sizes", metavar="SIZES", default="",
                       help='the sizes that --at names, and arguments that are ints, as "n=100, steps=10"')  # fmt: skip
    costs.add_argument("--lines", action="store_true", help="count each line of the code as well")
    costs.add_argument("--optimize", type=int, choices=(0, 1), help=_OPTIMIZE)
    costs.set_defaults(command=cost, color="never")
    return costs


def _add_output(command: argparse.ArgumentParser, colors: bool = True) -> None:
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write to a file that does not exist yet")
    command.add_argument("--force", action="store_true", help="with -o: overwrite the file")
    if not colors:
        return
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto",
                         help="needs Pygments (default: in a terminal, unless NO_COLOR is set)")  # fmt: skip
