"""A scenario file as it is written: read, changed in place, checked while one types."""

import asyncio
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option
from textual.worker import Worker

from tui.screens.home.paper import save, stamp
from tui.screens.home.shelf import Card, Stamp, linted
from tui.text import flat
from tui.widgets.lines import Plain

if TYPE_CHECKING:
    from society.scenario.problems import Problem

DEBOUNCE = 0.3
"""Seconds without a key before what was typed is checked."""


class Lines(Plain):
    """The text."""

    class Left(Message):
        """Esc was pressed while the text could be changed."""

    def on_key(self, pressed: Key) -> None:
        """Esc is not only on to the next widget."""
        if pressed.key == "escape" and not self.read_only:
            pressed.stop()
            pressed.prevent_default()
            self.post_message(self.Left())


class Sheet(Vertical):
    """The file of the scenario that is shown. It is read until `edit`, then written by ctrl+s.

    What is typed and not yet saved is kept while another file is looked at: `drafts`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="home.save"),
        Binding("escape", "stop", "Stop editing", id="home.stop"),
    ]

    class Saved(Message):
        """The file was written."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.card: Card | None = None
        self.drafts: dict[str, str] = {}
        self.problems: Sequence[Problem] = ()
        self._known: Stamp | None = None
        self._timer: Timer | None = None
        self._sure = False

    def compose(self) -> ComposeResult:
        """What file it is, its text, what is wrong with it."""
        yield Static(id="sheet-head")
        language = "yaml" if all(map(find_spec, ("tree_sitter", "tree_sitter_yaml"))) else None
        lines = Lines.code_editor("", language=language, theme="css", read_only=True, id="lines")
        lines.show_line_numbers = True
        yield lines
        yield OptionList(id="sheet-problems", compact=True)

    @property
    def lines(self) -> Lines:
        """The text."""
        return self.query_one(Lines)

    @property
    def editing(self) -> bool:
        """Whether keys change the text."""
        return not self.lines.read_only

    @property
    def changed(self) -> bool:
        """Whether the text is not what the file was."""
        return self.card is not None and self.card.id in self.drafts

    def show(self, card: Card) -> None:
        """Show another file, or the same one as it is now; drafts stay as they are."""
        same = self.card is not None and self.card.spot.path == card.spot.path
        if same and self.changed:
            self.card = card
            self._head()
            return
        self.card, self._known, self._sure = card, card.spot.stamp, False
        draft = self.drafts.get(card.id)
        lines = self.lines
        at = lines.cursor_location if same else (0, 0)
        if not same:
            lines.read_only = draft is None
        with lines.prevent(TextArea.Changed):
            lines.text = card.text if draft is None else draft
        lines.move_cursor(at)
        self._check_soon()
        self._head()

    def edit(self) -> None:
        """Let keys change the text."""
        self.lines.read_only = False
        self.lines.focus()
        self._head()
        self.refresh_bindings()

    def jump(self, line: int, col: int) -> None:
        """Go to a place, counted from 1."""
        self.lines.focus()
        self.lines.move_cursor((max(line - 1, 0), max(col - 1, 0)), center=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Saving and stopping are for what is being edited."""
        return self.editing if action in {"save", "stop"} else True

    def on_text_area_changed(self, typed: TextArea.Changed) -> None:
        """Keep what was typed; check it once no key was pressed for a moment."""
        typed.stop()
        if self.card is None or not self.editing:
            return
        text = self.lines.text
        if text == self.card.text:
            self.drafts.pop(self.card.id, None)
        else:
            self.drafts[self.card.id] = text
        self._head()
        self._check_soon()

    def on_option_list_option_selected(self, picked: OptionList.OptionSelected) -> None:
        """Go where the problem is."""
        picked.stop()
        problem = self.problems[picked.option_index]
        self.jump(problem.line, problem.col)

    async def action_save(self) -> None:
        """Write the file by exchange; SocietyError where it cannot be, or has changed meanwhile."""
        card, text = self.card, self.lines.text
        if card is None:
            return
        expected = None if self._sure else self._known
        self._sure = await asyncio.to_thread(stamp, card.spot.path) != self._known
        self.screen.attempt(self._saved(card, text, expected))  # type: ignore[attr-defined]

    async def _saved(self, card: Card, text: str, expected: Stamp | None) -> None:
        self._known = await asyncio.to_thread(save, card.spot.path, text, expected)
        self._sure = False
        self.drafts.pop(card.id, None)
        self.post_message(self.Saved())

    def on_lines_left(self, left: Lines.Left) -> None:
        """Esc in the text."""
        left.stop()
        self.action_stop()

    def action_stop(self) -> None:
        """Only read again; the first time with unsaved words, only say so."""
        if self.changed and not self.has_class("-leaving"):
            self.add_class("-leaving")
            self._head()
            return
        self.remove_class("-leaving")
        card = self.card
        if card is not None and self.drafts.pop(card.id, None) is not None:
            with self.lines.prevent(TextArea.Changed):
                self.lines.text = card.text
            self._check_soon()
        self.lines.read_only = True
        self._head()
        self.refresh_bindings()

    def _check_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE, self.check)

    def check(self) -> None:
        """Lint what stands there, in a thread; a later check takes the place of this one."""
        if self.card is not None and self.card.source is not None:
            checked = partial(self._checked, self.card, self.lines.text)
            _: Worker[None] = self.run_worker(checked, group="lint", exclusive=True)

    async def _checked(self, card: Card, text: str) -> None:
        found = await asyncio.to_thread(linted, card, text)
        # What is being taken down has no lines any more.
        if card is self.card and self.query(Lines) and text == self.lines.text:
            self._list(found)

    def _list(self, problems: "Sequence[Problem]") -> None:
        self.problems = problems
        for box in self.query(OptionList):
            box.clear_options()
            box.add_options([Option(line(each)) for each in problems])
            box.display = bool(problems)
        self._head()

    def _head(self) -> None:
        if self.card is None:
            return
        spot = self.card.spot
        if self.has_class("-leaving") and self.changed:
            told = "not saved: ctrl+s saves it, esc again drops it"
        elif self.editing:
            told = f"{'✎ changed' if self.changed else '✎ editing'} · ctrl+s saves · esc stops"
        else:
            told = (
                "ships with society: E copies it to ./scenarios first" if spot.fixed else "E edits"
            )
        errors = sum(each.level == "error" for each in self.problems)
        count = (
            f" · {errors} errors, {len(self.problems) - errors} warnings" if self.problems else ""
        )
        for head in self.query("#sheet-head").results(Static):
            head.update(flat(f"{told}{count}", "dim"))


def line(problem: "Problem") -> Content:
    """A problem in a line: `23:5 ✗ what is wrong`."""
    mark, colour = ("✗", "$text-error") if problem.level == "error" else ("!", "$text-warning")
    place = f"{problem.line}:{problem.col} " if problem.line else ""
    return flat(f"{place}{mark} {problem.message}", colour)
