"""The five panes of the leaderboard, each a table or a plot of the same standings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from society.scoring.intervals import Estimate
from society.scoring.rating import FEWEST
from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.plots import Axis, Line, Lines
from tui.widgets.table import Table

if TYPE_CHECKING:
    from society.scoring.rating import Rating
    from tui.screens.board.figures import Group, Standings


class Pane(Panel):
    """A table of something; `rows` are the same as plain values, head first."""

    def content(self) -> ComposeResult:
        """The table."""
        yield Table()

    def show(self, standings: "Standings") -> None:
        """Draw these standings."""

    def turn(self, standings: "Standings") -> None:
        """Show the next metric, where there are several."""

    def where(self) -> str:
        """The query for the dialogues behind the row under the cursor."""
        return ""

    def compared(self) -> str:
        """What there is to say of the row under the cursor beside another."""
        return "there is nothing to compare here"

    def rows(self) -> list[list[str]]:
        """What the table shows, as text."""
        table = self.table
        head = [str(column.label) for column in table.columns.values()]
        return [head, *([str(cell) for cell in table.get_row(key)] for key in table.rows)]

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)


class Ratings(Pane):
    """Bradley-Terry ratings with their intervals."""

    _standings: "Standings | None" = None

    def show(self, standings: "Standings") -> None:
        """One row a policy, the strongest first."""
        self._standings = standings
        if len(standings.ratings) < 2:
            self.empty(
                f"Ratings need 2 policies with {FEWEST} games against each other.\n"
                "society batch SCENARIO --model.seller … --model.buyer … plays them."
            )
            return
        head = ["policy", "rating", "95%", "games", "won", "drawn", "lost"]
        self.table.fill(head, [(each.policy, _rated(each)) for each in standings.ratings])

    def where(self) -> str:
        """What that policy played."""
        return f'player:"{self.table.chosen}"' if self.table.chosen else ""

    def compared(self) -> str:
        """How the policy under the cursor did against each other one."""
        if not self._standings or not self.table.chosen:
            return super().compared()
        own = self.table.chosen
        told = [
            f"against {other}: {record.wins} won, {record.draws} drawn, "
            f"{record.games - record.wins - record.draws} lost"
            for (who, other), record in self._standings.records.items()
            if who == own and other != own
        ]
        return f"{own}\n" + "\n".join(told)


class Matrix(Pane):
    """Who beats whom: rows against columns, share of points."""

    def show(self, standings: "Standings") -> None:
        """One row and one column a policy."""
        names = [each.policy for each in standings.ratings]
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


class Generations(Pane):
    """What each generation came away with, drawn and in figures."""

    def content(self) -> ComposeResult:
        """The curve over the table."""
        yield Lines(id="board-curve")
        yield from super().content()

    def show(self, standings: "Standings") -> None:
        """One row a generation."""
        if not standings.generations:
            self.empty(
                "No dialogue here belongs to a generation.\n"
                "society evolve SCENARIO plays them, each against the last."
            )
            return
        _groups(self, "generation", standings.generations)
        self.query_one(Lines).show(
            [_curve(standings.generations)], "mean utility by generation", whole=True, y=Axis(0, 1)
        )

    def where(self) -> str:
        """What that generation played."""
        return f"generation:{self.table.chosen}" if self.table.chosen else ""


class Strategies(Pane):
    """What won, with its evidence."""

    _evidence: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def show(self, standings: "Standings") -> None:
        """One row a strategy, the latest first."""
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
                    flat(each.status),
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


PANES = (
    ("ratings", "Ratings", Ratings),
    ("matrix", "Pair matrix", Matrix),
    ("generations", "Generations", Generations),
    ("strategies", "Strategies", Strategies),
    ("curriculum", "Curriculum", Curriculum),
)


def _rated(each: "Rating") -> list[Content]:
    rating, interval = f"too few (needs {FEWEST})", ""
    if each.value is not None and each.low is not None and each.high is not None:
        rating, interval = f"{each.value:.0f}", f"{each.low:.0f} to {each.high:.0f}"
    counts = [each.games, each.wins, each.draws, each.losses]
    return [
        flat(each.policy),
        Content.styled(rating, "bold" if interval else "dim"),
        Content(interval),
        *(Content(f"{count}") for count in counts),
    ]


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
                Content(_share(each.share)),
                Content(f"{each.utility.value:.2f}"),
                Content(f"{each.utility.low:.2f} to {each.utility.high:.2f}"),
            ],
        )
        for each in groups
    ]
    pane.table.fill([title, "games", "ends mostly", "share", "mean utility", "95%"], rows)


def _curve(groups: "Sequence[Group]") -> Line:
    told = [(float(each.name), each.utility) for each in groups]
    return Line(
        "all roles",
        tuple((at, utility.value) for at, utility in told),
        band=tuple((at, utility.low, utility.high) for at, utility in told),
    )


def _share(share: Estimate) -> str:
    return f"{share.value:.0%} [{100 * share.low:.0f}, {100 * share.high:.0f}]"
