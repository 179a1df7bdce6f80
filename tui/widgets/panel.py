"""A place for something that may be empty, on its way, or in trouble."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import LoadingIndicator, Static

from society.domain.errors import SocietyError
from tui.text import safe, trouble

SLOW = 0.2
"""Seconds before anyone is told that something is on its way."""


class Panel(Container):
    """Shows its content, or one sentence: why there is none and which key mends that."""

    DEFAULT_CSS = """
    Panel > .panel--said { display: none; padding: 1 2; height: auto; }
    Panel > LoadingIndicator { display: none; }
    Panel.-said > .panel--content, Panel.-waiting > .panel--content { display: none; }
    Panel.-said > .panel--said { display: block; }
    Panel.-trouble > .panel--said { border: round $error; margin: 1; }
    Panel.-waiting > LoadingIndicator { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "again", "Try again")]
    _again: Callable[[], object] | None = None
    _timer: Timer | None = None
    _waits = False
    _held: Widget | None = None

    def compose(self) -> ComposeResult:
        """Content, sentence, indicator: one of them is to be seen."""
        with Vertical(classes="panel--content"):
            yield from self.content()
        yield Static(classes="panel--said")
        yield LoadingIndicator()

    def content(self) -> ComposeResult:
        """What is shown when there is something to show."""
        yield from ()

    def ready(self) -> None:
        """Show the content."""
        self._become()

    def empty(self, sentence: str) -> None:
        """Say why there is nothing, and the key that mends it."""
        self._become("-said")
        self._said.update(safe(sentence, "dim"))

    def trouble(self, error: SocietyError, *, again: Callable[[], object] | None = None) -> None:
        """Say what is wrong and what to do; `r` does `again` what failed."""
        self._become("-said", "-trouble")
        keys = "\nr try again   ctrl+l log" if again else "\nctrl+l log"
        self._said.update(trouble(error) + safe(keys, "dim"))
        self._again, self.can_focus = again, again is not None
        if again:
            self.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`r` is the panel's own only while something can be tried again."""
        return action != "again" or self._again is not None

    def action_again(self) -> None:
        """Try again what failed."""
        if self._again:
            self._again()

    def waiting(self) -> None:
        """Say that something is on its way, once it has been for a while."""
        if self._timer is not None:
            self._timer.stop()
        self._waits = True
        self._timer = self.set_timer(SLOW, self._still)

    def _still(self) -> None:
        """It may have come while the clock's message was on its way."""
        if self._waits:
            self._become("-waiting", waits=True)

    @property
    def pending(self) -> bool:
        """Whether something is on its way."""
        return self._waits

    @property
    def said(self) -> str:
        """The sentence that stands there, '' while content does."""
        return str(self._said.content) if self.has_class("-said") else ""

    @property
    def _said(self) -> Static:
        return self.query_one(".panel--said", Static)

    def _become(self, *classes: str, waits: bool = False) -> None:
        self._waits = waits
        if self._timer is not None:
            self._timer.stop()
        self._hold(hidden=bool(classes))
        self._again, self.can_focus = None, False
        self.remove_class("-said", "-trouble", "-waiting")
        self.add_class(*classes)

    def _hold(self, *, hidden: bool) -> None:
        """Keep who has the focus while the content is hidden: otherwise keys come to nothing."""
        focused = self.screen.focused
        if hidden and focused is not None and focused is not self and self in focused.ancestors:
            self._held = focused
            self.screen.set_focus(None)
        elif not hidden and self._held is not None:
            held, self._held = self._held, None
            self.call_after_refresh(self._give_back, held)

    def _give_back(self, held: Widget) -> None:
        """Give the focus back, unless something that came with the content has taken it."""
        if self.is_attached and self.screen.focused in (None, self):
            held.focus()
