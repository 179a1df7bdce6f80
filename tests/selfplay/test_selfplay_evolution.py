"""Generations, really played by the planner: promoted, rejected, stopped in the middle, resumed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from society.batch.plan import Plan
from society.casting import Cast
from society.cli.batch.command import WorkOptions
from society.cli.field import field
from society.domain.errors import Exit
from society.domain.generation import Generation
from society.domain.policy import Habit, Policy
from society.scoring.sequential import Test as Rates
from society.scoring.sequential import Verdict
from society.selfplay.evolution.course import Course
from society.selfplay.evolution.improving import Improve, Improved, Step, Tell, renamed
from society.selfplay.evolution.loop import Evolved, evolve
from society.selfplay.evolution.playing import play
from society.selfplay.field import Field, Halted, Place
from society.store import generations, policies
from society.store.store import Store

FIRST = Policy(name="plain", player="planner", habits=(Habit(tactics={"jitter": 0.3}),))
FIRM = {"aspiration": 0.9, "beta": 0.4}
SOFT = {"aspiration": 0.3, "beta": 6.0}


class Silent:
    """Hears everything and keeps what was decided."""

    def __init__(self) -> None:
        self.told: list[Generation] = []

    def doing(self, line: str, /) -> None:
        """Nothing to do."""

    def looked(self, found: Verdict, /) -> None:
        """Nothing to do."""

    def over(self, generation: Generation, /) -> None:
        """Keep it."""
        self.told.append(generation)


def course(**told: Any) -> Course:
    usual: dict[str, Any] = {
        "name": "evo",
        "scenarios": ("market/used_bike",),
        "first": FIRST,
        "generations": 1,
        "episodes": 4,
        "base": Cast(judges=()),
        "gate": Rates(most=20, least=0.05),
        "final": 0,
    }
    return Course(**{**usual, **told})


def ground(store: Store) -> Field:
    return field(store, WorkOptions(db=str(store.path), quiet=True, concurrency=4))


def with_tactics(*each: dict[str, float]) -> dict[Any, Improve]:
    """An improver that gives each generation the next tactics."""

    async def improve(field: Field, step: Step, tell: Tell) -> Improved:
        habit = Habit(tactics=each[step.generation - 1])
        return Improved(renamed(step, step.incumbent.with_habit(habit)), "by decree", {})

    return {"strategies": improve}


async def run(store: Store, given: Course, *tactics: dict[str, float]) -> Evolved:
    return await evolve(ground(store), given, Silent(), improvers=with_tactics(*tactics))


async def test_what_is_better_is_promoted_and_beats_the_first_on_new_games(store: Store) -> None:
    found = await run(store, course(final=10), FIRM)

    assert [each.verdict for each in found.generations] == ["given", "promoted"]
    assert found.policy.name == "evo-g1"
    assert found.policy.parents == (FIRST.sha,)
    assert found.final is not None
    assert found.final["games"] == 10
    assert found.final["gain"][1] > 0
    gate = found.generations[1].report["gate"]
    assert gate["said"] == "better"
    assert gate["gain"][0] > 0


async def test_what_is_worse_is_rejected_and_the_incumbent_stays(store: Store) -> None:
    found = await run(store, course(generations=2), SOFT, FIRM)

    assert [each.verdict for each in found.generations] == ["given", "rejected", "promoted"]
    assert found.generations[1].policy == FIRST.label
    assert found.generations[1].candidate.startswith("evo-g1@")
    assert found.generations[1].report["gate"]["said"] != "better"
    assert found.generations[2].report["incumbent"] == FIRST.label


async def test_run_again_it_plays_nothing_and_comes_to_the_same(store: Store) -> None:
    before = await run(store, course(), FIRM)
    played = _episodes(store)

    after = await run(store, course(), FIRM)

    assert after == before
    assert _episodes(store) == played


def _episodes(store: Store) -> int:
    with store.reading() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM episode").scalar_one())


async def test_stopped_anywhere_it_goes_on_to_what_it_would_have_come_to(
    store: Store, tmp_path: Any
) -> None:
    with Store.open(tmp_path / "whole.db") as other:
        whole = await run(other, course(), FIRM)
    real, left = ground(store), 1

    async def play_one(plan: Plan) -> Sequence[Place]:
        nonlocal left
        if not left:
            raise Halted("stopped", code=Exit.INTERRUPTED)
        left -= 1
        return await real.play(plan)

    stops = 0
    while True:
        try:
            found = await evolve(
                replace(real, play=play_one), course(), Silent(), improvers=with_tactics(FIRM)
            )
            break
        except Halted:
            stops += 1
            left = stops + 1

    assert stops >= 1
    assert [each.verdict for each in found.generations] == [
        each.verdict for each in whole.generations
    ]
    assert found.generations[1].report == whole.generations[1].report


async def test_generations_and_policies_are_stored(store: Store) -> None:
    found = await run(store, course(), FIRM)

    kept = generations.listed(store, "evo")
    assert [each.policy for each in kept] == [FIRST.label, found.policy.label]
    assert policies.policy(store, "evo-g1") == found.policy


@pytest.mark.parametrize(
    ("opponents", "expected"),
    [
        ("self", [{"new"}]),
        ("latest", [{"new", "old"}, {"new", "old"}]),
        ("league", [{"new"}, {"new", "old"}, {"new", "old"}]),
    ],
)
async def test_whom_it_meets_to_learn(
    store: Store, opponents: Any, expected: list[set[str]]
) -> None:
    old = Policy(name="old", player="planner")
    new = Policy(name="new", player="planner", habits=(Habit(tactics=FIRM),))
    plans: list[Plan] = []

    async def note(plan: Plan) -> Sequence[Place]:
        plans.append(plan)
        return []

    await play(Field(store, note), course(opponents=opponents), 2, new, [old, new])

    met = [{each.name for each in cast.policies.values()} for cast in plans[0].casts]
    assert met == expected
    assert plans[0].generation == 2


def test_no_purpose_shares_its_games_with_another() -> None:
    given = course()

    seeds = {
        given.drawn(purpose, number)
        for purpose in ("play", "prove", "gate", "final")
        for number in range(50)
    }

    assert len(seeds) == 200
