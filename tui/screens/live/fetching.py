"""The weights of the embedded model are not here: whether to fetch them now, and doing so."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import LoadingIndicator, Static

from society.domain.errors import SocietyError
from tui.backstage import Command, refuse_failure
from tui.dialogs.dialog import Dialog
from tui.text import safe, trouble

MISSING = "missing_weights"
"""The code of a failure that fetching them mends."""

WORDS = ("models", "get", "--yes")


class Fetching(Dialog[bool]):
    """True once they are here; None where they are not wanted, which ends a fetch under way."""

    DEFAULT_CSS = "Fetching LoadingIndicator { height: 1; display: none; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "fetch", "Fetch", key_display="⏎"),
        Binding("n", "close", "No"),
    ]

    def __init__(self, command: Command) -> None:
        super().__init__()
        self._command = command

    def compose(self) -> ComposeResult:
        """What is missing, how large it is, under which licence, and the keys."""
        from society.llm.weights import LICENCE, SIZE, TITLE

        size = SIZE // 1_000_000
        with Vertical(classes="dialog"):
            yield Static("The embedded model is not on this machine.", classes="dialog--title")
            yield Static(safe(f"{TITLE}, {LICENCE}, {size} MB. Fetch it now? It is done once."))
            yield Static(safe("\n⏎ fetches it and plays   esc does not", "dim"), id="fetching")
            yield LoadingIndicator()

    def action_fetch(self) -> None:
        """Fetch them, unless they are on their way."""
        waits = self.query_one(LoadingIndicator)
        if not waits.display:
            waits.display = True
            self._say(safe("\nfetching, checking and preparing it · esc ends that", "dim"))
            self.run_worker(self._fetched(), exclusive=True)

    async def _fetched(self) -> None:
        try:
            refuse_failure(await self._command(WORDS), otherwise="it could not be fetched")
        except SocietyError as error:
            self.query_one(LoadingIndicator).display = False
            self._say(trouble(error))
        else:
            self.dismiss(True)

    def _say(self, told: Content) -> None:
        self.query_one("#fetching", Static).update(told)
