"""Private names of a class as they are when the code runs: `__w` in a method of class `Net` is `_Net__w`."""

from __future__ import annotations

from itertools import pairwise

import gast

_FIELDS = ("id", "attr", "name", "arg", "asname")  # of nodes that hold a name


def mangle(tree: gast.AST, qualname: str) -> gast.AST:
    """Gives the private names in a new tree of a function the names that the compiler gives them, but its own name.

    >>> gast.unparse(mangle(gast.parse("self.__w"), "Net.loss")).strip()
    'self._Net__w'
    """
    owner = class_around(qualname).lstrip("_")
    todo = [tree] if owner else []
    while todo:
        node = todo.pop()
        for field in _FIELDS:
            name = getattr(node, field, None)
            if is_private(name) and not (node is tree and field == "name"):
                setattr(node, field, f"_{owner}{name}")
        if isinstance(node, gast.Global | gast.Nonlocal):
            node.names = [f"_{owner}{name}" if is_private(name) else name for name in node.names]
        todo.extend(inner for inner in gast.iter_child_nodes(node) if not isinstance(inner, gast.ClassDef))
    return tree


def is_private(name: object) -> bool:
    """Whether a class makes a name its own."""
    return isinstance(name, str) and name.startswith("__") and not name.endswith("__") and "." not in name


def class_around(qualname: str) -> str:
    """The innermost class that a function is defined in; empty if it is in none.

    >>> [class_around(name) for name in ("f", "A.f", "A.B.f", "f.<locals>.A.f", "A.f.<locals>.g", "f.<locals>.g")]
    ['', 'A', 'B', 'A', 'A', '']
    """
    around = qualname.split(".")
    classes = [name for name, inner in pairwise(around) if "<locals>" not in (name, inner)]
    return classes[-1] if classes else ""
