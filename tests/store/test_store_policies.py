"""Policies and generations: kept once, found again by what people call them."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from society.domain.generation import Generation
from society.domain.policy import Habit, Policy
from society.domain.strategy import Strategy
from society.store import generations, policies
from society.store.store import Store
from society.store.strategies import put

RELEASE = Path(__file__).parent / "releases" / "0.1.0.sql"
CALM = Policy(name="calm", habits=(Habit(role="seller", tactics={"beta": 2.0}),))
FIRM = Policy(name="firm", habits=(Habit(tactics={"beta": 0.5}, search="best-of-4"),))


@pytest.fixture
def kept(store: Store) -> Store:
    asyncio.run(policies.keep(store, CALM, FIRM))
    return store


def test_a_policy_comes_back_as_it_was(kept: Store) -> None:
    assert policies.policy(kept, FIRM.label) == FIRM
    assert {each.label for each in policies.listed(kept)} == {CALM.label, FIRM.label}
    assert policies.labelled(kept, [CALM.label, "nobody@0"]) == {CALM.label: CALM}


@pytest.mark.parametrize("wanted", ["firm", FIRM.label, FIRM.sha, FIRM.sha[:6]])
def test_a_policy_is_found_by_its_name_its_label_and_its_hash(kept: Store, wanted: str) -> None:
    assert policies.policy(kept, wanted) == FIRM


def test_keeping_it_again_changes_nothing(kept: Store) -> None:
    asyncio.run(policies.keep(kept, CALM))

    assert len(policies.listed(kept)) == 2


def test_of_two_of_one_name_the_last_made_is_meant(kept: Store) -> None:
    later = CALM.with_habit(Habit(tactics={"floor": 0.2}))
    kept.now = lambda: "2999-01-01T00:00:00Z"
    asyncio.run(policies.keep(kept, later))

    assert policies.policy(kept, "calm") == later


@pytest.mark.parametrize("wanted", ["", "nobody", "%"])
def test_an_unknown_policy_is_named(kept: Store, wanted: str) -> None:
    with pytest.raises(SocietyError, match="no policy is called"):
        policies.policy(kept, wanted)


def test_a_generation_worked_out_again_keeps_its_date(store: Store) -> None:
    first = Generation(evolution="evo", number=0, policy=CALM.label)
    again = first.model_copy(update={"report": {"why": "the same games"}})
    store.now = lambda: "2026-01-01T00:00:00Z"
    asyncio.run(generations.put(store, first))
    store.now = lambda: "2026-01-02T00:00:00Z"

    asyncio.run(generations.put(store, again))

    (found,) = generations.listed(store, "evo")
    assert found == again.model_copy(update={"created": "2026-01-01T00:00:00Z"})
    assert generations.evolutions(store) == ["evo"]


def test_what_a_test_finds_of_a_strategy_takes_the_place_of_the_proposal(store: Store) -> None:
    proposed = Strategy(
        id="t1", scenario="s", role="r", tactic="Wait.", status="proposed", origin="contrast",
        tactics={"beta": 0.5},
    )  # fmt: skip
    proven = proposed.model_copy(
        update={
            "status": "proven",
            "lift": 0.1,
            "interval": (0.0, 0.2),
            "trials": 40,
            "against": "p",
        }
    )
    asyncio.run(put(store, [proposed]))

    asyncio.run(put(store, [proven]))

    assert store.strategies() == [proven]


def test_what_an_older_release_stored_reads_as_a_win(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(RELEASE.read_text(encoding="utf-8"))

    with Store.open(path) as store:
        found = store.strategies()

    assert {(each.origin, each.trials, each.screened) for each in found} == {("win", 0, "")}
