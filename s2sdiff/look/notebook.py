"""What Jupyter shows of a differentiable function: its code, and that of its derivative, highlighted."""

from __future__ import annotations

import html
import importlib
import inspect
import textwrap
from typing import Any

from s2sdiff.errors import DifferentiationError


def code_html(f: Any) -> str:
    """The code of a differentiable function beside that of its derivative: of the last call, or for any numbers."""
    parts = [("function", textwrap.dedent(_source(f)))]
    try:
        parts.append(("value and gradient", f.source()))
    except (DifferentiationError, TypeError) as error:
        parts.append(("no derivative", str(error)))
    cells = "".join(f'<div style="flex:1 1 20em;min-width:0"><div style="opacity:.6">{title}</div>'
                    f"{highlighted(text)}</div>" for title, text in parts)  # fmt: skip
    return f'<div style="display:flex;flex-wrap:wrap;gap:1.5em;text-align:left">{cells}</div>'


def _source(f: Any) -> str:
    try:
        return inspect.getsource(inspect.unwrap(f))
    except (OSError, TypeError):
        return repr(f)


def highlighted(text: str) -> str:
    """Python as HTML, in colour if Pygments is installed. The colours are legible on light and on dark."""
    try:
        pygments = importlib.import_module("pygments")
        lexer = importlib.import_module("pygments.lexers").PythonLexer()
        formatter = importlib.import_module("pygments.formatters").HtmlFormatter(
            noclasses=True, style="default", nobackground=True, cssstyles="background:none")  # fmt: skip
    except ImportError:
        return f'<pre style="overflow-x:auto">{html.escape(text)}</pre>'
    return str(pygments.highlight(text, lexer, formatter))
