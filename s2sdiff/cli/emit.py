"""`s2sdiff emit`: a derivative as a module of its own, and whether such a file is as it would be written now."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from s2sdiff.cli.messages import DONE, REFUSED, say
from s2sdiff.cli.output import put, put_bytes
from s2sdiff.load import UsageError
from s2sdiff.show import MODES, Asked, compiled_for, compiled_text
from s2sdiff.standalone import Written, read_written, what_is_stale, with_header


def emit(f: Any, arguments: argparse.Namespace, wrt: Asked) -> int:
    """Writes the file, or with --check says whether it is stale."""
    if arguments.check and arguments.output is None:
        raise UsageError("--check is for a file; name it with -o FILE")
    derivative = MODES[arguments.mode] if arguments.mode else arguments.derivative
    compiled = compiled_for(f, arguments.at, wrt, arguments.optimize, derivative)
    if compiled.module.owners:
        raise TypeError(f"{arguments.target} cannot stand in a file of its own: its code reads what belongs to "
                        f"{', '.join(compiled.module.owners)}; pass that as an argument")  # fmt: skip
    text, options, command = compiled_text(compiled), _options(arguments, derivative), _command(arguments)
    if arguments.check:
        return _check(f, text, options, command, arguments.output)
    content = with_header(f, text, arguments.target, options, command)
    if arguments.output is None:
        return put(content, arguments)
    _check_own(arguments.output, arguments.force)
    arguments.force = True
    return put_bytes(content.encode(), arguments)


def _options(arguments: argparse.Namespace, derivative: str | None) -> str:
    said = {"derivative": derivative, "wrt": arguments.wrt, "at": arguments.at, "optimize": arguments.optimize}
    return " ".join(f"{name}={shlex.quote(str(value))}" for name, value in said.items() if value is not None) or "none"


def _command(arguments: argparse.Namespace) -> str:
    """What is typed to write the file anew."""
    words = ["s2sdiff", "emit", arguments.target]
    for name in ("wrt", "at", "mode", "derivative", "optimize"):
        value = getattr(arguments, name)
        words += [f"--{name}", str(value)] if value is not None else []
    words += ["-o", str(arguments.output)] if arguments.output is not None else []
    return shlex.join(words)


def _held(path: Path) -> Written | None:
    return read_written(path.read_text(encoding="utf-8", errors="replace"))


def _check_own(path: Path, force: bool) -> None:
    """A file of somebody else's, or one that was edited, is not overwritten by accident."""
    if force or not path.exists():
        return
    held = _held(path)
    if held is None:
        raise UsageError(f"{path} exists and was not written by s2sdiff; --force overwrites it")
    if held.is_edited:
        raise UsageError(f"{path} was edited since s2sdiff wrote it; --force overwrites it")


def _check(f: Any, text: str, options: str, command: str, path: Path) -> int:
    if not path.exists():
        return say(f"there is no {path}; write it with: {command}", REFUSED)
    held = _held(path)
    if held is None:
        return say(f"{path} was not written by s2sdiff emit; write it with: {command} --force", REFUSED)
    stale = what_is_stale(f, text, options, held)
    if stale:
        again = f"{command} --force" if held.is_edited else command
        return say(f"{path} is stale: {stale}; renew it with: {again}", REFUSED)
    return DONE
