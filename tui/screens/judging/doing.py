"""The line under the judge lab: which judge is asked, how far it is, and how to end it."""

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker

from society.domain.display import bar
from society.domain.errors import StoreError
from tui.text import flat

if TYPE_CHECKING:
    from society.store.store import Store
    from tui.screens.page import Page

EVERY = 0.5
_BAR, _NAME = 16, 40


class Doing(Static):
    """Hidden while nothing is asked.

    Law: how far it is is read from the store, where each answer is kept as it comes.
    """

    DEFAULT_CSS = "Doing { display: none; height: 1; padding: 0 1; color: $text-accent; }"

    _what = ""
    _episodes: tuple[str, ...] = ()
    _questions = 0
    _before: int | None = None
    _now = 0
    _since = 0.0
    _timer: Timer | None = None

    def begin(self, what: str, episodes: Sequence[str] = (), questions: int = 0) -> None:
        """Say that this is under way: so many questions about these dialogues."""
        self._what, self._episodes, self._questions = what, tuple(episodes), questions
        self._before, self._now, self._since = None, 0, monotonic()
        self.display = True
        if self._timer is None:
            self._timer = self.set_interval(EVERY, self._look)
        self._look()

    def over(self) -> None:
        """Nothing is under way any more."""
        self.display = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _look(self) -> None:
        self._tell()
        if self._questions:
            _: Worker[None] = self.run_worker(
                self._count, group="count", exclusive=True, exit_on_error=False
            )

    async def _count(self) -> None:
        from society.store.heard import heard

        def asked(store: "Store") -> int:
            return heard(store, self._episodes)

        try:
            found = await cast("Page", self.screen).backstage.desk.ask(asked)
        except StoreError:
            # The command tells what is wrong with the store; here only a figure is missing.
            return
        self._before = found if self._before is None else self._before
        self._now = found - self._before
        self._tell()

    def _tell(self) -> None:
        far = ""
        if self._questions:
            share = min(self._now / self._questions, 1.0)
            far = f" {bar(share, _BAR)} {self._now} of {self._questions}"
        seconds = f" · {monotonic() - self._since:.0f} s · esc cancels"
        self.update(Content.assemble(flat(self._what, "bold", _NAME), far, (seconds, "dim")))
