"""Text broken into lines of so many cells; wide letters count as two and may be broken between."""

import re

from rich.cells import cell_len, chop_cells

from society.domain.display import visible

_PIECES = re.compile(r"[^\s\u1100-\U0010ffff]+\s*|[\u1100-\U0010ffff]\s*|\s+")
_INDENT = 4


def wrapped(text: str, width: int) -> list[str]:
    """The text as it may be shown, in lines of at most `width` cells, at least one.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    >>> wrapped("一二三四", 5)
    ['一二', '三四']
    """
    lines: list[str] = []
    for line in visible(text).expandtabs(_INDENT).split("\n"):
        if cell_len(line) <= width:
            lines.append(line.rstrip())
        else:
            lines += _broken(line, max(width, 2))
    return lines


def _broken(line: str, width: int) -> list[str]:
    lines, kept, used = [], "", 0
    for piece in _PIECES.findall(line):
        room = cell_len(piece.rstrip())
        if used and used + room > width:
            lines.append(kept.rstrip())
            kept, used = "", 0
        if room > width:
            *whole, piece = chop_cells(piece, width)
            lines += whole
        kept += piece
        used += cell_len(piece)
    return [*lines, kept.rstrip()]
