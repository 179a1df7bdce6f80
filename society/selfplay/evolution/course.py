"""What an evolution is asked to do, and the seeds that keep what is learned from what is tested."""

from random import Random
from typing import Literal

from pydantic import Field

from society.casting import Cast
from society.domain.policy import Policy
from society.domain.value import Value
from society.scoring.sequential import Test

Opponents = Literal["self", "latest", "uniform", "hardest", "league"]
"""`league` is half self-play and half those that beat it most, as in Vinyals et al. 2019."""

Improver = Literal["strategies", "tuning", "examples"]
"""Tactics mined and proven, the planner's parameters by cross-entropy, replies shown."""

Purpose = Literal["play", "prove", "gate", "final"]


class Course(Value):
    """An evolution from its first policy on; the same course is the same games, and goes on.

    `episodes` are played in each generation to learn from. A candidate is promoted where `gate`
    finds it better; a strategy goes into it where `proof` does. Every purpose and generation has
    games of its own: nothing is tested on what it was learned from.
    """

    name: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,23}$")
    scenarios: tuple[str, ...] = Field(min_length=1)
    first: Policy
    generations: int = Field(default=5, ge=1, le=1000)
    episodes: int = Field(default=200, ge=1)
    opponents: Opponents = "self"
    improvers: tuple[Improver, ...] = ("strategies",)
    level: str = ""
    base: Cast = Cast()
    seed: int = 7
    gate: Test = Test(most=200, least=0.01)
    proof: Test = Test(most=120)
    final: int = Field(default=200, ge=0)

    def drawn(self, purpose: Purpose, generation: int = 0) -> int:
        """The seed of the games of one purpose in one generation."""
        return Random(f"{self.seed}:{purpose}:{generation}").getrandbits(31)

    def batch(self, purpose: Purpose, generation: int = 0) -> str:
        """The name of the batches of one purpose in one generation."""
        return f"{self.name}-{purpose}{generation}"
