"""Sets of names that only ever grow together, as a tree of parents."""

from __future__ import annotations


def find(parent: dict[str, str], name: str) -> str:
    """The name that stands for the set of `name`; the way to it is made short.

    >>> find({"a": "b", "b": "c"}, "a")
    'c'
    """
    root = name
    while parent.get(root, root) != root:
        root = parent[root]
    while parent.get(name, name) != root:
        parent[name], name = root, parent[name]
    return root
