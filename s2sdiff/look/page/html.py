"""A page as one text: the template with its style, its scripts and its content in it."""

from __future__ import annotations

import html
import string
from collections.abc import Sequence
from importlib.resources import files

from s2sdiff.look.page.content import Content

SCRIPTS = ("panels.js", "compute.js", "script.js", "around.js")


def page_text(content: Content, steps: Sequence[str] = ()) -> str:
    """The HTML of a page. `steps` are the moments of the run as JavaScript, if they all are operations on numbers."""
    functions = "".join(f"  (v) => {step},\n" for step in steps)
    scripts = [f"const steps = [\n{functions}];\n", *map(_file, SCRIPTS)]
    return string.Template(_file("template.html")).substitute(
        title=html.escape(f"{content.name} and its derivative"), style=_file("style.css").rstrip(),
        content=content.json(), script="\n".join(scripts).rstrip())  # fmt: skip


def _file(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
