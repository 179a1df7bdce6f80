"""A curve in letters: utility against what it took on a log scale, intervals as bars. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from society.scoring.curve import COSTS, PLAIN, Curve, Point
from society.scoring.intervals import Estimate

SIGNS = "●◆▲■○◇△□"
"""A sign of its own for each method."""

HEIGHT, MARGIN, NARROWEST, WIDEST = 14, 9, 24, 100
ALIKE = 1.05
"""Settings whose costs differ by no more than this factor cost the same."""

UNITS = {
    "simulations": "simulations a dialogue",
    "rollouts": "rollouts a dialogue",
    "calls": "calls a dialogue",
    "tokens": "tokens a dialogue",
    "money": "dollars a dialogue",
    "seconds": "seconds a dialogue",
    "k": "k",
}


def taken(point: Point, what: str) -> float | None:
    """How much of it a setting takes; None where that is not known or nothing."""
    value = float(point.rung.k) if what == "k" else point.takes[what]
    return value or None


def varying(found: Curve) -> tuple[str, ...]:
    """What of `COSTS` the settings differ in, the most first; k where they differ in nothing.

    Of one setting alone, what is known that it takes.
    """
    spread = dict[str, float]()
    points = [each for each in found.points if each.rung != PLAIN]
    for what in COSTS:
        known = [value for each in points if (value := taken(each, what)) is not None]
        if known and len(known) == len(points):
            spread[what] = max(known) / min(known)
    told = [what for what in spread if spread[what] > ALIKE or len(points) == 1]
    return tuple(sorted(told, key=lambda what: -spread[what])) or ("k",)


def drawn(found: Curve, against: str | None, *, width: int) -> Iterator[str]:
    """The picture, line by line."""
    what = against or varying(found)[0]
    placed = [
        (each, x)
        for each in found.points
        if each.rung != PLAIN and (x := taken(each, what)) is not None
    ]
    if not placed:
        yield f"there is no picture against {UNITS[what]}: nothing is known of it"
        return
    methods = list(dict.fromkeys(each.rung.method for each, _ in placed))
    signs = {name: SIGNS[at % len(SIGNS)] for at, name in enumerate(methods)}
    legend = "  ".join(f"{sign} {name}" for name, sign in signs.items())
    yield f"  utility of {found.role}:  {legend}  │ 95 %  ╌ the plain player, ░ its 95 %"
    columns = max(min(width, WIDEST) - MARGIN - 2, NARROWEST)
    plain = found.plain.own if found.plain else None
    yield from _canvas(placed, signs, plain, columns).lines()
    yield f"{'':{MARGIN + 2}}{UNITS[what]}, on a log scale"


@dataclass
class _Canvas:
    """Cells of a picture; `low` to `high` from bottom to top, x in columns."""

    columns: int
    low: float
    high: float
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    ticks: dict[int, str] = field(default_factory=dict)

    def row(self, value: float) -> int:
        share = (value - self.low) / (self.high - self.low)
        return round((1 - share) * (HEIGHT - 1))

    def fill(self, found: Estimate) -> None:
        for row in range(self.row(found.high), self.row(found.low) + 1):
            for column in range(self.columns):
                self.cells[row, column] = "░"
        for column in range(self.columns):
            self.cells[self.row(found.value), column] = "╌"

    def mark(self, column: int, sign: str, found: Estimate) -> None:
        """One setting; where its place is taken, a little to the right, or else to the left."""
        free = [
            at
            for at in (column, column + 1, column + 2, column - 1, column - 2)
            if 0 <= at < self.columns and not self._taken(at, found)
        ]
        at = free[0] if free else column
        for row in range(self.row(found.high), self.row(found.low) + 1):
            self.cells[row, at] = "│"
        self.cells[self.row(found.value), at] = sign

    def _taken(self, column: int, found: Estimate) -> bool:
        rows = range(self.row(found.high), self.row(found.low) + 1)
        return any(self.cells.get((row, column), " ") not in " ░╌" for row in rows)

    def lines(self) -> Iterator[str]:
        for row in range(HEIGHT):
            value = self.high - (self.high - self.low) * row / (HEIGHT - 1)
            label = f"{value:>{MARGIN}.2f} ┤" if row % 3 == 0 else f"{'':{MARGIN}} │"
            drawn = "".join(self.cells.get((row, at), " ") for at in range(self.columns))
            yield f"{label}{drawn}".rstrip()
        yield f"{'':{MARGIN}} └{'─' * self.columns}"
        yield f"{'':{MARGIN + 2}}{self._axis()}"

    def _axis(self) -> str:
        """The numbers under the axis, as far as there is room between them."""
        text, end = "", -1
        for at, label in sorted(self.ticks.items()):
            start = min(max(at - len(label) // 2, 0), self.columns - len(label))
            if start > end:
                text = text.ljust(start) + label
                end = len(text) + 1
        return text


def _canvas(
    placed: Sequence[tuple[Point, float]],
    signs: Mapping[str, str],
    plain: Estimate | None,
    columns: int,
) -> _Canvas:
    ranges = [each.own for each, _ in placed] + ([plain] if plain else [])
    low, high = min(each.low for each in ranges), max(each.high for each in ranges)
    room = 0.05 * (high - low) or 0.05
    canvas = _Canvas(columns, low - room, high + room)
    if plain is not None:
        canvas.fill(plain)
    scale = _scale([x for _, x in placed], columns)
    for point, x in placed:
        canvas.mark(scale(x), signs[point.rung.method], point.own)
        canvas.ticks[scale(x)] = short(x)
    return canvas


def _scale(values: Sequence[float], columns: int) -> "_Log":
    return _Log(math.log(min(values)), math.log(max(values)), columns)


@dataclass(frozen=True)
class _Log:
    """Where a value stands among so many columns, with some room at both ends."""

    low: float
    high: float
    columns: int

    def __call__(self, value: float) -> int:
        edge = 3
        if self.high <= self.low:
            return self.columns // 2
        share = (math.log(value) - self.low) / (self.high - self.low)
        return edge + round(share * (self.columns - 1 - 2 * edge))


def short(value: float) -> str:
    """A number in a few letters.

    >>> short(2.0), short(1536.0), short(0.00042), short(2_500_000)
    ('2', '1.5k', '0.00042', '2.5M')
    """
    for least, sign in ((1e6, "M"), (1e3, "k")):
        if value >= least:
            return (
                f"{value / least:.2g}{sign}"
                if value < 100 * least
                else f"{value / least:.0f}{sign}"
            )
    return f"{value:.3g}"
