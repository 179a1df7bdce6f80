"""What each generation came away with, by scenario and level: drawn with bands, and in figures."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from society.scoring.intervals import Estimate
from tui.screens.board.panes import Pair, told
from tui.text import flat
from tui.widgets.plots import Axis, Line, Lines

if TYPE_CHECKING:
    from tui.screens.board.comparing import Fact
    from tui.screens.board.figures import Group, Standings

DRAWN = 4
"""Scenarios and levels that are drawn: the most played."""

EVERY = "all"
_STAGE = 20


class Generations(Pair):
    """A line with a band for each scenario and level over a table of the same."""

    METRICS = ("mean utility", "agreement rate", "distinct-2")

    def content(self) -> ComposeResult:
        """The curve over the table."""
        yield Lines(id="board-curve")
        yield from super().content()

    def show(self, standings: "Standings") -> None:
        """One row a generation, and one for each of its parts where it has several."""
        if not standings.generations:
            self.empty(
                "No dialogue here belongs to a generation.\n"
                "society evolve SCENARIO plays them, each against the last."
            )
            return
        head = ["", "generation", "played", "games", "utility", "95%", "agreement", "distinct-2"]
        rows = [(key, self._cells(key, stage, each)) for key, stage, each in _rows(standings)]
        self.table.fill(head, rows)
        self.query_one(Lines).show(
            _lines(standings, self.metric), f"{self.metric} by generation", whole=True, y=Axis(0, 1)
        )

    def where(self) -> str:
        """What that generation played, or that part of it."""
        number, _, stage = (self.table.chosen or "").partition(" ")
        scenario, _, level = stage.partition(" ")
        asked = {"generation": number, "scenario": scenario, "level": level}
        return " ".join(f"{name}:{value}" for name, value in asked.items() if value)

    def facts(self, standings: "Standings", left: str, right: str) -> "list[Fact]":
        """How two generations compare."""
        from tui.screens.board.comparing import generations

        return generations(standings, left, right)

    def _cells(self, key: str, stage: str, each: "Group") -> list[Content]:
        return [
            self.sign(key),
            flat(each.name),
            flat(stage, width=_STAGE),
            Content(f"{each.games}"),
            Content(f"{each.utility.value:.2f}"),
            Content(f"{each.utility.low:.2f} to {each.utility.high:.2f}"),
            Content(told(each.agreed)),
            Content("-" if each.diverse is None else f"{each.diverse:.2f}"),
        ]


def key_of(generation: str, stage: str = "") -> str:
    """What names a generation, or its part at one scenario and level, in the table."""
    return f"{generation} {stage}".strip()


def _rows(standings: "Standings") -> "Sequence[tuple[str, str, Group]]":
    parts = standings.stages
    if len(parts) == 1:
        (stage,) = parts
        return [(key_of(each.name), stage, each) for each in standings.generations]
    found = []
    for each in standings.generations:
        found.append((key_of(each.name), EVERY, each))
        found += [
            (key_of(each.name, stage), stage, part)
            for stage, groups in parts.items()
            for part in groups
            if part.name == each.name
        ]
    return found


def _lines(standings: "Standings", metric: str) -> list[Line]:
    if metric == "distinct-2":
        told = [(float(each.name), each.diverse) for each in standings.generations]
        return [Line(EVERY, tuple((at, value) for at, value in told if value is not None))]
    of: Callable[[Group], Estimate] = (
        (lambda each: each.utility) if metric == "mean utility" else (lambda each: each.agreed)
    )
    named = [*standings.stages.items()][:DRAWN]
    return [_line(flat(name).plain, groups, of) for name, groups in named]


def _line(name: str, groups: "Sequence[Group]", of: "Callable[[Group], Estimate]") -> Line:
    found = [(float(each.name), of(each)) for each in groups]
    return Line(
        name,
        tuple((at, each.value) for at, each in found),
        band=tuple((at, each.low, each.high) for at, each in found),
    )
