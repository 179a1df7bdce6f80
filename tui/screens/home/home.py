"""The page Home: the list of scenarios, what is known of the one under the cursor, its keys."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

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
from tui.screens.home.listing import EMPTY, Listing
from tui.screens.home.playing import Playing
from tui.screens.home.preview import Preview
from tui.screens.home.shelf import Card, Places, Shelf, Spot, shelf
from tui.screens.home.shelf import card as filled
from tui.screens.home.sketch import Wish
from tui.screens.home.verdicts import Verdict, keep, key, recalled
from tui.text import flat

if TYPE_CHECKING:
    from society.store.scenarios import Played
    from society.store.store import Store

WATCH = 1.0
"""Seconds between two looks at the files."""

_BREATH = 0.02
"""Seconds between two files that are checked, in which keys and paint have the machine."""


def _ships() -> Path:
    from society.scenario.source import shipped

    return shipped()


def _counted(store: "Store") -> "Mapping[str, Played]":
    from society.store.scenarios import played

    return played(store)


class Home(Playing):
    """The scenarios there are. `shipped` says where those are that come along."""

    NAME = "Home"
    AUTO_FOCUS = "#scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="home.new"),
        Binding("slash", "filter", "Filter", key_display="/", id="home.filter"),
    ]

    def __init__(self, shipped: Callable[[], Path] = _ships) -> None:
        super().__init__()
        self._shipped = shipped
        self._cards: dict[str, Card] = {}
        self._shelf: Shelf | None = None
        self._played: Mapping[str, Played] = {}
        self._chosen, self._filter = "", ""
        self._drafts: dict[str, str] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._looking = asyncio.Lock()

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

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    @property
    def places(self) -> Places:
        """One's own folder, those of the settings, and what ships."""
        backstage = self.backstage
        folders = tuple(Path(each).expanduser() for each in backstage.settings.scenarios)
        own = (backstage.here / "scenarios").resolve()
        return Places(own, folders, self._shipped().resolve())

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

    # Looking for files.

    async def look_again(self) -> None:
        """Read what is new or changed; keep the rest."""
        async with self._looking:
            found = await asyncio.to_thread(shelf, self.places)
            stale = [
                spot
                for spot in found.spots
                if (known := self._cards.get(spot.id)) is None or known.spot != spot
            ]
            if not stale and found == self._shelf:
                return
            self._shelf = found
            self._cards = {spot.id: self._cards.get(spot.id, Card(spot)) for spot in found.spots}
            self._show()
            await self._check(stale)

    async def _check(self, stale: Sequence[Spot]) -> None:
        """Say of each file whether it is a scenario: what is remembered at once, then the rest."""
        if not stale:
            return
        state = self.backstage.state
        known = self._verdicts = self._verdicts or await asyncio.to_thread(recalled, state)
        keys = await asyncio.to_thread(lambda: {each.id: key(each.path, each.id) for each in stale})
        sure = {
            each.id: Card(each, known[keys[each.id]]) for each in stale if keys[each.id] in known
        }
        self._cards |= sure
        self._show()
        rest = [each for each in stale if each.id not in sure]
        for spot in sorted(rest, key=lambda each: each.id != self._chosen):
            await asyncio.sleep(_BREATH)
            found = await self.ready(self._cards[spot.id], spot)
            if found.verdict is not None and keys[spot.id]:
                known[keys[spot.id]] = found.verdict
        if rest:
            await asyncio.to_thread(keep, state, known)

    async def ready(self, card: Card, spot: Spot | None = None) -> Card:
        """The card once its file was read, as it is at `spot`; the list and the preview show it."""
        if card.read and spot in (None, card.spot):
            return card
        found = await asyncio.to_thread(filled, spot or card.spot)
        if self._cards.get(card.id, found).spot in (card.spot, found.spot):
            self._cards[card.id] = found
            if self.query("Listing #scenarios"):
                self.listing.renew(found)
                self._preview(found)
        return found

    async def find(self, scenario: str) -> Card | None:
        """The card of a scenario as its file is now."""
        await self.written(scenario)
        return self._cards.get(scenario)

    async def written(self, scenario: str) -> None:
        """Look again, and stay at that scenario."""
        await self.look_again()
        self.listing.choose(scenario)
        if scenario in self._cards:
            self._chosen = scenario
            await self.ready(self._cards[scenario])

    def _watch(self) -> None:
        if not self._looking.locked():
            self.attempt(self.look_again(), group="look")

    def _show(self) -> None:
        if not self.query("Listing #scenarios"):
            return  # The window is being closed.
        listing, found = self.listing, self._shelf or Shelf()
        listing.ready()
        listing.put([self._cards[each.id] for each in found.spots], self._played)
        if self.focused is None:
            listing.table.focus()
        if found.troubles:
            listing.remark(found.troubles[0], warning=True)
        elif not found.spots:
            listing.empty(EMPTY)
        elif not any(self.places.own in each.path.parents for each in found.spots):
            listing.remark(EMPTY)

    async def _count(self) -> None:
        counted = await self.backstage.desk.ask(_counted)
        if counted != self._played:
            self._played = counted
            if self._cards:
                self._show()

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

    def _preview(self, found: Card) -> None:
        if found.id == self._chosen:
            self.preview.show(found, self._played.get(found.id))

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
        self.app.push_screen(Detail(found, self.preview.wish, self, self.find, self._played))

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
