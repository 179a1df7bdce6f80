"""One budget for all processes of a batch: taken in small shares, given back, never exceeded."""

from pathlib import Path

import pytest

from society.batch.purses import SPARE, Limits, purse
from society.domain.errors import LimitReached
from society.llm.purse import OVERRUN, Purse
from society.store.store import Store
from tests.faults.batch_stage import rows

NAME = "night"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.db"


def shares(path: Path) -> list[tuple[float, int]]:
    found = rows(path, "SELECT dollars, calls FROM share WHERE owner <> 'past'")
    return [(dollars, calls) for dollars, calls in found]


async def spent_all(
    kept: Purse, *, worst: float | None, cost: float | None, most: int = 1000
) -> int:
    """Make calls until one is refused; how many were made."""
    for made in range(most):
        try:
            hold = await kept.reserve(worst)
        except LimitReached:
            return made
        hold.settle(cost)
    return most


async def test_without_limits_nothing_is_shared_and_nothing_is_refused(path: Path) -> None:
    with Store.open(path) as store:
        async with purse(store, NAME, Limits(), slots=4) as kept:
            (await kept.reserve(None)).settle(None)

        assert kept.calls == 1
        assert shares(path) == []


async def test_a_process_takes_what_it_needs_and_a_little_to_spare(path: Path) -> None:
    with Store.open(path) as store:
        async with purse(store, NAME, Limits(dollars=10.0), slots=4) as kept:
            hold = await kept.reserve(0.01)

            ((dollars, _),) = shares(path)
            assert dollars == pytest.approx(OVERRUN * 0.01 + SPARE * 10.0)
            hold.settle(0.004)

        assert shares(path) == [(0.004, 1)], "the rest is given back"


async def test_the_last_call_is_the_one_after_which_the_worst_would_break_the_budget(
    path: Path,
) -> None:
    with Store.open(path) as store:
        async with purse(store, NAME, Limits(dollars=1.0), slots=4) as kept:
            assert await spent_all(kept, worst=0.01, cost=OVERRUN * 0.01) == 10
            assert kept.spent <= 1.0 + 1e-9


async def test_two_processes_share_one_budget_to_its_end(path: Path) -> None:
    limits = Limits(dollars=1.0, calls=30)
    with Store.open(path) as one, Store.open(path) as other:
        async with purse(one, NAME, limits, slots=2) as first:
            for _ in range(12):
                (await first.reserve(0.001)).settle(0.001)
            async with purse(other, NAME, limits, slots=2) as second:
                assert await spent_all(second, worst=0.001, cost=0.001) == 18

            assert await spent_all(first, worst=0.001, cost=0.001) == 0


async def test_what_is_left_over_is_there_for_the_next_run(path: Path) -> None:
    limits = Limits(calls=10)
    made = []
    with Store.open(path) as store:
        for many in (4, 20):
            async with purse(store, NAME, limits, slots=2) as kept:
                made.append(await spent_all(kept, worst=None, cost=None, most=many))

    assert made == [4, 6]


async def test_a_price_that_nobody_knows_is_refused_on_a_budget(path: Path) -> None:
    with Store.open(path) as store:
        async with purse(store, NAME, Limits(dollars=1.0), slots=1) as kept:
            with pytest.raises(LimitReached, match="price nobody knows"):
                await kept.reserve(None)


async def test_what_a_bug_leaves_behind_is_given_back_all_the_same(path: Path) -> None:
    with Store.open(path) as store:
        with pytest.raises(ZeroDivisionError):
            await broken(store)

        assert shares(path) == [(0.002, 1)]


async def broken(store: Store) -> None:
    async with purse(store, NAME, Limits(dollars=10.0, calls=50), slots=4) as kept:
        (await kept.reserve(0.01)).settle(0.002)
        raise ZeroDivisionError
