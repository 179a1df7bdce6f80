"""What a search considered before a turn, as a tree: what answers what, and which reply was said.

Law: rows of any origin make a tree. What cannot be placed hangs at the turn itself and says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from society.domain.dialogue import Draft, Searched, Turn
from society.domain.display import duration, one_line

SAID = "said"
"""The reason of the draft that became the turn, where its words came only afterwards."""

AHEAD = "looked ahead to"
"""The reason of a draft below another one: it did not lose, nobody was to say it yet."""

KEPT, PASSED_OVER = "a person kept it", "a person kept another"
CHOSEN, REJECTED = "a person chose it", "a person rejected it"
PREFERRED = frozenset({KEPT, PASSED_OVER, CHOSEN, REJECTED})
"""Reasons of drafts that a person valued: 1 or 0, which is on no search's scale."""

STOPPED = {
    "done": "it was done",
    "settled": "no other reply could overtake the best",
    "agreed": "the candidates agreed",
    "calls": "its calls were spent",
    "tokens": "its tokens were spent",
    "money": "its money was spent",
    "seconds": "its time was over",
}
"""Why a search ended, in words."""

CIRCLE = "it answers itself by way of others"


@dataclass(frozen=True)
class Considered:
    """One draft in its place: `n` among the turn's drafts, `role` who would say it.

    `above` is the draft that it answers, None at the turn itself, where `depth` is 0. `misplaced`
    says why it hangs there although it names another; "" where it stands where it says.
    """

    n: int
    draft: Draft
    role: str
    above: int | None
    depth: int = 0
    said: bool = False
    misplaced: str = ""


@dataclass(frozen=True)
class Tree:
    """All that was considered before one turn; `replies[n]` is draft n."""

    turn: Turn
    replies: tuple[Considered, ...]
    _below: Mapping[int | None, tuple[int, ...]]

    @classmethod
    def of(cls, turn: Turn) -> "Tree":
        """The tree of the turn's drafts; one without branches where there are none."""
        above, why = _placed(turn.drafts)
        below: dict[int | None, list[int]] = {}
        for n in sorted(range(len(turn.drafts)), key=lambda n: _rank(n, turn.drafts[n])):
            below.setdefault(above[n], []).append(n)
        roots = [n for n in below.get(None, ()) if not why[n]]
        said, depths = _said(turn, roots), _depths(below)
        replies = tuple(
            Considered(n, each, each.role or turn.role, above[n], depths[n], n in said, why[n])
            for n, each in enumerate(turn.drafts)
        )
        return cls(turn, replies, MappingProxyType({at: tuple(ns) for at, ns in below.items()}))

    def below(self, n: int | None) -> tuple[Considered, ...]:
        """What answers draft n, or for None could be said at the turn: the most visited first."""
        return tuple(self.replies[each] for each in self._below.get(n, ()))

    def chain(self, n: int) -> tuple[Considered, ...]:
        """From the turn down to draft n: one reply after the other, n the last."""
        found = [self.replies[n]]
        while (above := found[-1].above) is not None:
            found.append(self.replies[above])
        return tuple(reversed(found))

    def walk(self, n: int | None = None) -> Iterator[Considered]:
        """Everything below n, depth first: each before what answers it."""
        waiting = list(reversed(self._below.get(n, ())))
        while waiting:
            each = waiting.pop()
            yield self.replies[each]
            waiting += reversed(self._below.get(each, ()))

    @property
    def misplaced(self) -> int:
        """How many hang at the turn although they name another place."""
        return sum(bool(each.misplaced) for each in self.replies)


def unsaid(turn: Turn) -> tuple[Draft, ...]:
    """Replies considered at the turn itself and not said; not what was looked ahead to.

    >>> thought = (Draft(text="90?"), Draft(text="80?"), Draft(text="Yes.", above=1))
    >>> [each.text for each in unsaid(Turn(index=0, role="seller", text="90?", drafts=thought))]
    ['80?']
    """
    roots = [n for n, each in enumerate(turn.drafts) if each.above is None]
    said = _said(turn, roots)
    return tuple(turn.drafts[n] for n in roots if n not in said)


def effort(searched: Searched) -> str:
    """What a search did, and why it ended, on one line that may be shown.

    >>> effort(Searched(thought="mcts:64x6", simulations=64, candidates=4, seconds=1.25))
    '64 simulations · 4 candidates · 1.2 s · it was done'
    """
    why = STOPPED.get(searched.stopped, one_line(searched.stopped, 60))
    took = f"{searched.seconds:.1f} s" if searched.seconds < 60 else duration(searched.seconds)
    counts = [_many(searched.simulations, "simulation"), _many(searched.candidates, "candidate")]
    return " · ".join([*counts, took, why])


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _rank(n: int, draft: Draft) -> tuple[int, float, int]:
    return -draft.visits, -(draft.value if draft.value is not None else -1.0), n


def _said(turn: Turn, roots: Sequence[int]) -> frozenset[int]:
    """Which of these drafts is what was said: by words and move, else the one that says so."""
    own = (turn.text, turn.action)
    same = [n for n in roots if (turn.drafts[n].text, turn.drafts[n].action) == own]
    told = [n for n in sorted(roots) if turn.drafts[n].reason == SAID]
    return frozenset(same or told[:1])


def _placed(drafts: Sequence[Draft]) -> tuple[list[int | None], list[str]]:
    """What each draft hangs below, and why where that is not what it says."""
    above: list[int | None] = [each.above for each in drafts]
    why = [""] * len(drafts)
    for n, at in enumerate(above):
        if at is not None and not 0 <= at < len(drafts):
            above[n], why[n] = None, f"it answers draft {at}, which is not there"
    for n in _circling(above):
        above[n], why[n] = None, CIRCLE
    return above, why


def _circling(above: Sequence[int | None]) -> list[int]:
    """Every draft that is met again on the way up from it."""
    found: list[int] = []
    met: dict[int, int] = {}
    for start in range(len(above)):
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in met:
            met[at] = start
            path.append(at)
            at = above[at]
        if at is not None and met[at] == start:
            found += path[path.index(at) :]
    return found


def _depths(below: Mapping[int | None, Sequence[int]]) -> dict[int, int]:
    """How far below the turn each draft stands; 0 for a reply at the turn itself."""
    found: dict[int, int] = {}
    level: list[int | None] = [None]
    depth = 0
    while level:
        level = [n for at in level for n in below.get(at, ())]
        found |= {n: depth for n in level if n is not None}
        depth += 1
    return found
