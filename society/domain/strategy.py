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

    `margin` is the utility above success (observed). `lift` with `interval` comes from the test:
    the role's utility with it less that without it, over `trials` games that a policy played both
    ways; `against` is that policy's label. `tactics` say the same in parameters of the planner.
    `origin` is what found it: a win, winners contrasted with losers, or a model that read them.
    `screened` is why it may not be used.
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
    tactics: dict[str, float] = Field(default_factory=dict)
    origin: Literal["win", "contrast", "model"] = "win"
    against: str = ""
    trials: int = Field(default=0, ge=0)
    screened: str = ""
