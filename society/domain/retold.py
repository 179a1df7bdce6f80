"""A stored dialogue told again as the events of playing it, for whoever draws events."""

from collections.abc import Iterator, Sequence

from society.domain.calls import Attempt
from society.domain.dialogue import Turn
from society.domain.episode import Episode
from society.domain.events import (
    Asked,
    Called,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
)
from society.domain.judging import Judgement

REFUSED = "refused: "
"""How the reason of a draft begins that was said, refused and asked again."""


def events_of(episode: Episode, attempts: Sequence[Attempt] = ()) -> Iterator[Event]:
    """What was told while it was played, as far as it is stored, in that order.

    Words do not stream and nobody waits. Requests that no turn and no judgement names are told
    before the end. A dialogue that is not over has neither end nor failure.
    """
    ledger = _Ledger(episode.id, attempts)
    yield Started(episode=episode.id, game=episode.dialogue.game, provenance=episode.provenance)
    of_turn: dict[int, list[Judgement]] = {}
    for said in episode.judgements:
        if said.scope == "turn" and said.turn is not None:
            of_turn.setdefault(said.turn, []).append(said)
    paid = {each.turn: each for each in episode.rewards if each.scope == "turn"}
    for turn in episode.dialogue.turns:
        yield from _spoken(episode.id, turn, ledger)
        yield from _judged(episode.id, of_turn.get(turn.index, ()), ledger)
        if turn.index in paid:
            yield Paid(episode=episode.id, reward=paid[turn.index])
    whole = [each for each in episode.judgements if each.scope != "turn" or each.turn is None]
    yield from _judged(episode.id, whole, ledger)
    for reward in episode.rewards:
        if reward.scope == "outcome":
            yield Paid(episode=episode.id, reward=reward)
    yield from ledger.rest()
    yield from _end(episode)


class _Ledger:
    """Every request once: with the call that names it, or at the end."""

    def __init__(self, episode: str, attempts: Sequence[Attempt]) -> None:
        self._episode = episode
        self._left: dict[str, list[Attempt]] = {}
        for attempt in attempts:
            self._left.setdefault(attempt.call, []).append(attempt)

    def of(self, calls: Sequence[str]) -> Iterator[Event]:
        for call in calls:
            for attempt in self._left.pop(call, ()):
                yield Called(episode=self._episode, attempt=attempt)

    def rest(self) -> Iterator[Event]:
        yield from self.of(list(self._left))


def _spoken(episode: str, turn: Turn, ledger: _Ledger) -> Iterator[Event]:
    if "opening" not in turn.flags:
        yield Speaking(episode=episode, turn=turn.index, role=turn.role)
    for draft in turn.drafts:
        if draft.above is None and draft.reason.startswith(REFUSED):
            why = draft.reason.removeprefix(REFUSED)
            yield Speaking(episode=episode, turn=turn.index, role=turn.role, again=why)
    yield from ledger.of([call for draft in turn.drafts for call in draft.calls])
    yield from ledger.of(turn.calls)
    yield Spoke(episode=episode, turn=turn)


def _judged(episode: str, said: Sequence[Judgement], ledger: _Ledger) -> Iterator[Event]:
    for each in said:
        yield Asked(episode=episode, judge=each.judge, turn=each.turn)
        yield from ledger.of(each.calls)
        yield Judged(episode=episode, judgement=each)


def _end(episode: Episode) -> Iterator[Event]:
    if episode.outcome is not None:
        yield Ended(episode=episode.id, outcome=episode.outcome, seconds=episode.seconds)
    elif episode.status == "failed":
        yield Failed(
            episode=episode.id, code="failed", error=episode.error, seconds=episode.seconds
        )
