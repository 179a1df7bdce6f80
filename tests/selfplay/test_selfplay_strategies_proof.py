"""What a proof plays, what it compares, and whom it refuses."""

from pathlib import Path
from typing import Any

import pytest

from society.batch.plan import Plan
from society.casting import Cast
from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.domain.strategy import Strategy
from society.scoring import sequential
from society.selfplay.field import Field, Place
from society.selfplay.strategies.proof import NAMED, Trial, is_known, paired, prove, refuse
from society.store.matches import Played
from society.store.store import Store

BASE = Policy(name="base", player="planner", habits=(Habit(tactics={"floor": 0.1}),))
OTHER = Policy(name="other", player="planner", habits=(Habit(tactics={"beta": 0.2}),))
HIGH = Strategy(
    id="tactic_high",
    scenario="market/used_bike",
    role="seller",
    tactic="Opens high",
    tactics={"aspiration": 0.9},
    status="proposed",
    origin="contrast",
)


def trial(strategy: Strategy = HIGH, **told: Any) -> Trial:
    usual = {"policy": BASE, "roles": ("seller", "buyer"), "seed": 5}
    return Trial.model_validate({"strategy": strategy, **usual, **told})


def ended(id_: str, **utilities: float) -> Played:
    told: dict[str, Any] = {
        "scenario": "s",
        "level": "",
        "generation": None,
        "players": {},
        "ended": "agreement",
    }
    return Played.model_validate({"id": id_, "utilities": utilities, **told})


def places(plan: Plan) -> list[Place]:
    return [Place(cell, job, f"{cell}:{job.index}") for cell, job in plan.jobs(plan.cells)]


def test_every_game_is_played_with_the_strategy_and_without_by_the_same_seat() -> None:
    plan = trial().plan(3)

    with_it, without = plan.casts
    assert plan.n == 6
    assert plan.name.startswith(f"{NAMED}seller-")
    assert with_it.policies["seller"].habit("market/used_bike", "seller").tactics == {
        "floor": 0.1,
        "aspiration": 0.9,
    }
    assert with_it.policies["seller"].habit("market/used_bike", "buyer").tactics == {"floor": 0.1}
    assert with_it.policies["seller"].habit("market/used_bike", "seller").advice == {
        "tactic_high": "Opens high"
    }
    assert without.policies == {"seller": BASE, "buyer": BASE}
    assert with_it.policies["buyer"] == BASE
    assert [job.index for _, job in plan.jobs(plan.cells)] == [0, 0, 1, 1, 2, 2]


def test_others_play_the_opponents_policy_in_both() -> None:
    found = trial(others=OTHER)

    assert {cast.policies["buyer"].label for cast in found.plan(1).casts} == {OTHER.label}
    assert found.against == f"{BASE.label} against {OTHER.label}"
    assert trial(others=BASE).against == BASE.label


def test_what_a_policy_leaves_open_is_part_of_what_a_proof_holds_for() -> None:
    bare = Policy(name="bare")
    cast = Cast(player="planned", model="embedded")

    assert trial(policy=bare).against == bare.label
    assert trial(policy=bare, base=cast).against == f"{bare.label} as planned with embedded"
    assert trial(base=cast).against == f"{BASE.label} as embedded"


def test_another_opponent_level_or_seed_is_another_batch_and_more_games_are_the_same() -> None:
    plain = trial().plan(3).name

    assert trial().plan(9).name == plain
    others = [trial(others=OTHER), trial(level="hard"), trial(seed=6), trial(policy=OTHER)]
    assert len({plain, *(each.plan(3).name for each in others)}) == 5


def test_only_games_with_both_ends_and_only_the_own_role_are_compared() -> None:
    plan = trial().plan(3)
    ends = {
        "0:0": ended("0:0", seller=0.7, buyer=0.1),
        "1:0": ended("1:0", seller=0.5, buyer=0.9),
        "0:1": ended("0:1", seller=0.7),
        "0:2": ended("0:2", seller=0.2),
        "1:2": ended("1:2", seller=0.6),
    }

    assert paired(places(plan), ends, "seller") == pytest.approx([0.2, -0.4])
    assert paired(places(plan), ends, "buyer") == pytest.approx([-0.8])


@pytest.mark.parametrize(
    ("told", "why"),
    [
        pytest.param(
            {"strategy": HIGH.model_copy(update={"screened": "it tells a number"})},
            "may not be used: it tells a number",
            id="screened",
        ),
        pytest.param({"roles": ("ana", "ben")}, "has no such role", id="role"),
        pytest.param(
            {"strategy": HIGH.model_copy(update={"tactics": {}})}, "words alone", id="wordless"
        ),
        pytest.param(
            {
                "strategy": HIGH.model_copy(update={"tactics": {}}),
                "policy": Policy(name="p"),
                "base": Cast(players={"seller": "planner"}),
            },
            "words alone",
            id="wordless by the cast",
        ),
    ],
)
def test_what_cannot_be_tried_is_refused(told: dict[str, Any], why: str) -> None:
    with pytest.raises(SocietyError, match=why):
        refuse(trial(**told))


def test_words_alone_can_be_tried_by_who_asks_a_model() -> None:
    words = HIGH.model_copy(update={"tactics": {}})

    refuse(trial(words, policy=Policy(name="p", player="llm", model="m")))


def test_a_test_is_known_only_for_the_policy_that_it_was_made_with() -> None:
    shown = HIGH.model_copy(update={"status": "retired", "against": BASE.label})

    assert is_known(shown, BASE.label)
    assert not is_known(shown, OTHER.label)
    assert not is_known(HIGH, "")


@pytest.fixture
def field(tmp_path: Path) -> Any:
    """Plays nothing, so that no game comes to an end; `asked` are the plans."""
    with Store.open(tmp_path / "field.db") as store:
        asked: list[Plan] = []

        async def play(plan: Plan) -> list[Place]:
            asked.append(plan)
            return places(plan)

        yield Field(store=store, play=play), asked


async def test_where_no_game_ends_nothing_is_proven_and_all_games_are_told_as_lost(
    field: Any,
) -> None:
    ground, asked = field

    proof = await prove(trial(test=sequential.Test(most=30)), ground)

    assert [plan.n for plan in asked] == [48, 60]
    assert (proof.strategy.status, proof.strategy.trials, proof.lost) == ("retired", 0, 30)
    assert proof.verdict == "undecided"
