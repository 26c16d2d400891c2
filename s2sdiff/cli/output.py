"""Where a text goes: to a file that does not exist yet, or to standard output, in colour in a terminal."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from s2sdiff.cli.messages import DONE, USAGE, say
from s2sdiff.load import UsageError


def check_output(arguments: argparse.Namespace) -> None:
    """Before any work: a file is not overwritten by accident."""
    path = arguments.output
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path} is a folder" if path.is_dir() else f"there is no folder {path.parent}")
    if path.exists() and not arguments.force and not getattr(arguments, "renews", False):
        raise UsageError(f"{path} exists and is kept; --force overwrites it")


def put(text: str, arguments: argparse.Namespace) -> int:
    """Writes the text, and returns the exit status."""
    if arguments.output is not None:
        return put_bytes(text.encode(), arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(colored(text) if _wants_color(arguments.color) else text, end="", flush=True)
    return DONE


def put_bytes(content: bytes, arguments: argparse.Namespace) -> int:
    """Writes a file, or what is text to standard output, and returns the exit status."""
    if arguments.output is None:
        return put(content.decode(), arguments)
    try:
        with open(arguments.output, "wb" if arguments.force else "xb") as file:
            file.write(content)
    except OSError as error:
        return say(f"{arguments.output} cannot be written: {error.strerror}", USAGE)
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
