"""Games small enough to be solved by hand: a tree of who moves, and what each end is worth."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from society.search import Reply, World

Values = dict[str, float]


@dataclass
class Game:
    """`moves` maps a position to (who moves, {reply: (prior, position)}); `worth` maps any position
    to its values, exact for ends and an estimate for others. Counts what it is asked.
    """

    moves: Mapping[str, tuple[str, Mapping[str, tuple[float, str]]]]
    worth: Mapping[str, Values]
    valued: list[str] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def world(self) -> World[str]:
        return World(self._mover, self._over, self._replies, self._value)

    def _mover(self, position: str) -> str:
        return self.moves[position][0] if position in self.moves else ""

    def _over(self, position: str) -> bool:
        return position not in self.moves

    async def _replies(self, position: str, n: int) -> Sequence[Reply[str]]:
        self.asked.append((position, n))
        await asyncio.sleep(0)
        told = self.moves[position][1]
        return [Reply(to, to, prior) for prior, to in list(told.values())[:n]]

    async def _value(self, position: str) -> Values:
        self.valued.append(position)
        await asyncio.sleep(0)
        return dict(self.worth[position])


def two(a: float, b: float) -> Values:
    return {"a": a, "b": b}


def greedy_is_wrong() -> Game:
    """`grab` looks best for a at once, but b answers with ruin; `wait` looks poor and ends well."""
    return Game(
        moves={
            "start": ("a", {"grab": (0.8, "grabbed"), "wait": (0.2, "waited")}),
            "grabbed": ("b", {"punish": (0.5, "ruin"), "forgive": (0.5, "gift")}),
            "waited": ("b", {"share": (0.5, "shared"), "spite": (0.5, "spited")}),
        },
        worth={
            "grabbed": two(0.9, 0.1),
            "waited": two(0.3, 0.3),
            "ruin": two(0.0, 0.4),
            "gift": two(1.0, 0.0),
            "shared": two(0.6, 0.6),
            "spited": two(0.1, 0.1),
        },
    )


def three_sides() -> Game:
    """a chooses whom to ask; b and c each choose for themselves. Max^n: a asks c, who shares."""
    return Game(
        moves={
            "start": ("a", {"ask b": (1.0, "b's"), "ask c": (1.0, "c's")}),
            "b's": ("b", {"keep": (1.0, "b keeps"), "share": (1.0, "b shares")}),
            "c's": ("c", {"keep": (1.0, "c keeps"), "share": (1.0, "c shares")}),
        },
        worth={
            "b's": {"a": 0.5, "b": 0.5, "c": 0.0},
            "c's": {"a": 0.4, "b": 0.0, "c": 0.4},
            "b keeps": {"a": 0.0, "b": 1.0, "c": 0.0},
            "b shares": {"a": 0.9, "b": 0.5, "c": 0.0},
            "c keeps": {"a": 0.1, "b": 0.0, "c": 0.3},
            "c shares": {"a": 0.5, "b": 0.0, "c": 0.5},
        },
    )


@dataclass
class Words:
    """A game in which a says one of endlessly many things, each a little better than the last."""

    asked: int = 0

    @property
    def world(self) -> World[int]:
        return World(lambda at: "a", lambda at: at > 0, self._replies, self._value)

    async def _replies(self, at: int, n: int) -> Sequence[Reply[int]]:
        first, self.asked = self.asked + 1, self.asked + n
        return [Reply(number, number) for number in range(first, first + n)]

    async def _value(self, at: int) -> Values:
        return {"a": min(at / 100, 1.0)}
