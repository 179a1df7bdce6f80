"""A batch in the store: its revisions, how far it is, and one sum that all processes share."""

import asyncio
from pathlib import Path

import pytest

from society.domain.calls import Attempt, Usage, Wait
from society.store import batches
from society.store.batches import Granted, give_back, more, settle_the_past
from society.store.lease import Holder
from society.store.store import Store
from tests.batch.talkers import batch, played

GONE = "elsewhere"
LIMIT = Granted(dollars=10.0, calls=100)
NONE = Granted()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.db"


def here(number: int = 0) -> str:
    """An owner that lives: this process, under as many names as are needed."""
    return Holder.here(f"then-{number}").owner


def dead() -> str:
    """An owner on this machine that is gone."""
    mine = Holder.here("then")
    return mine._replace(pid=2**22 - 1, start="1").owner


async def ask(store: Store, owner: str, dollars: float, calls: int = 0) -> Granted:
    want = Granted(dollars=dollars, calls=calls)
    return await more(store, "night", owner, want=want, limit=LIMIT, risk=NONE)


async def paid(store: Store, *costs: float | None, **more_: object) -> None:
    """Calls on the ledger of the batch."""
    calls = [
        Attempt(call=f"c{at}{cost}", number=1, purpose="x", model="m", cost=cost)
        for at, cost in enumerate(costs)
    ]
    told = [call.model_copy(update=more_) for call in calls]
    await batches.put_on_the_bill(store, "night", told)


async def test_a_plan_is_kept_with_every_revision_and_never_overwritten(path: Path) -> None:
    with Store.open(path) as store:
        assert batches.latest(store, "night") is None
        await batches.put_down(store, "night", 1, {"n": 1})
        await batches.put_down(store, "night", 1, {"n": 7})
        await batches.put_down(store, "night", 2, {"n": 2})
        await batches.put_down(store, "morning", 1, {"n": 3})

        latest = batches.latest(store, "night")

        assert latest is not None
        assert (latest.revision, latest.plan) == (2, {"n": 2})
        found = {each.name: each.revision for each in batches.batches(store)}
        assert found == {"night": 2, "morning": 1}


async def test_statuses_are_those_of_this_batch_alone(path: Path) -> None:
    with Store.open(path) as store:
        await played(batch(store, 2))

        assert batches.statuses(store, "night") == {"d0": ("done", ""), "d1": ("done", "")}
        assert batches.statuses(store, "morning") == {}


async def test_calls_that_belong_to_no_dialogue_are_on_the_bill_of_their_batch(path: Path) -> None:
    with Store.open(path) as store:
        await paid(store, 0.5, None)
        await batches.put_on_the_bill(store, "night", ["words", Wait(seconds=1, why="x")])

        assert (await settle_the_past(store, "night")).calls == 2
        assert (await settle_the_past(store, "morning")).calls == 0


async def test_all_processes_together_never_get_more_than_there_is(path: Path) -> None:
    with Store.open(path) as store:
        wishes = [ask(store, here(at % 5), 0.7, 9) for at in range(40)]
        await asyncio.gather(*wishes)

        had = [await ask(store, here(at), 0.0) for at in range(5)]

        assert sum(each.dollars for each in had) == pytest.approx(LIMIT.dollars)
        assert sum(each.calls for each in had) == LIMIT.calls


async def test_what_one_leaves_another_may_take(path: Path) -> None:
    with Store.open(path) as store:
        await ask(store, here(1), 10.0, 100)
        assert await ask(store, here(2), 1.0, 1) == Granted()

        await give_back(store, "night", here(1), Granted(dollars=4.0, calls=30))

        assert await ask(store, here(2), 100.0, 1000) == Granted(dollars=6.0, calls=70)


async def test_what_a_living_process_holds_is_left_alone(path: Path) -> None:
    with Store.open(path) as store:
        await ask(store, here(1), 3.0)
        await ask(store, dead(), 2.0)

        assert (await settle_the_past(store, "night")).dollars == 5.0


async def test_a_killed_process_is_taken_to_have_made_every_call_that_it_was_granted(
    path: Path,
) -> None:
    with Store.open(path) as store:
        await ask(store, dead(), 0.0, 20)
        await paid(store, *[0.0] * 14)

        assert (await settle_the_past(store, "night")).calls == 20
        assert (await settle_the_past(store, "night")).calls == 20, "and that only once"


async def test_a_process_that_ended_well_is_known_by_what_it_paid(path: Path) -> None:
    with Store.open(path) as store:
        await ask(store, dead(), 5.0, 20)
        await paid(store, 0.25, 0.25)
        await give_back(store, "night", dead(), Granted(dollars=0.5, calls=2))

        assert await settle_the_past(store, "night") == Granted(dollars=0.5, calls=2)


@pytest.mark.parametrize(
    ("rate", "lost"),
    [
        pytest.param(0.1, 4 * 0.2, id="an honest provider: four calls at their worst"),
        pytest.param(5.0, 5 * 4 * 0.2, id="one that bills five times too much"),
        pytest.param(50.0, 9.0 - 2 * 50 * 0.05, id="never more than was granted"),
    ],
)
async def test_what_a_killed_process_had_under_way_is_taken_to_be_spent(
    path: Path, rate: float, lost: float
) -> None:
    """Two calls of at most 5 cents are on the ledger; it could have had four of 20 cents."""
    with Store.open(path) as store:
        risk, want = Granted(dollars=0.8, calls=4), Granted(dollars=9.0)
        await more(store, "night", dead(), want=want, limit=LIMIT, risk=risk)
        await paid(store, 0.05 * rate, 0.05 * rate + 1e-12, reserved=0.05)

        spent = await settle_the_past(store, "night")

        assert spent.dollars == pytest.approx(2 * 0.05 * rate + lost)


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        pytest.param({"cost": 0.3, "reserved": 0.9}, 0.3, id="what it cost"),
        pytest.param({"error_kind": "server", "reserved": 0.9}, 0.0, id="refused"),
        pytest.param({"error_kind": "rate_limited", "reserved": 0.9}, 0.0, id="sent away"),
        pytest.param({"error_kind": "timeout", "reserved": 0.9}, 0.9, id="perhaps billed"),
        pytest.param({"error_kind": "cancelled", "reserved": 0.9}, 0.9, id="left"),
        pytest.param({"error_kind": "empty", "cost": 0.2, "reserved": 0.9}, 0.2, id="empty"),
        pytest.param(
            {"cost": 0.1, "reserved": 0.9, "usage": Usage(prompt=1, estimated=True)},
            0.9,
            id="guessed",
        ),
        pytest.param({}, 0.0, id="free"),
    ],
)
async def test_a_call_counts_with_the_most_that_it_may_have_cost(
    path: Path, fields: dict[str, object], counted: float
) -> None:
    with Store.open(path) as store:
        await paid(store, None, **fields)

        assert (await settle_the_past(store, "night")).dollars == pytest.approx(counted)
