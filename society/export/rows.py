"""From episodes to the rows of a format: the one door of this room. Pure: no disk, no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.export import pairs, targets
from society.export.choice import Choice
from society.export.formats import FORMATS, Format, Needs
from society.export.formats.tokens import TOKENS, needing, with_encoder
from society.export.rights import forbidden
from society.export.selection import (
    Balance,
    Top,
    Unit,
    facts,
    roles,
    split,
    unfinished,
    unlearnable,
    unworthy,
)
from society.export.tally import Encode, Row, Tally
from society.export.views import Lens, lens, moments

__all__ = ["Choice", "Encode", "Row", "Tally", "rows"]


def rows(
    format: str,  # noqa: A002 - the word of the command line
    episodes: Iterable[Episode],
    choice: Choice,
    tally: Tally,
    *,
    encode: Encode | None = None,
) -> Iterator[Row]:
    """The rows of one format, one at a time, counted in `tally` as they are read.

    `episodes` must be something that can be read again (a list, an object whose __iter__ asks the
    store anew) where `top` or `balance` is chosen, since then it is read twice or three times; an
    iterator is a TypeError. Formats that are `ordered` want it ordered by `pairs.game_key`, else
    ValueError. SocietyError where no format is called that, or `tokens` has no `encode`.
    """
    made = _format(format, encode)
    made.made_of(choice.source)
    if (choice.top is not None or choice.balance) and iter(episodes) is episodes:
        raise TypeError("top and balance read the episodes twice: give them as a list")
    if made.needs == "episode":
        return _whole(made, episodes, choice, tally)
    found = _Export(made, episodes, choice)
    return made.arrange(_written(found, tally))


def _format(name: str, encode: Encode | None) -> Format[Any]:
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise SocietyError(
            f"no format is called {name!r}", hint=f"{meant}there are {', '.join(FORMATS)}"
        )
    made = FORMATS[name]
    if made is not TOKENS:
        return made
    if encode is None:
        raise needing()
    return with_encoder(encode)


def _whole(
    made: Format[Episode], episodes: Iterable[Episode], choice: Choice, tally: Tally
) -> Iterator[Row]:
    """Every dialogue as it is: nothing that was played is left out of what is to be read back."""
    for episode in episodes:
        tally.episodes += 1
        side = split(episode, choice.split)
        told = tuple(role.id for role in episode.dialogue.game.roles)
        barred = (forbidden(episode, role, choice.providers) for role in told)
        if not _stays(next(filter(None, barred), ""), tally):
            continue
        tally.keep({"split": (side,), **facts(episode, told)})
        yield Row(side, made.record(episode))


def _written(found: "_Export", tally: Tally) -> Iterator[Row]:
    """The units that are kept, as records."""
    weighed = found.choice.source == "search" or found.made.needs in ("policies", "outlooks")
    for unit in found.kept(tally):
        episode = unit.lens.episode
        if weighed:
            tally.searched.add(episode.id)
        side = split(episode, found.choice.split)
        tally.keep({"split": (side,), **facts(episode, (unit.lens.role,))})
        if unit.escaped:
            tally.marked["control tokens taken apart"] += 1
        yield Row(side, found.made.record(unit))


@dataclass(frozen=True)
class _Export:
    """One reading of the episodes after another, each counted in a tally of its own."""

    made: Format[Any]
    episodes: Iterable[Episode]
    choice: Choice

    def kept(self, tally: Tally) -> Iterator[Unit]:
        """The units that become rows."""
        top = self._top()
        balance = self._balance(top)
        for unit in self._clean(top, tally):
            if _stays(balance.refuses(unit) if balance else "", tally):
                yield unit

    def _top(self) -> Top | None:
        if self.choice.top is None or self.made.losers:
            return None
        top = Top(self.choice.top, self.choice.seed)
        for group in self._groups(Tally()):
            for each in group:
                top.add(each)
        top.close()
        return top

    def _balance(self, top: Top | None) -> Balance | None:
        if not self.choice.balance:
            return None
        balance = Balance(self.choice.balance, self.choice.seed)
        for unit in self._clean(top, Tally()):
            balance.add(unit)
        balance.close()
        return balance

    def _clean(self, top: Top | None, tally: Tally) -> Iterator[Unit]:
        """Units that can be written and are worth it, without near duplicates."""
        new = _novelty() if self.choice.dedupe else None
        for group in self._groups(tally):
            best = [each for each in group if _stays(top.refuses(each) if top else "", tally)]
            for unit in _units(self.made, best, self.choice, tally.drop):
                if not _stays(self._unfit(unit), tally):
                    continue
                if _stays("" if new is None or new(unit.text) else "a near duplicate", tally):
                    yield unit

    def _unfit(self, unit: Unit) -> str:
        worth = "" if self.made.losers else unworthy(unit, self.choice)
        return self.made.unfit(unit) or worth

    def _groups(self, tally: Tally) -> Iterator[list[Lens]]:
        """The lenses of one role: of one game where the format compares, else one at a time."""
        if not self.made.ordered:
            for episode in self.episodes:
                yield from ([each] for each in self._lenses(episode, tally))
            return
        for game in pairs.games(self.episodes):
            dealt: dict[bytes, list[Lens]] = defaultdict(list)
            for episode in game:
                for each in self._lenses(episode, tally):
                    dealt[pairs.setup(each)].append(each)
            yield from dealt.values()

    def _lenses(self, episode: Episode, tally: Tally) -> Iterator[Lens]:
        tally.episodes += 1
        if not _stays(unfinished(episode, self.choice), tally):
            return
        trained = roles(episode, self.choice)
        if not _stays("" if trained else "none of the chosen roles is in it", tally):
            return
        for role in trained:
            if not _stays(forbidden(episode, role, self.choice.providers), tally):
                continue
            full = lens(episode, role, self.choice)
            told = full if self.made.masks else full.unbroken()
            if len(told.lines) < len(full.lines):
                tally.cut["the dialogue ends before a flagged turn"] += 1
            if _stays(unlearnable(told), tally):
                yield told


def _novelty() -> Callable[[str], bool]:
    """Says of one text after another whether it is new; numpy is loaded only where it is asked."""
    from society.export.cleaning import Seen

    return Seen().add


def _units(
    made: Format[Any], lenses: list[Lens], choice: Choice, drop: Callable[[str], None]
) -> Iterator[Unit]:
    """What the format makes records of; `drop` hears of candidates that are left out."""
    makers: dict[Needs, Callable[[], Iterator[Unit]]] = {
        "lens": lambda: iter(lenses),
        "turns": lambda: (moment for each in lenses for moment in moments(each)),
        "pairs": lambda: pairs.preferences(lenses, choice, drop),
        "duels": lambda: pairs.duels(lenses, choice),
        "replies": lambda: (told for each in lenses for told in targets.replies(each, drop)),
        "steps": lambda: (told for each in lenses for told in targets.steps(each, drop)),
        "policies": lambda: (told for each in lenses for told in targets.policies(each, drop)),
        "outlooks": lambda: (told for each in lenses for told in targets.outlooks(each, drop)),
    }
    return makers[made.made_of(choice.source)]()


def _stays(why: str, tally: Tally) -> bool:
    """Whether there is no reason against it; a reason is counted."""
    if why:
        tally.drop(why)
    return not why
