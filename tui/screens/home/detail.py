"""One scenario on a screen of its own, where there is no room beside the list."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.screens.home.choice import Choice
from tui.screens.home.playing import Playing
from tui.screens.home.preview import Preview
from tui.screens.home.shelf import Card, Places
from tui.screens.home.sketch import Wish

if TYPE_CHECKING:
    from society.store.scenarios import Played


class Detail(Playing):
    """What Home shows beside its list on a wide terminal; `r` and Enter play it, `q` goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,enter", "run", "Run", key_display="⏎", id="home.detail_run"),
        Binding("escape", "app.back", "Back", id="home.detail_back"),
    ]

    def __init__(
        self,
        card: Card,
        wish: Wish,
        home: Playing,
        found: Callable[[str], Awaitable[Card | None]],
        played: "Callable[[str], Played | None]",
    ) -> None:
        super().__init__()
        self._first = card
        self._wish = wish
        self._home = home
        self._found = found
        self._played = played
        self.choice = home.choice

    def body(self) -> ComposeResult:
        """The preview alone."""
        yield Preview(self._wish, self.models, id="preview")

    def on_mount(self) -> None:
        """Show it."""
        sheet = self.preview.sheet
        sheet.drafts = self._home.preview.sheet.drafts
        self.preview.show(self._first, self._played(self._first.id))

    @property
    def where(self) -> str:
        """Home, and which scenario."""
        return f"Home · {self._first.id}"

    @property
    def places(self) -> Places:
        """Where Home looks."""
        return self._home.places

    def chose(self, choice: Choice) -> None:
        """Home remembers it."""
        super().chose(choice)
        self._home.chose(choice)

    async def written(self, scenario: str) -> None:
        """Home looks again; show what it finds."""
        card = await self._found(scenario)
        if card is not None:
            self._first = card
            self.preview.show(card, self._played(card.id))
