"""Where self-play plays: a store, and a way to have a plan played to its end.

Law: whatever self-play decides is worked out from stored dialogues, whose ids follow from the plan;
so every command goes on where it was stopped, and nothing is asked twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from society.batch.plan import Plan
from society.casting import Job
from society.domain.errors import Exit, SocietyError
from society.store.store import Store


class Place(NamedTuple):
    """One dialogue of a plan: the number of its combination, its job, its id."""

    cell: int
    job: Job
    episode: str


class Halted(SocietyError):
    """Not all could be played: a limit or a signal was in the way; `exit` says which."""

    def __init__(self, message: str, *, code: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.exit = Exit(code)


Play = Callable[[Plan], Awaitable[Sequence[Place]]]
"""Play what is left of a plan; every dialogue of it in its order, or Halted."""


@dataclass(frozen=True)
class Field:
    """A store and how plans are played into it."""

    store: Store
    play: Play
