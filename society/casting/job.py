"""A job: one dialogue to play, by names only."""

import hashlib
from typing import Any

import orjson
from pydantic import Field

from society.domain.policy import Policy
from society.domain.value import Value


class Cast(Value):
    """Who takes part, by names; a role's own name counts over the name for all.

    What a role's policy says of its seat counts over all names.
    """

    model: str | None = None
    models: dict[str, str] = Field(default_factory=dict)
    player: str | None = None
    players: dict[str, str] = Field(default_factory=dict)
    searches: dict[str, str] = Field(default_factory=dict)
    effort: str | None = None
    judge_model: str | None = None
    judges: tuple[str, ...] | None = None
    policies: dict[str, Policy] = Field(default_factory=dict)


class Job(Cast):
    """One dialogue to play, by names only: it can be printed, stored, hashed and sent away."""

    scenario: str
    level: str = ""
    locale: str = ""
    seed: int = 0
    index: int = 0
    rollout: int = 0
    overrides: dict[str, Any] = Field(default_factory=dict)
    api_base: str | None = None
    allow_code: bool = False

    @property
    def key(self) -> str:
        """The same for the same job, on every machine."""
        return hashlib.sha256(
            orjson.dumps(self.model_dump(), option=orjson.OPT_SORT_KEYS)
        ).hexdigest()
