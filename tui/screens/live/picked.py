"""What of the turns is marked with the mouse: where it is drawn, and what of it is copied. Pure."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

_EDGE = "▏"
"""The line at the left of what a role said: it is drawn, never said."""


def lettered(selection: Selection, line: int, text: str) -> tuple[int, int] | None:
    """From which letter to which the line is marked; None where it is not."""
    span = selection.get_span(line)
    if span is None:
        return None
    start, end = span
    return min(start, len(text)), len(text) if end == -1 else min(end, len(text))


def shaded(strip: Strip, text: str, span: tuple[int, int], style: Style) -> Strip:
    """The strip of that text with these letters marked."""
    start, end = (cell_len(text[:at]) for at in span)
    marked = Strip(
        [
            Segment(piece, (own or Style.null()) + style, control)
            for piece, own, control in strip.crop(start, end)
        ]
    )
    return Strip.join([strip.crop(0, start), marked, strip.crop(end, strip.cell_length)])


def copied(lines: Iterable[tuple[int, str]], selection: Selection) -> str:
    """The marked letters of these lines, each known by its number, without what is only drawn."""
    found = []
    for number, text in lines:
        span = lettered(selection, number, text)
        if span is not None:
            start, end = max(span[0], _drawn(text)), span[1]
            found.append(text[start:end].rstrip())
    return "\n".join(found)


def _drawn(text: str) -> int:
    """How many letters at the beginning of a line are only drawn: its mark, and the edge."""
    return 2 if text[1:2] == _EDGE else 1
