"""What stands beside the list: a scenario's overview, its prompts, its file, its history."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static, TabbedContent, TabPane
from textual.worker import Worker

from society.domain.errors import SocietyError
from tui.screens.home import words
from tui.screens.home.history import LAST, History
from tui.screens.home.sheet import Sheet
from tui.screens.home.shelf import Card
from tui.screens.home.sketch import Sketch, Wish, sketched
from tui.screens.page import Page

if TYPE_CHECKING:
    from society.store.scenarios import Played

Models = Callable[[Card], Mapping[str, str]]
"""The models that were chosen for a scenario's roles."""


class Preview(Container):
    """One scenario, drawn as one wishes; a draw that takes longer than the next wish is dropped."""

    def __init__(self, wish: Wish, models: Models, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.card: Card | None = None
        self.wish = wish
        self.sketch: Sketch | None = None
        self._models = models
        self._played: Played | None = None

    def compose(self) -> ComposeResult:
        """Four tabs."""
        with TabbedContent(initial="overview"):
            with TabPane("Overview", id="overview"), VerticalScroll():
                yield Static(id="overview-text")
            with TabPane("Prompt", id="prompt"), VerticalScroll():
                yield Static(id="prompt-text")
            with TabPane("YAML", id="yaml"):
                yield Sheet(id="sheet")
            with TabPane("History", id="history-tab"):
                yield History(id="history-panel")

    @property
    def page(self) -> Page:
        """The screen that it is on."""
        return cast("Page", self.screen)

    @property
    def sheet(self) -> Sheet:
        """The file."""
        return self.query_one(Sheet)

    @property
    def tab(self) -> str:
        """The tab that is open."""
        return self.query_one(TabbedContent).active

    def open(self, tab: str) -> None:
        """Open a tab."""
        self.query_one(TabbedContent).active = tab

    def show(self, card: Card, played: "Played | None") -> None:
        """Show another scenario, or the same one as it is now."""
        if self.card == card and self._played == played:
            return
        new = self.card is None or self.card.id != card.id
        self.card, self._played = card, played
        if card.read:
            self.sheet.show(card)
        self.redraw()
        if new and self.tab == "history-tab":
            self._recall()

    def redraw(self, **changed: object) -> None:
        """Draw it anew, with what is wished otherwise."""
        self.wish = replace(self.wish, **changed)  # type: ignore[arg-type]
        if self.card is not None and self.card.read:
            redrawn = partial(self._redrawn, self.card)
            _: Worker[None] = self.run_worker(redrawn, group="draw", exclusive=True)

    def on_tabbed_content_tab_activated(self, opened: TabbedContent.TabActivated) -> None:
        """Ask for the history when it is looked at."""
        opened.stop()
        if opened.pane.id == "history-tab":
            self._recall()

    async def _redrawn(self, card: Card) -> None:
        settings = self.page.backstage.settings
        models = self._models(card)
        sketch = await asyncio.to_thread(sketched, card, self.wish, settings, models)
        if card is not self.card:
            return
        self.sketch = sketch
        prompt = words.prompt(sketch) if sketch.game else words.invalid(sketch.why)
        told = {"overview-text": words.overview(sketch, self._played), "prompt-text": prompt}
        for text in self.query(Static):
            if text.id in told:
                text.update(told[text.id])

    def _recall(self) -> None:
        card = self.card
        if card is None:
            return
        panel = self.query_one(History)
        self.page.ask(panel, lambda store: store.episodes(LAST, scenario=card.id), then=panel.put)


def refused(card: Card | None) -> SocietyError | None:
    """Why that cannot be played; None where it can."""
    if card is None:
        return SocietyError("there is no scenario to play", hint="n makes one from a template")
    if card.problems:
        return SocietyError(card.problems[0], hint="mend the file: e opens it, E edits it here")
    return None
