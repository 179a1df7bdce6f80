"""What won: a role's moves in one family of games, with the evidence."""

from typing import Literal

from pydantic import Field

from society.domain.value import Value


class Evidence(Value):
    """The turns of an episode that a strategy rests on."""

    episode: str
    turns: tuple[int, ...] = ()


class Strategy(Value):
    """A tactic of one role. Every win is kept as observed; proven takes a test on held-out seeds.

    `margin` is the utility above success (observed); `lift` with `interval` comes from the test.
    """

    id: str
    scenario: str
    role: str
    tactic: str
    moves: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    utility: float = 0.0
    margin: float = 0.0
    lift: float | None = None
    interval: tuple[float, float] | None = None
    status: Literal["observed", "proposed", "proven", "retired"] = "observed"
    games: int = Field(default=1, ge=0)
