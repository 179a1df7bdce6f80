"""A policy: all that decides how a seat is played, an immutable value with a name and a hash."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Literal

import orjson
from pydantic import Field

from society.domain.sampling import Sampling
from society.domain.value import Value

Origin = Literal["given", "strategies", "search", "grid", "sft", "dpo", "kto", "command"]
"""What made a policy: a person, proven strategies, the replies of a search, a grid, training."""


class Example(Value):
    """What a role heard, and the reply that went well: shown to a model before it speaks."""

    heard: str
    said: str


class Habit(Value):
    """What a policy does in some seats: of a scenario, of a role, or in all where both are empty.

    `tactics` are parameters of the planner (`players.tactics.Tactics`); those left out stay as they
    are. `advice` are strategies in words, by their ids. `search` is how the role thinks before it
    speaks, such as `best-of-8`.
    """

    scenario: str = ""
    role: str = ""
    tactics: dict[str, float] = Field(default_factory=dict)
    advice: dict[str, str] = Field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    search: str = ""

    def fits(self, scenario: str, role: str) -> bool:
        """Whether it is meant for that seat."""
        return self.scenario in ("", scenario) and self.role in ("", role)


class Policy(Value):
    """Model, guidance, examples, sampling, search and adapter: what a league rates.

    `model` and `player` are names; empty, they are the job's own. An adapter is part of the model's
    name (`embedded+file.gguf`). `parents` are the hashes of the policies that it was made from.
    """

    name: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    model: str = ""
    player: str = ""
    sampling: Sampling = Sampling()
    habits: tuple[Habit, ...] = ()
    origin: Origin = "given"
    parents: tuple[str, ...] = ()

    @property
    def sha(self) -> str:
        """The hash of what it does: neither its name nor where it came from is in it."""
        told = self.model_dump(mode="json", exclude={"name", "origin", "parents"})
        return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def label(self) -> str:
        """How it is told apart from all others: `name@` and the beginning of its hash."""
        return f"{self.name}@{self.sha[:8]}"

    def habit(self, scenario: str, role: str) -> Habit:
        """What it does in one seat: what is meant for fewer seats counts over what is for more.

        >>> calm = Habit(tactics={"beta": 2.0, "aspiration": 0.6})
        >>> firm = Habit(role="seller", tactics={"beta": 0.5})
        >>> Policy(name="p", habits=(calm, firm)).habit("market/used_bike", "seller").tactics
        {'beta': 0.5, 'aspiration': 0.6}
        """
        return _merged(self._fitting(scenario, role), scenario, role)

    def with_habit(self, *habits: Habit) -> "Policy":
        """The policy with further habits, which count over those that fit as many seats."""
        return self.model_copy(update={"habits": (*self.habits, *habits)})

    def _fitting(self, scenario: str, role: str) -> Iterator[Habit]:
        fitting = [each for each in self.habits if each.fits(scenario, role)]
        yield from sorted(fitting, key=lambda each: (bool(each.scenario), bool(each.role)))


def _merged(habits: Iterator[Habit], scenario: str, role: str) -> Habit:
    tactics: dict[str, float] = {}
    advice: dict[str, str] = {}
    examples: tuple[Example, ...] = ()
    search = ""
    for each in habits:
        tactics |= each.tactics
        advice |= each.advice
        examples += each.examples
        search = each.search or search
    return Habit(
        scenario=scenario,
        role=role,
        tactics=tactics,
        advice=advice,
        examples=examples,
        search=search,
    )


def named(policies: Mapping[str, Policy]) -> dict[str, str]:
    """The label of each role's policy."""
    return {role: policy.label for role, policy in policies.items()}
