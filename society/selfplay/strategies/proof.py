"""Whether a strategy helps: a policy plays the same new games with it and without it.

Law: nothing but the strategy differs between the two plays of a game. The others play the same
policy in both, with the same chance, and the games are none that a strategy was mined from.
"""

import hashlib
from collections.abc import Mapping, Sequence

from society.batch.plan import Plan
from society.casting import Cast
from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.domain.strategy import Strategy
from society.domain.value import Value
from society.scoring import sequential
from society.selfplay.field import Field, Place
from society.selfplay.meeting import ends
from society.store.matches import Played

STEP = 24
"""Games between two looks at what was found."""

NAMED = "proof-"
"""What the names of batches that prove something begin with: they are not mined."""

WITH, WITHOUT = 0, 1
"""The places of the two casts in the plan."""


class Trial(Value):
    """A strategy, the policy that is to try it, and who the others are; without them, the same.

    `roles` are all roles of the scenario, which is `at`: its id or its file. `base` says whatever
    the policies leave open. `test` says how sure one must be, and after how many games it ends.
    """

    strategy: Strategy
    policy: Policy
    others: Policy | None = None
    at: str = ""
    roles: tuple[str, ...]
    base: Cast = Cast()
    level: str = ""
    locale: str = ""
    seed: int
    test: sequential.Test = sequential.Test(most=200)

    @property
    def against(self) -> str:
        """What the proof holds for: who tried it and, where that is another, against whom."""
        tried = self.policy.label
        if filled := self._filled:
            tried = f"{tried} as {filled}"
        if self.others is None or self.others.label == self.policy.label:
            return tried
        return f"{tried} against {self.others.label}"

    @property
    def _filled(self) -> str:
        """What the policy leaves open and the cast says: who plays, and with which model."""
        player = "" if self.policy.player else self.base.player
        model = "" if self.policy.model else self.base.model
        return " with ".join(each for each in (player, model) if each)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All that take part: with the strategy, without it, and the others."""
        tried = (with_strategy(self.policy, self.strategy), self.policy)
        return (*tried, self.others) if self.others is not None else tried

    def plan(self, games: int) -> Plan:
        """So many games, each with the strategy and without it."""
        strategy, others = self.strategy, self.others or self.policy
        casts = tuple(
            self.base.model_copy(
                update={"policies": {**dict.fromkeys(self.roles, others), strategy.role: tried}}
            )
            for tried in self.policies[:2]
        )
        told = f"{strategy.id} {self.against} {self.level} {self.locale} {self.seed}"
        name = f"{NAMED}{strategy.role}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
        return Plan(
            name=name,
            scenarios=(self.at or strategy.scenario,),
            n=2 * games,
            seeds=(self.seed,),
            levels=(self.level,),
            locales=(self.locale,),
            casts=casts,
        )


class Proof(Value):
    """How a trial came out, and how many games could not be compared as one play had no end."""

    strategy: Strategy
    verdict: str
    wealth: float
    lost: int


def with_strategy(policy: Policy, strategy: Strategy) -> Policy:
    """The policy with one habit more, in the strategy's own seat."""
    habit = Habit(
        scenario=strategy.scenario,
        role=strategy.role,
        tactics=strategy.tactics,
        advice={strategy.id: strategy.tactic},
    )
    return policy.model_copy(
        update={
            "habits": (*policy.habits, habit),
            "origin": "strategies",
            "parents": (*policy.parents, policy.sha),
        }
    )


def refuse(trial: Trial) -> None:
    """SocietyError where a strategy cannot be tried: it is screened, or the policy cannot do it."""
    strategy, policy = trial.strategy, trial.policy
    if strategy.screened:
        raise SocietyError(
            f"{strategy.id} may not be used: {strategy.screened}",
            hint="mine again; a strategy must hold in every game",
        )
    if strategy.role not in trial.roles:
        raise SocietyError(
            f"{strategy.id} is for {strategy.role}, and the scenario has no such role",
            hint=f"its roles are {', '.join(trial.roles)}",
        )
    if not strategy.tactics and wordless(policy, trial.base, strategy.role):
        raise SocietyError(
            f"{strategy.id} is words alone, and the policy {policy.label} asks no model",
            hint="name a policy that speaks: --player planned or llm, with --model",
        )


def wordless(policy: Policy, base: Cast, role: str) -> bool:
    """Whether nothing in words can reach that player."""
    return (policy.player or base.players.get(role) or base.player or "") == "planner"


async def prove(trial: Trial, field: Field) -> Proof:
    """Play until it is sure, or the games are used up: the strategy with its new status.

    Proven where the test says better and its interval lies above 0; otherwise retired. Halted where
    a limit or a signal is in the way: the same trial goes on from there.
    """
    refuse(trial)
    most, games = trial.test.most, 0
    found = sequential.verdict([], trial.test)
    while games < most and not _sure(found):
        games = min(most, games + STEP)
        plan = trial.plan(games)
        places = await field.play(plan)
        differences = paired(places, ends(field, plan.name), trial.strategy.role)
        found = sequential.verdict(differences, trial.test)
    return _proof(trial, found, games - found.n)


def paired(places: Sequence[Place], ended: Mapping[str, Played], role: str) -> list[float]:
    """For every game what the role has more with the strategy than without, in their order.

    Games of which a play came to no end are left out.
    """
    games: dict[int, dict[int, float]] = {}
    for place in places:
        if (game := ended.get(place.episode)) and role in game.utilities:
            games.setdefault(place.job.index, {})[place.cell] = game.utilities[role]
    told = [both for _, both in sorted(games.items()) if len(both) == 2]
    return [max(-1.0, min(1.0, both[WITH] - both[WITHOUT])) for both in told]


def is_known(strategy: Strategy, against: str) -> bool:
    """Whether it is known already how it does with that policy."""
    return strategy.status in ("proven", "retired") and strategy.against == against


def _sure(found: sequential.Verdict) -> bool:
    return found.said == "worse" or (found.said == "better" and found.low > 0)


def _proof(trial: Trial, found: sequential.Verdict, lost: int) -> Proof:
    proven = found.said == "better" and found.low > 0
    told = {
        "status": "proven" if proven else "retired",
        "lift": found.mean,
        "interval": (found.low, found.high),
        "trials": found.n,
        "against": trial.against,
    }
    strategy = trial.strategy.model_copy(update=told)
    return Proof(strategy=strategy, verdict=found.said, wealth=found.wealth, lost=lost)
