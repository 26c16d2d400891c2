"""A derivative as a file of its own: the module under a header that says from what, and how, it was written.

The header has a hash of the function's source and one of the code below it, so that it can be told whether the function
has changed since, and whether somebody has edited the file.
"""

from __future__ import annotations

import hashlib
import platform
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sdiff import __version__
from s2sdiff.bound import unbound
from s2sdiff.derivatives import origin
from s2sdiff.parse.source import find_source

_FIRST = "# Written by s2sdiff "
_LINE = re.compile(r"# (source|options|versions|code) +(.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """What the header of a file says, and the code below it."""

    source: str
    options: str
    code: str
    text: str

    @property
    def is_edited(self) -> bool:
        return self.code != hash_of(self.text)


def hash_of(text: str) -> str:
    """The first half of the sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def source_hash(f: Any) -> str:
    """The hash of the source of a function, or of the function that a derivative is of."""
    source = find_source(origin(unbound(f)[0])[0])
    lines = source.lines[source.node.lineno - 1 : source.node.end_lineno]
    return hash_of("\n".join(line.rstrip() for line in lines))


def with_header(f: Any, text: str, target: str, options: str, command: str) -> str:
    """The file: `text` is the module of a derivative of f, `command` writes the file anew."""
    versions = f"s2sdiff {__version__}, numpy {np.__version__}, Python {platform.python_version()}"
    return (f"{_FIRST}{__version__} from {target}. Do not edit it; to write it anew:\n#   {command}\n"
            f"# source   {source_hash(f)}\n# options  {options}\n# versions {versions}\n# code     {hash_of(text)}\n\n"
            f"{text}")  # fmt: skip


def read_written(content: str) -> Written | None:
    """What such a file holds; None of any other file.

    >>> read_written("import numpy as np\\n") is None
    True
    """
    if not content.startswith(_FIRST):
        return None
    lines = content.split("\n")
    said = {match[1]: match[2] for match in map(_LINE.fullmatch, lines[2:6]) if match}
    if set(said) != {"source", "options", "versions", "code"}:
        return None
    return Written(said["source"], said["options"], said["code"], "\n".join(lines[7:]))


def what_is_stale(f: Any, text: str, options: str, written: Written) -> str:
    """Why a file is not what would be written now; "" if it is. Versions alone make no difference."""
    if written.is_edited:
        return "it was edited"
    if written.options != options:
        return f"it was written with other options: {written.options}"
    if written.source != source_hash(f):
        return "the function has changed"
    if written.text != text:
        return "its code would be another now"
    return ""
