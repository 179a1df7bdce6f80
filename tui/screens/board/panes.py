"""The panes of the leaderboard, each a table of the same standings; two have files of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from society.scoring.intervals import Estimate
from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.table import Table

if TYPE_CHECKING:
    from tui.screens.board.comparing import Fact
    from tui.screens.board.figures import Group, Standings


class Pane(Panel):
    """A table of something; `rows` are the same as plain values, head first."""

    METRICS: ClassVar[tuple[str, ...]] = ()
    """What it can be drawn by; `m` goes on to the next."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.metric = self.METRICS[0] if self.METRICS else ""
        self.marked: tuple[str, ...] = ()

    def content(self) -> ComposeResult:
        """The table."""
        yield Table()

    def show(self, standings: "Standings") -> None:
        """Draw these standings."""

    def turn(self) -> bool:
        """Go on to the next metric; whether there is one."""
        if len(self.METRICS) < 2:
            return False
        at = self.METRICS.index(self.metric)
        self.metric = self.METRICS[(at + 1) % len(self.METRICS)]
        return True

    def mark(self) -> bool:
        """Mark the row under the cursor, or no longer; whether there is anything to mark."""
        return False

    def where(self) -> str:
        """The query for the dialogues behind the row under the cursor."""
        return ""

    def compared(self) -> tuple[str, str] | None:
        """The keys of the two rows to compare; None while two are not marked."""
        return None

    def facts(self, standings: "Standings", left: str, right: str) -> "list[Fact]":
        """How the two compare, nothing where no two rows can be; for a thread."""
        return []

    def rows(self) -> list[list[str]]:
        """What the table shows, as text."""
        table = self.table
        head = [str(column.label) for column in table.columns.values()]
        return [head, *([str(cell) for cell in table.get_row(key)] for key in table.rows)]

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)


class Pair(Pane):
    """A pane of which two rows can be marked."""

    def mark(self) -> bool:
        """Mark the row under the cursor, or no longer; a third takes the place of the first."""
        chosen = self.table.chosen
        if not chosen or self.has_class("-said"):
            return False
        kept = tuple(each for each in self.marked if each != chosen)
        self.marked = kept if chosen in self.marked else (*kept, chosen)[-2:]
        return True

    def compared(self) -> tuple[str, str] | None:
        """The two marked, or the one marked and the one under the cursor."""
        chosen = self.table.chosen
        there = [key for key in self.marked if key in self.keys]
        if len(there) == 1 and chosen and chosen not in there:
            there.append(chosen)
        return (there[0], there[1]) if len(there) == 2 else None

    def rows(self) -> list[list[str]]:
        """What the table shows, without the marks."""
        return [row[1:] for row in super().rows()]

    @property
    def keys(self) -> list[str]:
        """The keys of the rows."""
        return [key.value or "" for key in self.table.rows]

    def sign(self, key: str) -> Content:
        """Whether a row is marked."""
        return Content.styled("◉", "$text-accent") if key in self.marked else Content(" ")


class Matrix(Pane):
    """Who beats whom: rows against columns, share of points."""

    def show(self, standings: "Standings") -> None:
        """One row and one column a policy."""
        names = [each.name for each in standings.policies]
        if len(names) < 2:
            self.empty("A matrix needs two policies that met.")
            return
        rows = []
        for who in names:
            cells = [flat(who, "bold")]
            cells += [_points(standings.records.get((who, other))) for other in names]
            rows.append((who, cells))
        self.table.fill(["", *(f"{at + 1}" for at in range(len(names)))], rows)

    def where(self) -> str:
        """What that policy played."""
        return f'player:"{self.table.chosen}"' if self.table.chosen else ""


class Strategies(Pane):
    """What won, with its evidence."""

    _evidence: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def show(self, standings: "Standings") -> None:
        """One row a strategy, the surest first."""
        if not standings.strategies:
            self.empty(
                "Nothing has won yet. A dialogue in which a role reaches its success is kept as a "
                "strategy: press 1, then enter, to play one."
            )
            return
        self._evidence = {
            each.id: "id:" + ",".join(seen.episode for seen in each.evidence)
            for each in standings.strategies
        }
        rows = [
            (
                each.id,
                [
                    flat("screened" if each.screened else each.status),
                    flat(each.role),
                    flat(each.scenario),
                    Content(f"{each.games}"),
                    Content(f"{each.utility:.2f}"),
                    Content("" if each.lift is None else f"{each.lift:+.2f}"),
                    Content(
                        "" if each.interval is None else "{:+.2f} {:+.2f}".format(*each.interval)
                    ),
                    flat(each.tactic, width=80),
                ],
            )
            for each in standings.strategies
        ]
        self.table.fill(
            ["status", "role", "scenario", "games", "utility", "lift", "95%", "tactic"], rows
        )

    def where(self) -> str:
        """The dialogues that are its evidence."""
        return self._evidence.get(self.table.chosen or "", "")


class Curriculum(Pane):
    """How each level goes: what a curriculum would decide by."""

    def show(self, standings: "Standings") -> None:
        """One row a scenario and level."""
        if not standings.levels:
            self.empty("No dialogue has come to an end yet. Press 1, then enter, to play one.")
            return
        _groups(self, "scenario and level", standings.levels)

    def where(self) -> str:
        """What was played at that level."""
        scenario, _, level = (self.table.chosen or "").partition(" ")
        return f"scenario:{scenario}" + (f" level:{level}" if level else "") if scenario else ""


def _points(record: "tuple[int, int, int] | None") -> Content:
    if record is None:
        return Content.styled("·", "dim")
    games, wins, draws = record
    points = (wins + draws / 2) / games
    style = "$text-success" if points > 0.5 else "$text-error" if points < 0.5 else ""
    return Content.styled(f"{points:.2f} ({games})", style)


def _groups(pane: Pane, title: str, groups: "Sequence[Group]") -> None:
    rows = [
        (
            each.name,
            [
                flat(each.name),
                Content(f"{each.games}"),
                flat(each.ended.replace("_", " ")),
                Content(told(each.share)),
                Content(f"{each.utility.value:.2f}"),
                Content(f"{each.utility.low:.2f} to {each.utility.high:.2f}"),
            ],
        )
        for each in groups
    ]
    pane.table.fill([title, "games", "ends mostly", "share", "mean utility", "95%"], rows)


def told(share: Estimate) -> str:
    """A share with its interval, in percent."""
    return f"{share.value:.0%} [{100 * share.low:.0f}, {100 * share.high:.0f}]"
