"""The judge lab itself: judges on the left, the same turns in the middle, the verdict on the right.

Law: judges are asked by commands in a process of their own; the window only reads what was said.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import DataTable, Input, Static, TabbedContent, TabPane

from tui.messages import OpenDialogue, OpenJudging
from tui.screens.judging.asking import Asking
from tui.screens.judging.doing import Doing
from tui.screens.judging.panes import Agreement, Audits, Matrix, Turns
from tui.screens.judging.people import People
from tui.screens.judging.roll import Roll
from tui.screens.judging.sample import MOST, Sample
from tui.screens.judging.verdict import Verdict
from tui.text import flat

WHICH = "The latest {seen} of {matching:,} dialogues · / for others, or mark some in 4 and J"


class Judging(Asking, People):
    """S5: run judges on a selection, compare them, score blind, read audits."""

    NAME = "Judge lab"
    AUTO_FOCUS = "#judging-turns Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask judge", id="judging.ask", priority=True),
        Binding("A", "ask_all", "All judges", id="judging.all"),
        Binding("R", "repeat", "Repeat 5×", id="judging.repeat"),
        Binding("h", "score", "Your score", id="judging.score"),
        Binding("B", "blind", "Blind", id="judging.blind"),
        Binding("a", "agree", "Agreement", id="judging.agree"),
        Binding("U", "audit", "Audit", id="judging.audit"),
        Binding("b", "bias", "Bias", show=False, id="judging.bias"),
        Binding("d", "versions", "Compare versions", show=False, id="judging.versions"),
        Binding("e", "edit", "Edit judge", show=False, id="judging.edit"),
        Binding("n", "new", "New judge", show=False, id="judging.new"),
        Binding(
            "plus", "golden", "Add to golden set", key_display="+", show=False, id="judging.golden"
        ),
        Binding("o", "open", "Open dialogue", show=False, id="judging.open"),
        Binding("slash", "filter", "Filter", key_display="/", id="judging.filter"),
        Binding("escape", "close", "Close or cancel", show=False, id="judging.close"),
    ]

    def body(self) -> ComposeResult:
        """Three panes; the filter line only while it is asked for."""
        yield Input(placeholder="which dialogues: scenario:used_bike turns<10", id="judging-filter")
        yield Static(id="judging-note")
        with Horizontal(id="judging-panes"):
            yield Roll(id="judging-roll", classes="pane")
            with TabbedContent(id="judging-tabs", initial="sample"):
                yield TabPane("Sample", Turns(id="judging-turns"), id="sample")
                yield TabPane("Matrix", Matrix(id="judging-matrix"), id="matrix")
                yield TabPane("Agreement", Agreement(id="judging-agreement"), id="agreement")
                yield TabPane("Audits", Audits(id="judging-audits"), id="audits")
            yield Verdict(id="judging-verdict", classes="pane")
        yield Doing(id="judging-doing")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter ends the filter line while somebody types in it."""
        return action != "ask" or not isinstance(self.focused, Input)

    def on_mount(self) -> None:
        """No filter line yet; the judges are listed by a command, which takes a moment."""
        for line in ("#judging-filter", "#judging-note"):
            self.query_one(line).display = False
        self.list_judges()

    def on_screen_resume(self) -> None:
        """Read the sample again: more may have been said meanwhile."""
        super().on_screen_resume()
        self.read()

    def remember(self) -> Mapping[str, Any]:
        """The query, and whether scores are hidden."""
        return {"query": self.query_line, "blind": self.blind}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """The same again."""
        self.query_line = str(remembered.get("query", ""))
        self.blind = bool(remembered.get("blind", False))

    async def take(self, message: Message) -> None:
        """Show what another screen sent here."""
        if isinstance(message, OpenJudging):
            self.query_line = message.where
            self.read()

    @property
    def query_text(self) -> str:
        """What `7` exports."""
        return self.query_line

    @property
    def where(self) -> str:
        """The screen and its query."""
        return " · ".join(filter(None, [self.NAME, self.query_line, "blind" if self.blind else ""]))

    def draw(self) -> None:
        """Draw what was read, for the judge under the cursor: the tab that is to be seen."""
        judge = self.query_one(Roll).seat
        match self.query_one(TabbedContent).active:
            case "sample":
                self.query_one(Turns).show(self.sample, judge, blind=self.blind)
            case "matrix":
                self.query_one(Matrix).show(self.sample, blind=self.blind)
            case "audits":
                self.query_one(Audits).show(self.sample, judge)
        self._draw_verdict()

    def on_data_table_row_highlighted(self, moved: DataTable.RowHighlighted) -> None:
        """The cursor moved: to another judge, or to another turn."""
        if self.query_one(Roll) in moved.data_table.ancestors:
            self.draw()
        else:
            self._draw_verdict()

    def on_data_table_row_selected(self) -> None:
        """Enter, or a click."""
        self.action_ask()

    def on_tabbed_content_tab_activated(self, opened: TabbedContent.TabActivated) -> None:
        """A tab is drawn, and agreement worked out, when it is looked at."""
        if opened.pane.id == "agreement":
            self.agree()
        else:
            self.draw()

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """The query is complete."""
        if typed.input.id == "judging-filter":
            self.query_line = typed.value.strip()
            self.close_filter()
            self.refresh_top()
            self.read()

    def action_filter(self) -> None:
        """Ask which dialogues."""
        line = self.query_one("#judging-filter", Input)
        line.value, line.display = self.query_line, True
        line.focus()

    def action_close(self) -> None:
        """Close the filter line, else end what is asked."""
        if self.query_one("#judging-filter").display or not self.cancel():
            self.close_filter()

    def close_filter(self) -> None:
        """Close the filter line."""
        self.query_one("#judging-filter").display = False
        self.query_one(Turns).query_one("Table").focus()

    def action_blind(self) -> None:
        """Hide what judges said of turns that nobody rated, or show it again."""
        self.blind = not self.blind
        self.refresh_top()
        self.draw()

    def action_open(self) -> None:
        """Read the dialogue of the turn."""
        row = self.row
        if row:
            self.post_message(OpenDialogue(row.episode, row.turn))

    def take_up(self, found: Sample) -> None:
        """Draw what was read."""
        self.sample = found
        self.refresh_top()
        self._say_which()
        self.query_one(Roll).also(found.judges)
        self.draw()
        if self.query_one(TabbedContent).active == "agreement":
            self.agree()

    def _say_which(self) -> None:
        """Say that not all are looked at, where it is so, and how to look at others."""
        seen, note = len(self.sample.episodes), self.query_one("#judging-note", Static)
        note.display = self.sample.matching > MOST
        note.update(flat(WHICH.format(seen=seen, matching=self.sample.matching), "dim"))

    def _draw_verdict(self) -> None:
        row = self.row
        judge = self.query_one(Roll).seat
        self.query_one(Verdict).show(self.sample, row, judge, blind=self.blind)
        self.query_one(Verdict).border_title = flat(judge).plain
