"""The command line: text to stdout, messages to stderr; exit status 0 done, 1 cannot be differentiated, 2 usage."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from s2sdiff.cli.arguments import parser
from s2sdiff.cli.messages import DONE, INTERRUPTED, REFUSED, USAGE, explained, say
from s2sdiff.cli.output import check_output
from s2sdiff.errors import DifferentiationError
from s2sdiff.infer.notation import KindError
from s2sdiff.load import UsageError, load


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    arguments = parser().parse_args(argv)
    try:
        return _run(arguments)
    except BrokenPipeError:  # what reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    try:
        check_output(arguments)
        f = load(arguments.target)
        return arguments.command(f, arguments)
    except (UsageError, KindError) as error:
        return say(str(error), USAGE)
    except DifferentiationError as error:
        print(explained(error, arguments.target), end="", file=sys.stderr)
        return REFUSED
    except SyntaxError as error:
        print("".join(traceback.format_exception_only(error)), end="", file=sys.stderr)
        return REFUSED
    except (TypeError, ImportError) as error:
        return say(str(error), REFUSED)
