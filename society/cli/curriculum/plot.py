"""A schedule in letters: how much of the pay is for trying, how much for winning. Pure."""

from collections.abc import Iterator

from society.scoring.annealing import Schedule

HEIGHT, WIDTH = 9, 61
TRYING, WINNING, NOW = "●", "○", "│"


def drawn(schedule: Schedule, now: float | None = None) -> Iterator[str]:
    """The picture, line by line; `now` is where on the axis one is, where that is known."""
    cells: dict[tuple[int, int], str] = {}
    if now is not None:
        cells |= {(row, round(now * (WIDTH - 1))): NOW for row in range(HEIGHT)}
    for column in range(WIDTH):
        at = column / (WIDTH - 1)
        weight = schedule.weight(at, at)
        cells[_row(1 - weight), column] = WINNING
        cells[_row(weight), column] = TRYING
    here = "" if now is None else f"  {NOW} now"
    yield f"  weight:  {TRYING} exploration  {WINNING} competition{here}"
    for row in range(HEIGHT):
        label = f"{1 - row / (HEIGHT - 1):.2f} ┤" if row % 2 == 0 else "     │"
        yield f"{label}{''.join(cells.get((row, at), ' ') for at in range(WIDTH))}".rstrip()
    yield f"     └{'─' * WIDTH}"
    name = "rate of success" if schedule.course == "success" else "games played"
    ends = ("0%", "100%")
    yield f"      {ends[0]}{name:^{WIDTH - len(ends[0]) - len(ends[1])}}{ends[1]}"


def bar(share: float, width: int = 10) -> str:
    """A share of 1 as a bar of that many cells.

    >>> bar(0.5, 4), bar(0.0, 4), bar(1.0, 4)
    ('██  ', '    ', '████')
    """
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[part] if part else "")).ljust(width)


def _row(weight: float) -> int:
    return round((1 - weight) * (HEIGHT - 1))
