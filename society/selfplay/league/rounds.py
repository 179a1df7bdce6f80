"""Rounds of the league: all meet all, or one meets those that it has most to learn from.

Law: what is played follows from what was asked and from games that are not of the same round, so
the same round again plays nothing twice, and a longer one goes on.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

from society.batch.plan import Plan, sized
from society.casting import Cast
from society.domain.policy import Policy
from society.scoring.rating import records
from society.selfplay.field import Field
from society.selfplay.league.opponents import Manner, drawn, odds
from society.selfplay.meeting import Match, batch_name, meet, roles_of
from society.store.matches import matches, played
from society.store.where import Where


class Round(NamedTuple):
    """What is played: `n` games of each scenario for every pair, or for the one policy."""

    scenarios: tuple[str, ...]
    n: int
    seed: int
    level: str = ""
    base: Cast = Cast()

    @property
    def mark(self) -> str:
        """What tells it from rounds of other games or casts; a longer one is the same."""
        told = [self.scenarios, self.seed, self.level, self.base.model_dump_json()]
        return sha256(repr(told).encode()).hexdigest()[:6]


async def round_robin(field: Field, policies: Sequence[Policy], games: Round) -> None:
    """Every pair meets in the same games, each once in every seat."""
    for one, other in combinations(sorted(policies, key=lambda each: each.label), 2):
        name = f"league-{one.sha[:8]}-{other.sha[:8]}-{games.mark}"
        await meet(field, _match(name, one, other, games.n, games))


async def practice(
    field: Field, policy: Policy, others: Sequence[Policy], manner: Manner, games: Round
) -> dict[str, int]:
    """The policy meets opponents drawn by `manner`; how many games with each, by their labels.

    `others` are the past, the latest last. What it is known to do against them comes from games of
    all other batches.
    """
    name = f"meet-{policy.sha[:8]}-{manner}-{games.mark}"
    known = {each.label: each for each in [*others, policy]}
    stored = played(field.store, Where.parse(f"-batch:{name}-*"))
    labels = [each.label for each in others]
    chances = odds(manner, policy.label, labels, records(matches(stored)))
    counts = Counter(drawn(chances, games.n, games.seed))
    for label, n in sorted(counts.items()):
        other = known[label]
        if other == policy:
            await _alone(field, f"{name}-self", policy, n, games)
        else:
            await meet(field, _match(f"{name}-{other.sha[:6]}", policy, other, n, games))
    return dict(counts)


def _match(name: str, one: Policy, other: Policy, n: int, games: Round) -> Match:
    return Match(
        name=name,
        first=one,
        second=other,
        scenarios=games.scenarios,
        n=n,
        seed=games.seed,
        level=games.level,
        base=games.base,
    )


async def _alone(field: Field, name: str, policy: Policy, n: int, games: Round) -> None:
    """The policy in every seat: one cast, so that no game is played twice."""
    for scenario in games.scenarios:
        seats = dict.fromkeys(roles_of(scenario, games.level), policy)
        cast = games.base.model_copy(update={"policies": seats})
        plan = Plan(
            name=batch_name(name, scenario),
            scenarios=(scenario,),
            seeds=(games.seed,),
            levels=(games.level,),
            casts=(cast,),
        )
        await field.play(sized(plan, n))
