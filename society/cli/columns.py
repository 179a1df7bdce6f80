"""Which columns of a table fit into a window, and how wide: what matters less goes first. Pure."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size

GAP = "  "

Yields = Sequence[tuple[str, int]]
"""The columns that give way in a narrow window, the first first, and the cells that each keeps.

A column that keeps none goes altogether.
"""


def fitted(
    columns: Sequence[str], widths: Sequence[int], room: int, yields: Yields
) -> dict[int, int]:
    """The columns that fit into so many cells, by number, with their widths.

    >>> fitted(["id", "text", "extra", "cost"], [4, 30, 9, 5], 30, [("extra", 0), ("text", 8)])
    {0: 4, 1: 17, 3: 5}
    """
    kept, numbers = dict(enumerate(widths)), {name: at for at, name in enumerate(columns)}
    for name, least in yields:
        over, at = _taken(kept) - room, numbers.get(name, -1)
        if over <= 0:
            break
        if least and at in kept:
            kept[at] = max(kept[at] - over, min(least, kept[at]))
        else:
            kept.pop(at, None)
    for at in [numbers[name] for name, _ in reversed(yields) if name in numbers]:
        free = room - _taken(kept)
        if at in kept:
            kept[at] += max(min(widths[at] - kept[at], free), 0)
        elif len(GAP) + widths[at] <= free:
            kept[at] = widths[at]
    return dict(sorted(kept.items()))


def _taken(kept: Mapping[int, int]) -> int:
    return sum(kept.values()) + len(GAP) * (len(kept) - 1)


def shortened(text: str, width: int) -> str:
    """The text in exactly so many cells, with an ellipsis where it was cut.

    >>> shortened("一二三四", 6), shortened("ab", 4)
    ('一二… ', 'ab  ')
    """
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
