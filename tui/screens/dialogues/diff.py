"""Two dialogues beside each other: where they part, what that was paid, how each ended."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Static

from society.domain.dialogue import Draft, Turn
from society.domain.display import visible
from society.domain.errors import SocietyError
from society.domain.thinking import CHOSEN, REJECTED
from tui.backstage import Desk
from tui.ending import Ending
from tui.screens.dialogues.asking import Prefer
from tui.screens.dialogues.diff_rows import Fold, ends, folded, heads, side, title, unified
from tui.screens.page import WIDE
from tui.text import safe

if TYPE_CHECKING:
    from society.scoring.difference import Difference, Row
    from society.store.store import Store

MOST = 500
"""Rows that are drawn; what is beyond is said."""


class RowView(Vertical):
    """A turn of both sides: beside each other where there is room, else one under the other."""

    DEFAULT_CSS = """
    RowView { height: auto; padding: 0 1; margin-bottom: 1; border-left: blank; }
    RowView.-current { border-left: thick $accent; }
    RowView Horizontal { height: auto; }
    RowView Horizontal > Static { width: 1fr; height: auto; padding: 0 2 0 0; }
    RowView > Static { height: auto; }
    """

    def __init__(self, row: "Row | Fold", *, beside: bool) -> None:
        super().__init__()
        self.row, self._beside = row, beside

    def compose(self) -> ComposeResult:
        """The title, then both sides."""
        if isinstance(self.row, Fold):
            yield Static(self.row.drawn())
            return
        yield Static(title(self.row))
        if not self._beside:
            yield Static(unified(self.row))
            return
        with Horizontal():
            yield Static(side(self.row, 0))
            yield Static(side(self.row, 1))

    @property
    def differs(self) -> bool:
        """Whether there is something to stop at."""
        return not isinstance(self.row, Fold) and self.row.differs


class Diff(Ending[None]):
    """What two dialogues have in common, and where they part."""

    DEFAULT_CSS = """
    Diff .diff--heads { height: auto; padding: 0 1; background: $panel; }
    Diff .diff--ends { height: auto; padding: 0 1; margin-bottom: 1; }
    Diff VerticalScroll { height: 1fr; }
    Diff #rows { height: auto; }
    Diff.-unwrapped RowView Static { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next(1)", "Next difference", id="diff.next"),
        Binding("N", "next(-1)", "Previous", id="diff.previous"),
        Binding("s", "swap", "Swap", id="diff.swap"),
        Binding("w", "wrap", "Wrap", id="diff.wrap"),
        Binding("f", "fold", "Equal turns", id="diff.fold"),
        Binding("P", "prefer", "Make this a preference pair", id="diff.prefer"),
        Binding("escape", "dismiss", "Back", key_display="esc", id="diff.back"),
        Binding("j", "scroll(2)", "Down", show=False),
        Binding("k", "scroll(-2)", "Up", show=False),
    ]

    def __init__(self, found: "Difference", desk: Desk) -> None:
        super().__init__()
        self.found = found
        self._desk = desk
        self._at = 0
        self._unfolded = self._beside = False

    def compose(self) -> ComposeResult:
        """Which two, how they ended, then turn by turn."""
        yield Static(classes="diff--heads")
        with VerticalScroll():
            yield Static(classes="diff--ends")
            yield Vertical(id="rows")
        yield Footer()

    async def on_mount(self) -> None:
        """Begin at the first difference."""
        self._beside = self.app.size.width >= WIDE
        await self.draw()

    async def on_resize(self) -> None:
        """Beside each other or not, as there is room."""
        if self._beside is not (self.app.size.width >= WIDE):
            self._beside = not self._beside
            await self.draw()

    async def draw(self) -> None:
        """Draw all of it anew."""
        self.query_one(".diff--heads", Static).update(heads(self.found))
        self.query_one(".diff--ends", Static).update(ends(self.found))
        rows = list(folded(self.found, unfold=self._unfolded))
        shown = self.query_one("#rows")
        await shown.remove_children()
        await shown.mount_all(RowView(row, beside=self._beside) for row in rows[:MOST])
        if len(rows) > MOST:
            told = f"… {len(rows) - MOST} rows more: `society diff` prints them all"
            await shown.mount(Static(safe(told, "dim")))
        self.query_one(VerticalScroll).focus()
        self._mark(scroll=False)

    @property
    def stops(self) -> list[RowView]:
        """The rows that differ."""
        return [view for view in self.query(RowView) if view.differs]

    @property
    def row(self) -> "Row | None":
        """The difference that one is at."""
        stops = self.stops
        row = stops[self._at].row if self._at < len(stops) else None
        return None if isinstance(row, Fold) else row

    def _mark(self, *, scroll: bool = True) -> None:
        stops = self.stops
        self._at = min(self._at, max(len(stops) - 1, 0))
        for at, view in enumerate(stops):
            view.set_class(at == self._at, "-current")
        if scroll and stops:
            self.query_one(VerticalScroll).scroll_to_widget(stops[self._at], animate=False)

    def action_next(self, by: int) -> None:
        """The next difference, or the one before; beyond the last comes the first."""
        if stops := self.stops:
            self._at = (self._at + by) % len(stops)
            self._mark()

    def action_scroll(self, by: int) -> None:
        """Up or down."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    async def action_swap(self) -> None:
        """The right one left."""
        self.found = await asyncio.to_thread(self.found.swapped)
        await self.draw()

    async def action_wrap(self) -> None:
        """Long lines cut, or whole."""
        self.toggle_class("-unwrapped")
        await self.draw()

    async def action_fold(self) -> None:
        """Show the equal turns too, or fold them."""
        self._unfolded = not self._unfolded
        await self.draw()

    def action_prefer(self) -> None:
        """Ask which reply is better, if this is where the two part."""
        refused = self._no_pair()
        if refused:
            self.notify(refused, severity="warning", markup=False)
            return
        row = self.row
        assert row is not None and row.left is not None and row.right is not None  # noqa: PT018
        pair = {"left": row.left, "right": row.right}

        def chosen(which: str | None) -> None:
            if which:
                other = "right" if which == "left" else "left"
                self.run_worker(self._keep(which, pair[which], pair[other]), group="prefer")

        self.app.push_screen(Prefer(row.left, row.right), chosen)

    def _no_pair(self) -> str:
        """Why the present difference cannot become a pair; '' where it can."""
        row = self.row
        if self._desk.locked:
            return "the database is read-only: nothing can be kept"
        if row is None or row.left is None or row.right is None or row.kind == "same":
            return "a pair needs two replies: go to a turn that was said otherwise with n"
        if not self.found.one_game:
            return "these are plays of different games: a pair needs the same game"
        if row.left.index != self.found.shared or row.right.index != self.found.shared:
            return "a pair needs the same words before it: only the first difference has them"
        return ""

    async def _keep(self, which: str, chosen: Turn, rejected: Turn) -> None:
        episode = self.found.left if which == "left" else self.found.right
        drafts = (_draft(chosen, 1.0, CHOSEN), _draft(rejected, 0.0, REJECTED))

        def keep(store: "Store") -> None:
            from society.store.choices import add_drafts

            asyncio.run(add_drafts(store, episode.id, chosen.index, drafts))

        try:
            await self._desk.ask(keep)
        except SocietyError as error:
            self.notify(visible(f"{error.message}\n{error.hint}"), severity="error", markup=False)
        else:
            told = f"kept with turn {chosen.index + 1} of {episode.id}; exports of pairs have it"
            self.notify(visible(told), markup=False)


def _draft(turn: Turn, value: float, reason: str) -> Draft:
    return Draft(text=turn.text, action=turn.action, value=value, reason=reason)
