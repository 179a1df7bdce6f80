"""Two dialogues beside each other: which turns are the same, which words differ, what it paid.

Pure. Branches share their first turns, so turns are aligned by what was said, not by their number.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeVar

from society.domain.dialogue import Turn
from society.domain.episode import Episode, Outcome

Kind = Literal["same", "changed", "left", "right"]
"""A turn that both have, one that was said otherwise, one that only the first or the second has."""

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORDS = re.compile(rf"\s+|[{_HAN}]|[^\W{_HAN}]+|[^\w\s]")
_MOST = 1_000_000
"""Comparisons that aligning may take: beyond, all between the same ends counts as changed."""

_UNSETTLED = Outcome(ended="")

Item = TypeVar("Item", bound=Hashable)


class Piece(NamedTuple):
    """A part of a text, and whether the other side says something else in its place."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Row:
    """A turn of each side, or of one; `words` are the pieces of their texts."""

    kind: Kind
    left: Turn | None
    right: Turn | None
    words: tuple[tuple[Piece, ...], tuple[Piece, ...]]
    rewards: tuple[float | None, float | None]

    @property
    def delta(self) -> float | None:
        """How much more the right side was paid; None where one of them was not."""
        left, right = self.rewards
        return None if left is None or right is None else right - left

    @property
    def differs(self) -> bool:
        """Whether something else was said, or something else was paid for the same."""
        return self.kind != "same" or self.rewards[0] != self.rewards[1]


class Compared(NamedTuple):
    """One fact of how two dialogues ended; `delta` is what the right side has more of it."""

    what: str
    left: str
    right: str
    delta: float | None = None


@dataclass(frozen=True)
class Difference:
    """Two dialogues, aligned. `shared` counts the turns that both begin with."""

    left: Episode
    right: Episode
    rows: tuple[Row, ...]
    shared: int

    @property
    def one_game(self) -> bool:
        """Whether both are plays of the very same game, so that only who spoke and how differs."""
        return _dealt(self.left) == _dealt(self.right)

    def ends(self) -> Iterator[Compared]:
        """How both ended: in words first, then figures, as far as either has them."""
        one, other = self.left.outcome or _UNSETTLED, self.right.outcome or _UNSETTLED
        yield Compared("ended", one.ended or self.left.status, other.ended or self.right.status)
        yield Compared("winner", _winner(self.left), _winner(self.right))
        for name in dict.fromkeys([*one.issues, *other.issues]):
            yield Compared(name, _issue(one, name), _issue(other, name))
        yield from _figures("utility", one.utilities, other.utilities)
        yield from _figures("return", one.returns, other.returns)
        turns = (len(each.dialogue.turns) for each in (self.left, self.right))
        left, right = map(str, turns)
        yield Compared("turns", left, right)

    def swapped(self) -> "Difference":
        """The same, the other way round."""
        return difference(self.right, self.left)


def difference(left: Episode, right: Episode) -> Difference:
    """The two dialogues beside each other."""
    ours, theirs = left.dialogue.turns, right.dialogue.turns
    paid = _paid(left), _paid(right)

    def row(kind: Kind, a: Turn | None, b: Turn | None) -> Row:
        rewards = (paid[0].get(a.index) if a else None, paid[1].get(b.index) if b else None)
        return Row(kind, a, b, _pieces(a, b), rewards)

    rows = tuple(row(*each) for each in _aligned(ours, theirs))
    shared = _common(list(map(_said, ours)), list(map(_said, theirs)))
    return Difference(left, right, rows, shared)


def _aligned(
    ours: Sequence[Turn], theirs: Sequence[Turn]
) -> Iterator[tuple[Kind, Turn | None, Turn | None]]:
    for tag, i, j, k, m in _opcodes(list(map(_said, ours)), list(map(_said, theirs))):
        if tag == "equal":
            yield from (("same", a, b) for a, b in zip(ours[i:j], theirs[k:m], strict=True))
        else:
            yield from _replaced(ours[i:j], theirs[k:m])


def _replaced(
    ours: Sequence[Turn], theirs: Sequence[Turn]
) -> Iterator[tuple[Kind, Turn | None, Turn | None]]:
    """Turns of one role stand in each other's place; what is left over has no counterpart."""
    roles = [turn.role for turn in ours], [turn.role for turn in theirs]
    for tag, i, j, k, m in _opcodes(*roles):
        if tag == "equal":
            yield from (("changed", a, b) for a, b in zip(ours[i:j], theirs[k:m], strict=True))
        else:
            yield from (("left", turn, None) for turn in ours[i:j])
            yield from (("right", None, turn) for turn in theirs[k:m])


def _pieces(a: Turn | None, b: Turn | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The words of both, those that differ marked; of a turn alone nothing is marked."""
    if a is None or b is None or a.text == b.text:
        return _whole(a), _whole(b)
    ours, theirs = _WORDS.findall(a.text), _WORDS.findall(b.text)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in _opcodes(ours, theirs):
        if i < j:
            left.append(Piece("".join(ours[i:j]), tag != "equal"))
        if k < m:
            right.append(Piece("".join(theirs[k:m]), tag != "equal"))
    return tuple(left), tuple(right)


def _whole(turn: Turn | None) -> tuple[Piece, ...]:
    return (Piece(turn.text, False),) if turn and turn.text else ()


def _opcodes(
    ours: Sequence[Item], theirs: Sequence[Item]
) -> Iterator[tuple[str, int, int, int, int]]:
    """What is equal and what is not, with ends that both have taken off first."""
    head = _common(ours, theirs)
    tail = _common(ours[head:][::-1], theirs[head:][::-1])
    i, k = len(ours) - tail, len(theirs) - tail
    if head:
        yield "equal", 0, head, 0, head
    if (i - head) * (k - head) > _MOST:
        yield "replace", head, i, head, k
    else:
        matcher = SequenceMatcher(None, ours[head:i], theirs[head:k], autojunk=False)
        for tag, *ends in matcher.get_opcodes():
            a, b, c, d = (head + end for end in ends)
            yield tag, a, b, c, d
    if tail:
        yield "equal", i, len(ours), k, len(theirs)


def _common(ours: Sequence[Item], theirs: Sequence[Item]) -> int:
    """How many they begin with that are the same."""
    for at, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return at
    return min(len(ours), len(theirs))


def _said(turn: Turn) -> tuple[str, str, str]:
    action = turn.action.model_dump_json() if turn.action else ""
    return turn.role, turn.text, action


def _paid(episode: Episode) -> dict[int, float]:
    """What each turn was paid for itself."""
    return {paid.turn: paid.value for paid in episode.rewards if paid.scope == "turn"}


def _winner(episode: Episode) -> str:
    return (episode.outcome.winner or "nobody") if episode.outcome else ""


def _issue(outcome: Outcome, name: str) -> str:
    value = outcome.issues.get(name)
    return "" if value is None else str(value)


def _figures(what: str, one: Mapping[str, float], other: Mapping[str, float]) -> Iterator[Compared]:
    """A line for each role that either knows a figure of."""
    for role in dict.fromkeys([*one, *other]):
        a, b = one.get(role), other.get(role)
        delta = None if a is None or b is None else b - a
        yield Compared(f"{role} {what}", _figure(a), _figure(b), delta)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _dealt(episode: Episode) -> object:
    """What was dealt: scenario, draw and roles, but not who plays them."""
    game = episode.dialogue.game
    casting = {"model", "sampling", "human", "train"}
    roles = [role.model_dump(exclude=casting) for role in game.roles]
    draw = (game.seed, game.index, game.level, game.locale, game.variables, game.context)
    return game.scenario.id, game.scenario.version, draw, roles
