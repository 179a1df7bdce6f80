"""Which scenario files there are and what stands in each: read in threads, never by a widget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from society.domain.errors import ScenarioError, SocietyError
from society.domain.scenario import Scenario, Text
from tui.screens.home.verdicts import Verdict

if TYPE_CHECKING:
    from society.scenario.problems import Problem
    from society.scenario.source import Source

Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds, and its size."""


@dataclass(frozen=True)
class Places:
    """The folders to look in: one's own first, then those of the settings, then what ships."""

    own: Path
    folders: tuple[Path, ...]
    shipped: Path

    @property
    def ordered(self) -> tuple[Path, ...]:
        """Each folder once; the first that holds an id has the say."""
        own = (self.own,) if self.own.is_dir() else ()
        return tuple(dict.fromkeys((*own, *self.folders, self.shipped)))


@dataclass(frozen=True)
class Spot:
    """A scenario file by its id; `fixed` where it ships and must not be written."""

    id: str
    path: Path
    fixed: bool
    stamp: Stamp


@dataclass(frozen=True)
class Shelf:
    """The files in the order of their ids, and what could not be looked into."""

    spots: tuple[Spot, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """What is known of a file: first its place, then a verdict, then, once `read`, what it holds.

    `verdict` is None until it was checked, now or at an earlier start.
    """

    spot: Spot
    verdict: Verdict | None = None
    source: "Source | None" = None
    scenario: Scenario | None = None
    read: bool = False

    @property
    def id(self) -> str:
        """The id that its place gives it."""
        return self.spot.id

    @property
    def _known(self) -> Verdict:
        return self.verdict or Verdict()

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the file is no scenario; nothing where it is one, or was not checked."""
        return self._known.problems

    @property
    def text(self) -> str:
        """The file as it is written; '' where it cannot be read."""
        return self.source.text if self.source else ""

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of its roles."""
        return self._known.roles

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of its levels."""
        return self._known.levels

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that it speaks."""
        return self._known.locales

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self._known.tags

    @property
    def title(self) -> str:
        """Its title in its own first language, templates as they are written."""
        return self._known.title

    @property
    def reference(self) -> str:
        """How a job names it: an id where it ships, else the path of its file."""
        if self.spot.fixed:
            return self.id
        path, here = self.spot.path, Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)


def told(text: Text | None, scenario: Scenario) -> str:
    """A text in the scenario's own first language."""
    from society.scenario.writings import texts

    spoken = texts(text)
    return spoken.get("", spoken.get(scenario.locale.default, ""))


def shelf(places: Places) -> Shelf:
    """Every scenario file of the folders; a folder that is missing does not hide the others."""
    found: dict[str, Spot] = {}
    troubles = []
    for folder in places.ordered:
        try:
            for spot in _within(folder, fixed=folder == places.shipped != places.own):
                found.setdefault(spot.id, spot)
        except ScenarioError as error:
            troubles.append(error.message)
    return Shelf(tuple(found[key] for key in sorted(found)), tuple(troubles))


def _within(folder: Path, *, fixed: bool) -> Iterator[Spot]:
    from society.scenario.source import within

    for entry in within(folder):
        try:
            known = entry.path.stat()
        except OSError:
            continue  # It went away between the listing and now: then it is not there.
        yield Spot(entry.id, entry.path, fixed, (known.st_mtime_ns, known.st_size))


def card(spot: Spot) -> Card:
    """The file read and validated."""
    from society.scenario.load import examined
    from society.scenario.source import read

    try:
        source = replace(read(spot.path), name=f"{spot.id}{spot.path.suffix}", id=spot.id)
    except ScenarioError as error:
        return Card(spot, Verdict(problems=error.problems), read=True)
    scenario, problems = examined(source)
    found = _verdict(scenario) if scenario else Verdict(problems=tuple(map(str, problems)))
    return Card(spot, found, source, scenario, read=True)


def _verdict(scenario: Scenario) -> Verdict:
    return Verdict(
        title=told(scenario.title, scenario),
        roles=tuple(scenario.roles),
        tags=scenario.tags,
        levels=tuple(scenario.levels),
        locales=scenario.locale.available,
    )


def linted(card: Card, text: str) -> "Sequence[Problem]":
    """Every error and warning of the text as if it stood in the card's file."""
    import hashlib

    from society.scenario.lint import lint
    from society.scenario.load import examined
    from society.scenario.source import Source

    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    name = f"{card.id}{card.spot.path.suffix}"
    source = Source(card.spot.path, name, text, sha, card.id)
    scenario, problems = examined(source)
    return problems if scenario is None else lint(scenario, source)


def matching(cards: Sequence[Card], words: str) -> list[Card]:
    """The cards in whose id, title, roles or tags every word is found."""
    wanted = words.lower().split()
    return [card for card in cards if all(word in _searched(card) for word in wanted)]


def _searched(card: Card) -> str:
    return " ".join((card.id, card.title, *card.roles, *card.tags)).lower()


def unreadable(spot: Spot, why: OSError) -> SocietyError:
    """The error of a file that the system does not let one read or write."""
    return SocietyError(f"{spot.path}: {why.strerror or why}", hint="see who may write there")
