"""Improve by strategies: mined from the generation's games, each proven before it goes in."""

from collections import defaultdict
from collections.abc import Sequence

from society.domain.strategy import Strategy
from society.selfplay.evolution.improving import Improved, Step, Tell, renamed
from society.selfplay.field import Field
from society.selfplay.meeting import loaded, roles_of
from society.selfplay.strategies.extraction import mined
from society.selfplay.strategies.playbook import as_policy, usable
from society.selfplay.strategies.proof import Trial, prove
from society.selfplay.strategies.traces import traces
from society.store.pages import Episodes
from society.store.strategies import put
from society.store.where import Where

TRIED = 3
"""Strategies of one seat that are tried in a generation, those of the best evidence first."""


async def by_strategies(field: Field, step: Step, tell: Tell) -> Improved:
    """Mine the games of the generation, prove the best of each seat, put the proven together."""
    proposed = _proposed(field, step)
    if not proposed:
        return Improved(None, "the games of this generation show no tactic that pays", {})
    await put(field.store, proposed)
    shown = []
    for number, strategy in enumerate(proposed, 1):
        tell(f"trying {number} of {len(proposed)}: {strategy.role} {strategy.tactic}")
        proof = await prove(_trial(step, strategy), field)
        await put(field.store, [proof.strategy])
        shown.append(proof.strategy)
    facts = {"strategies": [_told(each) for each in shown]}
    if not any(map(usable, shown)):
        return Improved(None, f"none of {len(shown)} strategies was proven", facts)
    made = as_policy(step.name, shown, step.incumbent)
    return Improved(renamed(step, made), _why(shown), facts)


def _proposed(field: Field, step: Step) -> list[Strategy]:
    query = Where.parse(f"batch:{','.join(step.batches)} status:done")
    with field.store.reading() as db:
        found = [each for each in mined(traces(Episodes(db, query))) if each.tactics]
    seats: dict[tuple[str, str], list[Strategy]] = defaultdict(list)
    for each in found:
        seats[each.scenario, each.role].append(each)
    return [each for seat in seats.values() for each in seat[:TRIED]]


def _trial(step: Step, strategy: Strategy) -> Trial:
    course, policy = step.course, step.incumbent
    at = next(each for each in course.scenarios if loaded(each).id == strategy.scenario)
    return Trial(
        strategy=strategy,
        policy=policy,
        at=at,
        roles=roles_of(at, course.level),
        base=course.base,
        level=course.level,
        seed=course.drawn("prove", step.generation),
        test=course.proof,
    )


def _told(strategy: Strategy) -> dict[str, object]:
    kept = ("id", "scenario", "role", "tactic", "tactics", "status", "lift", "interval", "trials")
    return strategy.model_dump(include=set(kept))


def _why(shown: Sequence[Strategy]) -> str:
    proven = [each for each in shown if usable(each)]
    return f"{len(proven)} of {len(shown)} strategies were proven"
