"""What a search needs to know of a game: who moves, whether it is over, what follows, its worth.

Law: a search asks these four and nothing else, so it is tested on games that are solved by hand.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Position = TypeVar("Position")
AT_ONCE = 8
"""Positions that are valued at the same time, unless told: models are waited for."""

Values = Mapping[str, float]
"""What a position is worth to each role (max^n: everyone wants the most for itself)."""


@dataclass(frozen=True)
class Reply(Generic[Position]):
    """Something that could be said, and where it leads.

    `prior` is how likely it is to be said, up to a common factor; `key` names the position that it
    leads to: two replies with one key are the same reply, and lead to one node of the tree.
    """

    position: Position
    key: Hashable
    prior: float = 1.0


@dataclass(frozen=True)
class Hidden(Generic[Position]):
    """What is not the same in every world that it could be; worlds are numbered from 0.

    `reply(position, world)` is what whoever moves there says in that world, and
    `value(position, world)` what the position is worth in it.
    """

    reply: Callable[[Position, int], Awaitable[Reply[Position]]]
    value: Callable[[Position, int], Awaitable[Values]]


@dataclass(frozen=True)
class World(Generic[Position]):
    """A game as four questions.

    `replies(position, n)` samples up to n candidates, the same ones again where it knows no others.
    `value(position)` is exact where the game is over and an estimate where it is not. `hidden` is
    for games in which a side does not know all: a tree search then walks down in one world after
    another (information set search; Cowling, Powley and Whitehouse 2012).
    """

    mover: Callable[[Position], str]
    is_over: Callable[[Position], bool]
    replies: Callable[[Position, int], Awaitable[Sequence[Reply[Position]]]]
    value: Callable[[Position], Awaitable[Values]]
    hidden: Hidden[Position] | None = None


def never() -> bool:
    """Nothing stops the search before its own end."""
    return False
