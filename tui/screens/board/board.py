"""The leaderboard itself: five tabs over the same games, narrowed to a scenario and a level."""

import asyncio
import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TabbedContent, TabPane

from society.domain.errors import SocietyError
from society.domain.strategy import Strategy
from tui.messages import OpenDialogues
from tui.screens.board.generations import Generations
from tui.screens.board.panes import Curriculum, Matrix, Pane, Strategies
from tui.screens.board.ratings import Ratings
from tui.screens.page import Page
from tui.text import flat
from tui.widgets.panel import Panel

if TYPE_CHECKING:
    from society.store.store import Store
    from tui.screens.board.figures import Standings

PANES = (
    ("ratings", "Ratings", Ratings),
    ("matrix", "Pair matrix", Matrix),
    ("generations", "Generations", Generations),
    ("strategies", "Strategies", Strategies),
    ("curriculum", "Curriculum", Curriculum),
)


class Board(Page):
    """S6: ratings, who beats whom, generations, strategies, curriculum."""

    NAME = "Leaderboard"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Dialogues", id="board.open", priority=True),
        Binding("s", "narrow('scenario')", "Scenario", id="board.scenario"),
        Binding("l", "narrow('level')", "Level", id="board.level"),
        Binding("m", "metric", "Metric", id="board.metric"),
        Binding("space", "mark", "Mark", id="board.mark"),
        Binding("c", "compare", "Compare", id="board.compare"),
        Binding("r", "recompute", "Recompute", id="board.recompute"),
        Binding("x", "export", "Export CSV", id="board.export"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.chosen = {"scenario": "", "level": ""}
        self._choices: dict[str, list[str]] = {"scenario": [], "level": []}
        self._tab = "ratings"
        self.standings: Standings | None = None

    def body(self) -> ComposeResult:
        """Which games count, and the tabs."""
        yield Static(id="board-which")
        with TabbedContent(id="board-tabs", initial=self._tab):
            for name, title, pane in PANES:
                with TabPane(title, id=name):
                    yield pane(id=f"board-{name}")

    def remember(self) -> Mapping[str, Any]:
        """The tab and what it was narrowed to."""
        return {"tab": self._tab, **self.chosen}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """The same again."""
        tab = remembered.get("tab")
        self._tab = tab if tab in [name for name, _, _ in PANES] else self._tab
        self.chosen = {name: str(remembered.get(name, "")) for name in self.chosen}

    def on_screen_resume(self) -> None:
        """Work it out anew: more may have been played meanwhile."""
        super().on_screen_resume()
        self.action_recompute()

    def on_tabbed_content_tab_activated(self, opened: TabbedContent.TabActivated) -> None:
        """Remember which tab is open."""
        self._tab = opened.pane.id or self._tab
        self._tell_which()

    @property
    def pane(self) -> Pane:
        """The pane that is to be seen."""
        return self.query_one(f"#board-{self._tab}", Pane)

    def action_recompute(self) -> None:
        """Read the games again."""
        chosen = dict(self.chosen)
        first = self.query_one(f"#board-{PANES[0][0]}", Panel)
        self.ask(first, lambda store: _standings(store, chosen), self._show)

    def action_narrow(self, what: str) -> None:
        """The next scenario, or level, that was played; after the last all of them."""
        choices = ["", *self._choices[what]]
        at = choices.index(self.chosen[what]) if self.chosen[what] in choices else 0
        self.chosen[what] = choices[(at + 1) % len(choices)]
        self.action_recompute()

    def action_metric(self) -> None:
        """The next thing that the pane can be drawn by."""
        if not self.pane.turn():
            self.say("this tab has one figure only")
        elif self.standings:
            self.pane.show(self.standings)
            self._tell_which()

    def action_mark(self) -> None:
        """Mark the row, to compare it with another."""
        if not self.pane.mark():
            self.say("there is nothing to mark here")
        elif self.standings:
            self.pane.show(self.standings)

    def action_compare(self) -> None:
        """Put the two that are marked beside each other, with intervals of the difference."""
        two = self.pane.compared()
        if two is None or self.standings is None:
            self.say("space marks a policy or a generation; c compares two of them")
        else:
            self.attempt(self._compare(self.pane, self.standings, *two), group="compare")

    async def _compare(self, pane: Pane, found: "Standings", left: str, right: str) -> None:
        from tui.screens.board.comparing import Comparison

        facts = await asyncio.to_thread(pane.facts, found, left, right)
        self.app.push_screen(Comparison(left, right, facts))

    def action_open(self) -> None:
        """The dialogues behind the row."""
        where = self.pane.where()
        if where:
            self.post_message(OpenDialogues(where))

    def on_data_table_row_selected(self) -> None:
        """The same, for who clicks or presses enter on a row."""
        self.action_open()

    def action_export(self) -> None:
        """Write what the pane shows beside where one is."""
        self.attempt(self._export(self.pane.rows(), f"leaderboard-{self._tab}.csv"), group="export")

    async def _export(self, rows: Sequence[Sequence[str]], name: str) -> None:
        path = self.backstage.here / name
        try:
            await asyncio.to_thread(_write, path, rows)
        except OSError as error:
            raise SocietyError(
                f"{path} cannot be written: {error.strerror}", hint="open society in another folder"
            ) from error
        self.say(f"{max(len(rows) - 1, 0)} rows written to {path}")

    def _show(self, found: "tuple[Standings, dict[str, list[str]]]") -> None:
        self.standings, self._choices = found
        self.refresh_top()
        for pane in self.query(Pane):
            pane.ready()
            pane.show(self.standings)
        self._tell_which()

    def _tell_which(self) -> None:
        """Which games count, and what the tab is drawn by."""
        told = [value for value in self.chosen.values() if value] or ["every scenario"]
        games = len(self.standings.games) if self.standings else 0
        told.append(f"{games} game{'' if games == 1 else 's'}")
        told += [f"by {self.pane.metric}"] if self.pane.metric else []
        which = flat(f" {' · '.join(told)}", "dim")
        self.query_one("#board-which", Static).update(which)


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """As CSV; what a spreadsheet would take for a formula is made text."""
    from society.export.write import FORMULA

    with path.open("w", newline="", encoding="utf-8") as file:
        for row in rows:
            csv.writer(file).writerow(
                [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row]
            )


def _standings(
    store: "Store", chosen: Mapping[str, str]
) -> "tuple[Standings, dict[str, list[str]]]":
    from society.selfplay.league.members import among_members
    from society.store.matches import played
    from tui.screens.board.diversity import diverse, meant
    from tui.screens.board.figures import standings

    games = among_members(store, played(store, meant({})))
    choices = {
        "scenario": sorted({game.scenario for game in games}),
        "level": sorted({game.level for game in games if game.level}),
    }
    kept = [
        game
        for game in games
        if chosen["scenario"] in ("", game.scenario) and chosen["level"] in ("", game.level)
    ]
    numbers = {game.generation for game in kept if game.generation is not None}
    varied = diverse(store, numbers, meant(chosen))
    return standings(kept, _strategies(store, chosen["scenario"]), varied), choices


def _strategies(store: "Store", scenario: str) -> list[Strategy]:
    return store.strategies(scenario=scenario or None, limit=500)
