"""Lines of Python in pieces of one colour each: what the standard library's tokenizer sees, and no more."""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Sequence
from itertools import groupby, pairwise

from s2sdiff.look.page.content import Piece

_KINDS = {tokenize.NUMBER: "number", tokenize.STRING: "string", tokenize.COMMENT: "comment"}
for _name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"):  # from Python 3.12 on
    if hasattr(tokenize, _name):
        _KINDS[getattr(tokenize, _name)] = "string"


def colored(lines: Sequence[str]) -> list[tuple[Piece, ...]]:
    """The pieces of each line.

    >>> [(piece.text, piece.kind) for piece in colored(["return x  # done"])[0]]
    [('return', 'keyword'), (' x  ', ''), ('# done', 'comment')]
    """
    return [tuple(Piece("".join(character for character, _ in run), kind)
                  for kind, run in groupby(zip(line, kinds, strict=True), key=lambda pair: pair[1]))
            for line, kinds in zip(lines, kinds_of(lines), strict=True)]  # fmt: skip


def kinds_of(lines: Sequence[str]) -> list[list[str]]:
    """The kind of each character of each line."""
    kinds = [[""] * len(line) for line in lines]
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
            kind = _kind(token)
            if kind:
                _paint(kinds, token, kind)
    except (tokenize.TokenError, SyntaxError):  # a part of a file, as the lines of a lambda are: what was seen is good
        pass
    return kinds


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        if keyword.iskeyword(token.string):
            return "keyword"
        return "builtin" if hasattr(builtins, token.string) else ""
    return _KINDS.get(token.type, "")


def _paint(kinds: list[list[str]], token: tokenize.TokenInfo, kind: str) -> None:
    (first, start), (last, end) = token.start, token.end
    for number in range(first, last + 1):
        row = kinds[number - 1]
        from_, to = start if number == first else 0, end if number == last else len(row)
        row[from_:to] = [kind] * (to - from_)


def divided(pieces: Sequence[Piece], places: Sequence[tuple[int, int, int]]) -> tuple[Piece, ...]:
    """A line whose pieces know the rows that they are a part of; `places` are (start, end, row).

    >>> [(piece.text, piece.rows) for piece in divided([Piece("a + b * c")], [(0, 9, 7), (4, 9, 3)])]
    [('a + ', (7,)), ('b * c', (3, 7))]
    """
    cuts = {at for start, end, _ in places for at in (start, end)}
    found: list[Piece] = []
    begin = 0
    for piece in pieces:
        end = begin + len(piece.text)
        inner = sorted({begin, end, *(at for at in cuts if begin < at < end)})
        for a, b in pairwise(inner):
            around = sorted((stop - start, row) for start, stop, row in places if start <= a and b <= stop)
            rows = tuple(dict.fromkeys(row for _, row in around))
            found.append(Piece(piece.text[a - begin : b - begin], piece.kind, rows))
        begin = end
    return tuple(found)
