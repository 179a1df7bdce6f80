"""What every screen has: a top line, a footer, sizes it knows, troubles it shows, a memory."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Footer, Static
from textual.worker import Worker

from society.domain.display import visible
from society.domain.errors import SocietyError
from tui.backstage import Backstage
from tui.ending import Ending
from tui.widgets.panel import Panel
from tui.widgets.top import Top

if TYPE_CHECKING:
    from society.store.store import Store
    from tui.app import Studio

Answer = TypeVar("Answer")

WIDE = 100
"""Columns from which side panes have room."""


class Page(Ending[None]):
    """One of the screens that a number key opens.

    It has the class `-narrow` below 100 columns, `-wide` from there, `-short` below 30
    lines; below 60x16 it only says that it needs more room.
    """

    NAME: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        """The top line, the screen's own part, the keys."""
        yield Top(id="top")
        yield from self.body()
        yield Static(id="too-small")
        yield Footer()

    def body(self) -> ComposeResult:
        """The screen's own part."""
        yield from ()

    def remember(self) -> Mapping[str, Any]:
        """What is to be restored at the next start, as plain values."""
        return {}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Take up what was remembered; called before the screen is mounted."""

    async def take(self, message: Message) -> None:
        """Take up what another screen asked of this one; called once it is to be seen."""

    @property
    def playing(self) -> bool:
        """Whether something is under way that leaving would stop."""
        return False

    async def depart(self, how: str) -> None:
        """Leave what is under way: `keep` it running, `stop` after this turn, or `cancel` it."""

    @property
    def query_text(self) -> str:
        """The query that this screen shows; what `7` offers to export."""
        return ""

    @property
    def studio(self) -> "Studio":
        """The app."""
        return cast("Studio", self.app)

    @property
    def backstage(self) -> Backstage:
        """What this screen may ask of the house."""
        return self.studio.backstage

    @property
    def narrow(self) -> bool:
        """Whether there is no room for side panes."""
        return self.app.size.width < WIDE

    def on_screen_resume(self) -> None:
        """Show where one is and what runs."""
        self.refresh_top()

    def on_resize(self) -> None:
        """Say how small it is where it is too small."""
        size = self.app.size
        told = f"society needs 60 columns and 16 lines; this is {size.width} by {size.height}"
        self.query_one("#too-small", Static).update(told)

    def refresh_top(self) -> None:
        """Bring the top line up to date."""
        top = self.query_one(Top)
        top.where = self.where
        top.state, top.cost = self.studio.run_state, self.studio.run_cost
        top.locked = self.backstage.desk.locked

    @property
    def where(self) -> str:
        """What the top line calls this screen now."""
        return self.NAME

    def say(self, what: str, *, severity: str = "information") -> None:
        """A sentence in a corner, for a moment; whatever it quotes stays text."""
        self.notify(visible(what), severity=severity, markup=False)  # type: ignore[arg-type]

    def fail(self, error: SocietyError) -> None:
        """Say what went wrong and what to do."""
        hint = f"\n{error.hint}" if error.hint else ""
        self.say(f"{error.message}{hint}", severity="error")

    def attempt(self, work: Coroutine[Any, Any, object], *, group: str = "attempt") -> None:
        """Do something beside the keys; what a user can mend is said, a bug comes through."""
        self.run_worker(self._attempted(work), group=group)

    def ask(
        self,
        panel: Panel,
        question: "Callable[[Store], Answer]",
        then: Callable[[Answer], Awaitable[None] | None],
    ) -> None:
        """Ask the store and give the answer to `then`; the panel shows the wait and the trouble.

        A further question for the same panel takes the place of one that is under way.
        """
        panel.waiting()

        async def asked() -> None:
            await self._asked(panel, question, then)

        _: Worker[None] = self.run_worker(asked, group=f"ask {panel.id}", exclusive=True)

    async def _attempted(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except SocietyError as error:
            self.studio.write_down(error)
            self.fail(error)

    async def _asked(
        self,
        panel: Panel,
        question: "Callable[[Store], Answer]",
        then: Callable[[Answer], Awaitable[None] | None],
    ) -> None:
        try:
            answer = await self.backstage.desk.ask(question)
            panel.ready()
            shown = then(answer)
            if shown is not None:
                await shown
        except SocietyError as error:
            self.studio.write_down(error)
            panel.trouble(error, again=lambda: self.ask(panel, question, then))
