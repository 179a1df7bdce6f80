"""A dialogue that was played: how it ended, who made it, where it came from."""

from typing import Any, Literal

from pydantic import Field

from society.domain.dialogue import Dialogue, Draft
from society.domain.judging import Judgement, Reward
from society.domain.value import Value

Status = Literal["pending", "running", "done", "failed", "stopped"]


class Outcome(Value):
    """How a dialogue ended and what that is worth.

    `utilities` are the scenario's own where `verifiable`, otherwise mean reward a turn, so that
    talk does not pay. `winners` are the roles that reached their success. `returns` mix turns and
    end as the scenario's `reward` says. `margin` is the lead of `winner` over the next.
    """

    ended: str
    verifiable: bool = False
    issues: dict[str, Any] = Field(default_factory=dict)
    checks: dict[str, float | None] = Field(default_factory=dict)
    utilities: dict[str, float] = Field(default_factory=dict)
    returns: dict[str, float] = Field(default_factory=dict)
    winner: str | None = None
    winners: tuple[str, ...] = ()
    margin: float = 0.0


class Provenance(Value):
    """Whatever is needed to say afterwards what produced a row, and to play it again."""

    scenario: str
    scenario_hash: str = ""
    level: str = ""
    locale: str = "en"
    seed: int = 0
    index: int = 0
    rollout: int = 0
    job: dict[str, Any] = Field(default_factory=dict)
    players: dict[str, str] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    sampling: dict[str, dict[str, Any]] = Field(default_factory=dict)
    judges: dict[str, str] = Field(default_factory=dict)
    judge_models: dict[str, str] = Field(default_factory=dict)
    weights: dict[str, float] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Lineage(Value):
    """Where an episode came from: the one it branched off, and the generation it was played in."""

    parent: str | None = None
    branch: int | None = None
    generation: int | None = None


class Episode(Value):
    """One dialogue with everything said of it.

    `batch` is the batch that it was played in, `tags` the words that somebody put on it. `drafted`
    are candidates of the turn after the last, sampled before a break: they are no part of what was
    said, and no file has them.
    """

    id: str
    dialogue: Dialogue
    judgements: tuple[Judgement, ...] = ()
    rewards: tuple[Reward, ...] = ()
    outcome: Outcome | None = None
    provenance: Provenance
    lineage: Lineage = Lineage()
    batch: str | None = None
    tags: tuple[str, ...] = ()
    status: Status = "pending"
    error: str = ""
    started: str = ""
    seconds: float = 0.0
    drafted: tuple[Draft, ...] = Field(default=(), exclude=True)
