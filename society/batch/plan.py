"""What a batch plays: every combination of scenarios, levels, languages, casts and seeds. Pure."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import product
from typing import Any

import orjson
from pydantic import Field

from society.casting import Cast, Job
from society.domain.errors import SocietyError
from society.domain.value import Value

MOST = 10_000_000
"""Dialogues of one batch."""


class Plan(Value):
    """`n` dialogues in all, dealt in turn to every combination of what is listed.

    Each combination draws its games from its seed by index 0, 1, 2 …; every game is played
    `rollouts` times. `scenarios` are ids or paths, each by itself. `generation` is written
    on every dialogue.
    """

    name: str
    scenarios: tuple[str, ...] = Field(min_length=1)
    n: int = Field(default=1, ge=1, le=MOST)
    rollouts: int = Field(default=1, ge=1)
    seeds: tuple[int, ...] = Field(default=(0,), min_length=1)
    levels: tuple[str, ...] = Field(default=("",), min_length=1)
    locales: tuple[str, ...] = Field(default=("",), min_length=1)
    casts: tuple[Cast, ...] = Field(default=(Cast(),), min_length=1)
    overrides: dict[str, Any] = Field(default_factory=dict)
    api_base: str | None = None
    allow_code: bool = False
    generation: int | None = None

    @property
    def cells(self) -> tuple[Job, ...]:
        """The first game of every combination."""
        sides = (self.scenarios, self.levels, self.locales, self.casts, self.seeds)
        return tuple(self._cell(*combination) for combination in product(*sides))

    def jobs(self, cells: tuple[Job, ...]) -> Iterator[tuple[int, Job]]:
        """Every dialogue with the number of its combination, dealt so that all grow alike."""
        for number in range(self.n):
            game, rollout = divmod(number, self.rollouts)
            index, cell = divmod(game, len(cells))
            yield cell, cells[cell].model_copy(update={"index": index, "rollout": rollout})

    def _cell(self, scenario: str, level: str, locale: str, cast: Cast, seed: int) -> Job:
        return Job(
            scenario=scenario,
            level=level,
            locale=locale,
            seed=seed,
            overrides=self.overrides,
            api_base=self.api_base,
            allow_code=self.allow_code,
            **{name: getattr(cast, name) for name in Cast.model_fields},
        )


def sized(plan: Plan, n: int) -> Plan:
    """The plan with so many dialogues; SocietyError where they are too many."""
    if n > MOST:
        raise SocietyError(f"{n:,} dialogues are too many for one batch", hint=f"most: {MOST:,}")
    return plan.model_copy(update={"n": n})


def episode_id(batch: str, config: Mapping[str, Any], job: Job) -> str:
    """The id of a job's dialogue: the same wherever and whenever the same thing is played.

    `config` is what its combination comes to (`configs.configuration`); where that changes, so
    does the id, and the dialogue is played anew.
    """
    told = [batch, config, job.index, job.rollout]
    return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]
