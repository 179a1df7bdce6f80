"""What was weighed for one turn, side by side, as preferences: good and bad branches alike.

Law: only replies of one moment are compared, by values of one scale: a search's, or a person's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from society.domain.thinking import PREFERRED, Considered
from society.export.choice import Choice, Pairing
from society.export.positions import Drop, Position, positions, sound, worded
from society.export.preference import Pair, onward
from society.export.views import Lens, Line, Moment, moment


@dataclass(frozen=True)
class _Side:
    """One reply of a moment with its worth; `said` is what became the turn."""

    moment: Moment
    value: float
    said: bool
    visits: int = 0

    @property
    def rank(self) -> tuple[float, bool, int]:
        """The best first."""
        return -self.value, not self.said, -self.visits


def ignore(_why: str) -> None:
    """Nobody counts what is left out."""


def drafts(lens: Lens, choice: Choice, drop: Drop = ignore) -> Iterator[Pair]:
    """Pairs of what was considered at one moment and valued, as `choice` says which."""
    for position in positions(lens, drop):
        replies = list(worded(sound(position.replies, drop), drop))
        for scale in (True, False):
            own = [each for each in replies if (each.draft.reason in PREFERRED) is scale]
            if own:
                yield from _pairs(_sides(position, own), choice)


def _sides(position: Position, replies: Sequence[Considered]) -> list[_Side]:
    """The replies as sides; what was said is one of them even where nothing valued it."""
    told = [
        _Side(position.moment(each), each.draft.value or 0.0, each.said, each.draft.visits)
        for each in replies
    ]
    turn = position.tree.turn
    if position.path or any(each.said for each in told) or not turn.text.strip():
        return told
    score = onward(position.lens, turn.index)
    if score is None:
        return told
    line = Line("assistant", "", train=True, turn=turn.index)
    said = moment(position.lens, line, turn.text, turn.action)
    return [*told, _Side(said, score, said=True)]


def _pairs(sides: Sequence[_Side], choice: Choice) -> Iterator[Pair]:
    ranked = sorted(sides, key=lambda each: each.rank)
    for better, worse in _compared(ranked, choice.pairs):
        words = [each.moment.completion.content for each in (better, worse)]
        if words[0] != words[1] and better.value - worse.value >= choice.margin:
            yield Pair(better.moment, worse.moment, better.value, worse.value)


def _compared(ranked: Sequence[_Side], which: Pairing) -> Iterable[tuple[_Side, _Side]]:
    """All of them, the best with each other, or what was said (else the best) with the worst."""
    if which == "all":
        return combinations(ranked, 2)
    if which == "each":
        return [(ranked[0], each) for each in ranked[1:]]
    first = next((each for each in ranked if each.said), ranked[0])
    return [(first, ranked[-1])]
