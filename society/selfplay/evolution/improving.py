"""What makes a candidate of what was played: strategies proven, parameters tuned, replies shown."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from society.domain.policy import Policy
from society.selfplay.evolution.course import Course
from society.selfplay.field import Field

Tell = Callable[[str], None]
"""Hears what is being done, in a line."""


class Step(NamedTuple):
    """Where an improver stands: whose turn it is to be improved, and which batches it played."""

    course: Course
    generation: int
    incumbent: Policy
    batches: Sequence[str]

    @property
    def name(self) -> str:
        """What a candidate of this step is called."""
        return f"{self.course.name}-g{self.generation}"


class Improved(NamedTuple):
    """The candidate, or None and why there is none; `facts` go into the report."""

    candidate: Policy | None
    why: str
    facts: dict[str, Any]


Improve = Callable[[Field, Step, Tell], Awaitable[Improved]]


def renamed(step: Step, policy: Policy) -> Policy:
    """The policy under the name of the step, made from the incumbent."""
    return policy.model_copy(update={"name": step.name, "parents": (step.incumbent.sha,)})
