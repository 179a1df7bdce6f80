"""The list of scenarios: found by typing, walked by keys, as wide as there is room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static

from tui.screens.home.shelf import Card, matching
from tui.screens.home.words import mean_of
from tui.text import flat, padded
from tui.widgets.filtered import Filtered
from tui.widgets.table import Table, drawn

if TYPE_CHECKING:
    from society.store.scenarios import Played

_ROLES, _LEVELS, _RUNS, _SPARK = 5, 9, 4, 5
_REWARD = _SPARK + 6
_TAGS = 8
_GAPS = 2
EMPTY = "No scenarios in ./scenarios — n creates one from a template"


class Scenarios(Table):
    """The rows; Enter runs one, or shows it first where there is no room beside the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.run", "Run", key_display="⏎", id="home.run"),
        Binding("enter", "screen.look", "Look", key_display="⏎", id="home.look"),
    ]


@dataclass(frozen=True)
class Note:
    """A sentence under the rows."""

    text: str
    warning: bool = False


class Listing(Filtered):
    """Every scenario with its roles, tags, levels, runs and what its turns were paid."""

    class Chosen(Message):
        """The cursor came to another scenario; '' where none is left."""

        def __init__(self, scenario: str) -> None:
            super().__init__()
            self.scenario = scenario

    class Entered(Message):
        """A row was clicked twice."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.cards: Sequence[Card] = ()
        self.wanted = ""
        self._notes: Sequence[Note] = ()
        self._played: Mapping[str, Played] = {}

    def content(self) -> ComposeResult:
        """A line to type in, the rows, and a line about them."""
        yield self.line("/ id, title, role or tag", id="filter")
        yield Scenarios(id="scenarios")
        yield Static(id="shelf-note")

    def on_mount(self) -> None:
        """Hide the filter until there is one."""
        self.narrow_to(self.filter)

    @property
    def table(self) -> Scenarios:
        """The rows."""
        return self.query_one(Scenarios)

    @property
    def chosen(self) -> str:
        """The id under the cursor, '' where there is none."""
        return self.table.chosen or ""

    def put(
        self, cards: Sequence[Card], played: "Mapping[str, Played]", notes: Sequence[Note] = ()
    ) -> None:
        """Show these, the cursor where it was, and the notes under them."""
        self.cards, self._played, self._notes = cards, played, notes
        self.fill()

    def renew(self, card: Card) -> None:
        """Show one row as it is now; the others stay."""
        self.cards = [card if each.id == card.id else each for each in self.cards]
        table = self.table
        if self.filter or card.id not in table.rows:
            self.fill()
            return
        widths = {str(column.key.value): column.width for column in table.ordered_columns}
        for name, cell in zip(widths, self._row(card, widths), strict=True):
            table.update_cell(card.id, name, drawn(cell))

    def _remark(self, notes: Sequence[Note]) -> None:
        """The lines under the rows."""
        line = self.query_one("#shelf-note", Static)
        told = [flat(each.text, "$text-warning" if each.warning else "dim") for each in notes]
        line.update(Content("\n").join(told))
        line.display = bool(notes)

    def choose(self, scenario: str) -> None:
        """Bring the cursor to a scenario, now or once it is there."""
        self.wanted = scenario
        if self.filter and scenario not in {card.id for card in matching(self.cards, self.filter)}:
            self.action_leave_filter()
        self.fill()

    def on_data_table_row_highlighted(self, moved: Table.RowHighlighted) -> None:
        """Say where the cursor is."""
        moved.stop()
        self.wanted = moved.row_key.value or ""
        self.post_message(self.Chosen(self.wanted))

    def on_data_table_row_selected(self, picked: Table.RowSelected) -> None:
        """A second click is as Enter."""
        picked.stop()
        self.post_message(self.Entered())

    def on_resize(self, _: Resize) -> None:
        """Use the room there is."""
        self.fill()

    def fill(self) -> None:
        """List what matches, the cursor where it was."""
        cards = matching(self.cards, self.filter)
        table, wanted = self.table, self.wanted
        widths = self._widths(cards)
        with self.prevent(Table.RowHighlighted):
            table.clear(columns=True)
            for name, width in widths.items():
                table.add_column(drawn(flat(name)), key=name, width=width)
            for card in cards:
                table.add(card.id, *self._row(card, widths))
            there = [card.id for card in cards]
            table.move_cursor(row=there.index(wanted) if wanted in there else 0)
        nothing = [Note("no scenario matches — esc shows all")]
        self._remark(self._notes if cards or not self.cards else nothing)
        self.post_message(self.Chosen(table.chosen or ""))

    def _widths(self, cards: Sequence[Card]) -> dict[str, int]:
        """What each column takes; the tags have what is left, and go where that is too little."""
        fixed = {"roles": _ROLES, "levels": _LEVELS, "runs": _RUNS, "reward": _REWARD}
        longest = max((len(card.id) for card in cards), default=10) + 2
        room = max(self.size.width, 40) - _GAPS
        for name in ("levels", "roles"):
            if room - sum(width + _GAPS for width in fixed.values()) < min(longest, 26) + _GAPS:
                del fixed[name]
        left = room - sum(width + _GAPS for width in fixed.values()) - _GAPS
        tags = left - longest - _GAPS
        widths = {"  scenario": min(longest, left) if tags < _TAGS else longest}
        for name, width in fixed.items():
            if name == "levels" and tags >= _TAGS:
                widths["tags"] = tags
            widths[name] = width
        return widths

    def _row(self, card: Card, widths: Mapping[str, int]) -> list[Content]:
        played = self._played.get(card.id)
        if card.problems:
            why = flat(card.problems[0].removeprefix(f"{card.id}.yaml:"), "$text-error")
        cells = {
            "  scenario": _named(card, widths["  scenario"]),
            "roles": flat(" ".join(each[:1].upper() for each in card.roles), width=_ROLES),
            "tags": flat(_tags(card), "dim", width=widths.get("tags", 0)),
            "levels": flat(_levels(card), width=_LEVELS),
            "runs": flat(f"{played.runs:>{_RUNS}}" if played else ""),
            "reward": mean_of(card, played, width=_SPARK),
        }
        if card.problems and "tags" in widths:
            cells["tags"] = why
        return [cells[name] for name in widths]


def _named(card: Card, width: int) -> Content:
    """A dot where it is valid, a cross where not, nothing while it is not yet read."""
    mark, colour = ("✗", "$text-error") if card.problems else ("●", "$text-success")
    if card.verdict is None:
        mark, colour = "…", "dim"
    return Content.assemble((mark, colour), " ", flat(padded(card.id, max(width - 2, 1)).rstrip()))


def _tags(card: Card) -> str:
    return " ".join(card.tags)


def _levels(card: Card) -> str:
    return f"{card.levels[0]}–{card.levels[-1]}" if len(card.levels) > 1 else "".join(card.levels)
