"""What a role might say next: replies of its own player by several chances, the same ones once.

Law: what a candidate cost is told with the candidate, before anything is made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from society.domain.dialogue import Action, Draft, Utterance, View
from society.llm.model import Tell
from society.players.hearing import quietly
from society.players.moves import Move
from society.players.player import Decider, Player, Sampler
from society.scenario.variables import dice
from society.scoring.flags import plain

ALIKE = 0.9
"""From this share of common text on, two replies without a move are the same one."""

AT_ONCE = 8
"""So many replies are asked for at once at most: no more are lost where the asking breaks off."""

AGREED = 3
"""After so many replies that are all the same one, no further one is paid for."""


@dataclass(frozen=True)
class Candidate:
    """One thing that could be said now.

    `count` is how often it was found; `move` is what is still to be put into words. `value` is what
    guides said of it before a break.
    """

    said: Utterance
    count: int = 1
    move: Move | None = None
    value: float | None = None

    @property
    def key(self) -> str:
        """The same for the same move, and for the same words where there is no move."""
        return key(self.said.text, self.said.action)

    def like(self, other: "Candidate") -> bool:
        """Whether both come to the same: one move, or nearly the same words without one."""
        if self.key == other.key:
            return True
        if self.said.action or other.said.action:
            return False
        return SequenceMatcher(None, self.key, other.key, autojunk=False).ratio() >= ALIKE


def key(text: str, action: Action | None) -> str:
    """What two replies have in common that come to the same."""
    return f"/{action}" if action else plain(text)


async def candidates(
    own: Player, view: View, most: int, *, words: bool, tell: Tell
) -> list[Candidate]:
    """Up to `most` different replies of the player.

    A player that decides before it speaks is asked for moves alone, unless `words` are wanted of
    each. Those that were stored before a break are taken first; nobody is asked for them again.
    """
    if isinstance(own, Decider):
        moves = _decided(own, view, most)
        if moves:
            return await _worded(own, view, moves, tell) if words else _weighed(view, moves)
    return await _asked(own, view, most, tell)


def _decided(own: Decider, view: View, most: int) -> list[Candidate]:
    found: list[Candidate] = []
    for at in range(most):
        move = own.decide(view, chance=_chance(view, at))
        if move is not None:
            said = Utterance(text="", action=move.action, player=own.name, planned=True)
            _add(found, Candidate(said, move=move))
    return found


def _weighed(view: View, moves: Sequence[Candidate]) -> list[Candidate]:
    """The moves, each with what guides said of it before a break."""
    told = {key(each.text, each.action): each.value for each in view.drafted}
    return [replace(each, value=told.get(each.key)) for each in moves]


async def _worded(
    own: Decider, view: View, moves: Sequence[Candidate], tell: Tell
) -> list[Candidate]:
    """The moves in words, one after the other; those before a break have theirs already."""
    found = [
        Candidate(_stored(own, draft, planned=True), each.count, value=draft.value)
        for each, draft in zip(moves, view.drafted, strict=False)
    ]
    for each in moves[len(found) :]:
        assert each.move is not None
        said = await own.utter(view, each.move, tell=quietly(tell))
        tell(_sampled(said))
        found.append(Candidate(said, each.count))
    return found


async def _asked(own: Player, view: View, most: int, tell: Tell) -> list[Candidate]:
    found: list[Candidate] = []
    for draft in view.drafted:
        _add(found, Candidate(_stored(own, draft), value=draft.value))
    had = sum(each.count for each in found)
    while had < most and not (len(found) == 1 and had >= AGREED):
        # The first few come alone: where they agree, there is nothing to choose from.
        wanted = min(most, AGREED) - had if had < AGREED else min(most - had, AT_ONCE)
        told = await _more(own, view, had, wanted, tell)
        for said in told[: most - had]:
            tell(_sampled(said))
            _add(found, Candidate(said))
        had += max(len(told), 1)
    return found


async def _more(own: Player, view: View, had: int, wanted: int, tell: Tell) -> Sequence[Utterance]:
    seeded = view.model_copy(update={"seed": _chance(view, had)})
    if isinstance(own, Sampler) and wanted > 1:
        return await own.several(seeded, wanted, tell=tell)
    return [await own.speak(seeded, tell=quietly(tell))]


def _stored(own: Player, draft: Draft, *, planned: bool = False) -> Utterance:
    told = {"text": draft.text, "action": draft.action, "calls": draft.calls}
    return Utterance(player=own.name, planned=planned, **told)


def _sampled(said: Utterance) -> Draft:
    return Draft(text=said.text, action=said.action, calls=said.calls)


def _add(found: list[Candidate], one: Candidate) -> None:
    for at, other in enumerate(found):
        if other.like(one):
            calls = tuple(dict.fromkeys((*other.said.calls, *one.said.calls)))
            said = other.said.model_copy(update={"calls": calls})
            value = one.value if other.value is None else other.value
            found[at] = replace(other, said=said, count=other.count + 1, value=value)
            return
    found.append(one)


def _chance(view: View, at: int) -> int:
    """The first is what the player would have said without a search."""
    return dice("candidate", view.seed, view.turn, at).getrandbits(32) if at else view.seed
