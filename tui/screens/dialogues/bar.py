"""The line that queries are written on: says at once what is wrong, helps with names, remembers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from society.domain.errors import SocietyError
from tui.text import safe

KEPT = 50
"""Queries that are remembered."""

LONGEST = 2000


class FieldNames(Suggester):
    """Finishes the name of a field, and the values of those that have a few."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.tags: Iterable[str] = ()

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word finished; None where nothing fits."""
        from society.store.where import FIELDS, NUMBERS, STATES

        last = value.rpartition(" ")[2].lstrip("-")
        field, colon, begun = last.partition(":")
        if colon:
            known: Iterable[str] = {"status": STATES, "tag": tuple(self.tags)}.get(field, ())
            begun = begun.rpartition(",")[2]
        else:
            known, begun = FIELDS, last
        found = next((each for each in known if begun and each.startswith(begun)), None)
        if found is None:
            return None
        sign = "" if colon else ">=" if found in NUMBERS else ":"
        return value + found[len(begun) :] + sign


class Query(Input):
    """One line to type in; up and down go through what was asked before."""

    DEFAULT_CSS = "Query { width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(-1)", "Earlier query", show=False),
        Binding("down", "earlier(1)", "Later query", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("escape", "leave", "Back to the list"),
    ]

    class Left(Message):
        """It was left without a new query."""

    def __init__(self) -> None:
        self.names = FieldNames()
        super().__init__(
            placeholder='scenario:used_bike reward>=0.6 -tag:bad "final offer"',
            suggester=self.names,
            max_length=LONGEST,
            compact=True,
            select_on_focus=False,
            id="query",
        )
        self.past: list[str] = []
        self._at = 0

    def remember(self, text: str) -> None:
        """Keep a query as the latest."""
        if text:
            self.past[:] = [*(each for each in self.past if each != text), text][-KEPT:]
        self._at = len(self.past)

    def action_earlier(self, by: int) -> None:
        """Another query of before; beyond the latest an empty line."""
        self._at = min(max(self._at + by, 0), len(self.past))
        self.value = self.past[self._at] if self._at < len(self.past) else ""
        self.cursor_position = len(self.value)

    def action_complete(self) -> None:
        """Take what is offered; where nothing is, on to the next widget."""
        if self._suggestion and self.cursor_at_end:
            self.action_cursor_right()
        else:
            self.screen.focus_next()

    def action_leave(self) -> None:
        """Back to the list."""
        self.post_message(self.Left())


class Bar(Vertical):
    """The query, a summary of the list beside it, and under it what is wrong or could be meant."""

    DEFAULT_CSS = """
    Bar { height: auto; max-height: 8; }
    Bar > Horizontal { height: 1; background: $panel; }
    Bar .bar--slash { width: 2; }
    Bar .bar--summary { width: auto; max-width: 60%; padding: 0 1; }
    Bar > .bar--said { height: auto; padding: 0 2; display: none; }
    Bar.-said > .bar--said { display: block; }
    """

    @dataclass
    class Asked(Message):
        """A query that can be read was sent off."""

        text: str

    class Closed(Message):
        """Back to the list, with the query as it was."""

    def compose(self) -> ComposeResult:
        """The line, and the words under it."""
        with Horizontal():
            yield Static("/ ", classes="bar--slash")
            yield Query()
            yield Static(classes="bar--summary")
        yield Static(classes="bar--said")

    @property
    def query_line(self) -> Query:
        """Where one types."""
        return self.query_one(Query)

    def summarise(self, told: Content) -> None:
        """Say at the right what the list is."""
        self.query_one(".bar--summary", Static).update(told)

    def put(self, text: str) -> None:
        """Show a query that is in force."""
        with self.prevent(Input.Changed):
            self.query_line.value = text
        self.say(None)

    def say(self, told: Content | None) -> None:
        """Say something under the line, or nothing."""
        self.set_class(told is not None, "-said")
        self.query_one(".bar--said", Static).update(told or "")

    def on_input_changed(self, typed: Input.Changed) -> None:
        """Point at what is wrong while it is typed."""
        typed.stop()
        error = wrong(typed.value)
        self.say(pointed(error) if error else hinted(typed.value))

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """Send the query off, if it can be read."""
        typed.stop()
        error = wrong(typed.value)
        if error:
            self.say(pointed(error))
        else:
            self.query_line.remember(typed.value.strip())
            self.say(None)
            self.post_message(self.Asked(typed.value.strip()))

    def on_query_left(self) -> None:
        """Give the list back."""
        self.post_message(self.Closed())


def wrong(text: str) -> SocietyError | None:
    """What cannot be read in a query; None where all of it can."""
    from society.store.where import Where

    try:
        Where.parse(text)
    except SocietyError as error:
        return error
    return None


def pointed(error: SocietyError) -> Content:
    """The error under the query: the caret below the word that is wrong, then what to write."""
    hint = f"\n{error.hint}" if error.hint else ""
    return Content.assemble(safe(error.message, "$text-error"), safe(hint, "dim"))


def hinted(text: str) -> Content | None:
    """The fields that the word under way may become, where there are several."""
    from society.store.where import FIELDS

    last = text.rpartition(" ")[2].lstrip("-")
    fits = [field for field in FIELDS if last and field.startswith(last)]
    return safe("fields: " + "  ".join(fits), "dim") if len(fits) > 1 else None
