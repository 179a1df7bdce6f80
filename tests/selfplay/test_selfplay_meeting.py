"""Two policies meet: what drops out of a paired gain, and how a match is dealt."""

from collections.abc import Sequence

import pytest

from society.batch.plan import Plan
from society.domain.policy import Policy
from society.scenario.offers import agreements
from society.selfplay.field import Field, Place
from society.selfplay.meeting import Match, Meeting, batch_name, loaded, meet, paired
from society.store.store import Store

BIKE = "market/used_bike"
ONE, OTHER = Policy(name="one", player="planner"), Policy(name="other", player="llm")


def game(role: str, seller: float, buyer: float, *, n: int = 0) -> Meeting:
    utilities = {"seller": seller, "buyer": buyer}
    return Meeting(BIKE, n, role, utilities, "agreement", agreed=True, episode=f"{role}{n}")


def test_the_gain_is_what_the_first_has_more_in_the_same_seat() -> None:
    met = [game("seller", 0.7, 0.3), game("buyer", 0.4, 0.6)]

    assert paired(met) == {(BIKE, 0): pytest.approx((0.7 - 0.4 + 0.6 - 0.3) / 2)}


def test_a_seat_that_is_worth_more_gives_nobody_a_gain() -> None:
    met = [game("seller", 0.9, 0.1), game("buyer", 0.9, 0.1)]

    assert paired(met) == {(BIKE, 0): pytest.approx(0.0)}


def test_a_game_of_which_a_side_has_no_end_counts_for_nobody() -> None:
    met = [game("seller", 0.9, 0.1), game("seller", 0.5, 0.5, n=1), game("buyer", 0.5, 0.5, n=1)]

    assert list(paired(met)) == [(BIKE, 1)]


def test_an_agreement_is_an_end_that_accepting_comes_to() -> None:
    assert agreements(loaded(BIKE)) == {"agreement"}


async def test_every_game_is_dealt_once_to_each_seat(store: Store) -> None:
    plans: list[Plan] = []

    async def play(plan: Plan) -> Sequence[Place]:
        plans.append(plan)
        return [Place(cell, job, str(n)) for n, (cell, job) in enumerate(plan.jobs(plan.cells))]

    found = await meet(Field(store, play), Match("m", ONE, OTHER, [BIKE], n=3, seed=5))

    (plan,) = plans
    assert found == []
    assert [cast.policies for cast in plan.casts] == [
        {"seller": ONE, "buyer": OTHER},
        {"seller": OTHER, "buyer": ONE},
    ]
    dealt = [(cell, job.seed, job.index) for cell, job in plan.jobs(plan.cells)]
    assert sorted(dealt) == [(cell, 5, index) for cell in (0, 1) for index in range(3)]


def test_names_of_batches_are_ones_that_a_batch_may_have() -> None:
    long = batch_name("an-evolution-with-a-long-name-gate1-abcdef", "/a b/ü/scenario file.yaml")

    assert len(long) <= 64
    assert long.isascii()
    assert " " not in long
    assert batch_name("m", BIKE) != batch_name("m", "market/used_bicycle")
