"""The page Home: the list of scenarios, what is known of the one under the cursor, its keys."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from society.domain.errors import SocietyError
from tui.messages import OpenScenario
from tui.screens.home.choice import Choice
from tui.screens.home.detail import Detail
from tui.screens.home.fresh import Fresh
from tui.screens.home.keys import keyless
from tui.screens.home.listing import Listing
from tui.screens.home.looking import Looking
from tui.screens.home.preview import Preview
from tui.screens.home.shelf import Card
from tui.screens.home.sketch import Wish
from tui.text import flat

WATCH = 1.0
"""Seconds between two looks at the files."""


def _ships() -> Path:
    from society.scenario.source import shipped

    return shipped()


class Home(Looking):
    """The scenarios there are. `shipped` says where those are that come along."""

    NAME = "Home"
    AUTO_FOCUS = "#scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="home.new"),
        Binding("slash", "filter", "Filter", key_display="/", id="home.filter"),
    ]

    def __init__(self, shipped: Callable[[], Path] = _ships) -> None:
        super().__init__(shipped)
        self._filter = ""
        self._drafts: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The list, and beside it what is under the cursor."""
        yield Static(id="home-banner", classes="banner")
        with Horizontal():
            yield Listing(id="listing")
            yield Preview(Wish(), self.models, id="preview")

    def on_mount(self) -> None:
        """Look for files now, and every second."""
        self.query_one("#home-banner").display = False
        self.preview.wish = Wish(seed=self.backstage.seed())
        self.preview.sheet.drafts = self._drafts
        self.preview.set_class(True, "-wide-only")
        listing = self.listing
        listing.wanted = self._chosen
        listing.narrow_to(self._filter)
        listing.waiting()
        self.attempt(self.look_again(), group="look")
        self.attempt(self._warn(), group="warn")
        self.set_interval(WATCH, self._watch)

    def on_screen_resume(self) -> None:
        """Another screen may have played one."""
        super().on_screen_resume()
        self.attempt(self._count(), group="count")

    def remember(self) -> Mapping[str, Any]:
        """The cursor, the filter, what was chosen, what was typed and not saved."""
        choice = self.choice.model_dump(exclude_defaults=True)
        told = {"at": self._chosen, "filter": self._filter, "choice": choice}
        return {**told, "drafts": dict(self._drafts)}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """What of it can still be read."""
        self._chosen = str(remembered.get("at", ""))
        self._filter = str(remembered.get("filter", ""))
        drafts = remembered.get("drafts", {})
        if isinstance(drafts, dict):
            self._drafts = {str(name): str(text) for name, text in drafts.items()}
        try:
            self.choice = Choice.model_validate(remembered.get("choice", {}))
        except ValidationError:
            self.choice = Choice()  # A session of another version: nothing is lost but ease.

    async def take(self, message: Message) -> None:
        """Show a scenario that somebody asked for."""
        if isinstance(message, OpenScenario):
            await self.written(message.scenario)
            if message.scenario not in self._cards:
                self.fail(SocietyError(f"no scenario is called {message.scenario!r}"))

    async def _warn(self) -> None:
        settings = self.backstage.settings
        names = (settings.model or "", settings.judge_model or "", *settings.models.values())
        missing = await asyncio.to_thread(keyless, names, self.backstage)
        banner = self.query_one("#home-banner", Static)
        banner.display = bool(missing)
        if missing:
            banner.update(flat(f"⚠ {missing[0].message} — {missing[0].hint}"))

    # What keys and clicks do.

    def on_listing_chosen(self, moved: Listing.Chosen) -> None:
        """Show what the cursor came to."""
        moved.stop()
        self._filter = self.listing.filter
        found = self._cards.get(moved.scenario)
        if found is not None:
            self._chosen = found.id
            self._preview(found)
            if not found.read:
                self.attempt(self.ready(found), group="read")

    def on_listing_entered(self, clicked: Listing.Entered) -> None:
        """A second click is as Enter."""
        clicked.stop()
        if self.narrow:
            self.action_look()
        else:
            self.action_run()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter looks where there is no room beside the list, else it runs."""
        if action == "look":
            return self.narrow
        if action in {"run", "reseed", "level", "role", "variables"}:
            return not self.narrow
        return super().check_action(action, parameters)

    def action_look(self) -> None:
        """The scenario on a screen of its own."""
        found = self._cards.get(self.listing.chosen)
        if found is not None:
            self.attempt(self._look(found))

    async def _look(self, found: Card) -> None:
        found = await self.ready(found)
        self.app.push_screen(Detail(found, self.preview.wish, self, self.find, self.played))

    def action_filter(self) -> None:
        """Type to narrow the list."""
        self.listing.open_filter()

    def action_new(self) -> None:
        """A new file from a template."""
        own = self.backstage.here / "scenarios"
        self.app.push_screen(Fresh(str(own)), self._made)

    def _made(self, scenario: str | None) -> None:
        if scenario:
            self.say(f"wrote {scenario}; E edits it here, e in your editor")
            self.attempt(self.written(scenario), group="look")
