"""Where a node of the syntax tree stands in its file, and the text that stands there."""

from __future__ import annotations

import ast

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def span(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Start and end, with columns in bytes, as ast counts them."""
    line, column, end_line, end_column = (getattr(node, name, None) for name in PLACE)
    if line is not None and column is not None:
        return (line, column), (line if end_line is None else end_line, column if end_column is None else end_column)
    spans = [inner for child in ast.iter_child_nodes(node) if (inner := span(child))]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def line_at(lines: tuple[str, ...], line: int) -> str:
    """A line by its number; empty if there is none."""
    return lines[line - 1] if 1 <= line <= len(lines) else ""


def characters(text: str, column: int) -> int:
    """A column in characters from one in UTF-8 bytes."""
    return column if text.isascii() else len(text.encode()[:column].decode(errors="replace"))


def own_text(node: FunctionNode, lines: tuple[str, ...]) -> str:
    """All lines of a def; of a lambda only itself."""
    own = list(lines[node.lineno - 1 : node.end_lineno])
    if isinstance(node, ast.Lambda):
        own[-1] = own[-1][: characters(own[-1], node.end_col_offset or 0)]
        return "\n".join([own[0][characters(own[0], node.col_offset) :], *own[1:]])
    return "\n".join(text.removeprefix(own[0][: node.col_offset]) for text in own)
