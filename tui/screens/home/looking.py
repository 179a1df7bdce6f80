"""What Home finds: the files there are, what stands in each, and what is said of them all."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.screens.home.listing import EMPTY, Listing, Note
from tui.screens.home.playing import Playing
from tui.screens.home.shelf import Card, Places, Shelf, Spot, shelf
from tui.screens.home.shelf import card as filled
from tui.screens.home.verdicts import Verdict, keep, key, recalled

if TYPE_CHECKING:
    from society.store.scenarios import Played
    from society.store.store import Store

UNPLAYED = "No dialogues in this database yet — `society studio --db FILE` opens another"

_BREATH = 0.02
"""Seconds between two files that are checked, in which keys and paint have the machine."""


def _counted(store: "Store") -> "Mapping[str, Played]":
    from society.store.scenarios import played

    return played(store)


class Looking(Playing):
    """A page over the scenario files there are. `shipped` says where those are that come along."""

    def __init__(self, shipped: Callable[[], Path]) -> None:
        super().__init__()
        self._shipped = shipped
        self._cards: dict[str, Card] = {}
        self._shelf: Shelf | None = None
        self._played: Mapping[str, Played] | None = None
        self._chosen = ""
        self._verdicts: dict[str, Verdict] = {}
        self._looking = asyncio.Lock()

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

    def played(self, scenario: str) -> "Played | None":
        """What was played of a scenario; None where nothing was, or nobody has counted yet."""
        return (self._played or {}).get(scenario)

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
            self._put(found)
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

    def _put(self, found: Card) -> None:
        """Show one card as it is now, in the list and, where it is the chosen one, beside it."""
        self.listing.renew(found)
        self._preview(found)

    def _preview(self, found: Card) -> None:
        if found.id == self._chosen:
            self.preview.show(found, self.played(found.id))

    def _watch(self) -> None:
        if not self._looking.locked():
            self.attempt(self.look_again(), group="look")

    def _show(self) -> None:
        listing, found = self.listing, self._shelf or Shelf()
        listing.ready()
        cards = [self._cards[each.id] for each in found.spots]
        listing.put(cards, self._played or {}, list(self._notes(found)))
        if self.focused is None:
            listing.table.focus()
        if not found.spots and not found.troubles:
            listing.empty(EMPTY)

    def _notes(self, found: Shelf) -> Iterator[Note]:
        """What is to be said under the list."""
        own = self.places.own
        if found.troubles:
            yield Note(found.troubles[0], warning=True)
        elif not any(own in each.path.parents for each in found.spots):
            yield Note(EMPTY)
        if self._played is not None and not self._played:
            yield Note(UNPLAYED)

    async def _count(self) -> None:
        counted = await self.backstage.desk.ask(_counted)
        if counted != self._played:
            self._played = counted
            if self._cards:
                self._show()
