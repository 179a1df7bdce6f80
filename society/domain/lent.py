"""What a judge may be lent beside the dialogue: the games that were stored, and games played on."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from pydantic import Field

from society.domain.dialogue import Dialogue
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.domain.value import Value


class Played(Value):
    """How a game ended that was played on: what it was worth to each role, and what it took."""

    ended: str
    utilities: dict[str, float] = Field(default_factory=dict)
    turns: int = 0
    calls: int = 0
    cost: float | None = 0.0


class PlayOn(Protocol):
    """Plays a game on from where a dialogue stands, on the dialogue's own budget.

    To be awaited, so by a judge that is `async def`.
    """

    async def __call__(
        self, dialogue: Dialogue, *, n: int = 1, seed: int = 0, player: str = "planner"
    ) -> tuple[Played, ...]:
        """Play it to its end `n` times; game i draws its players' chance from `seed` and i.

        `planner` moves without words and asks no model; `planned` and `llm` ask the roles' models.
        The same seed plays the same chance from any prefix, and games 2k and 2k+1 mirror each
        other's, so an even `n` tells more. Raises LimitReached, ModelError, and JudgeError where
        such players cannot play this game.
        """


class Member(Protocol):
    """One judge of a panel, ready to be asked about the case that the panel is asked about."""

    @property
    def name(self) -> str:
        """Its name among the members."""

    @property
    def weight(self) -> float:
        """How much its word counts."""

    @property
    def price(self) -> float | None:
        """Dollars that a question is said to cost, then what it cost; None where nobody knows."""

    async def __call__(self) -> Judgement:
        """What it says; its failure comes back unscored."""


class Archive(Protocol):
    """What is stored, to be read only."""

    def texts(
        self, *, scenario: str = "", role: str = "", before: str = "", limit: int = 1000
    ) -> Sequence[str]:
        """Words that were said, the latest dialogues first.

        With `before` only those of dialogues that were begun before that episode; what a judge is
        lent in a dialogue begins before that dialogue by itself.
        """

    def episodes(self, query: str = "", *, limit: int = 100) -> Iterator[Episode]:
        """Whole dialogues that match a query as `society list --where` takes it, latest first."""
