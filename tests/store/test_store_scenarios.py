"""How often a scenario was played, and what its latest dialogues paid."""

from collections.abc import Iterable

from society.domain.events import Event
from society.store.record import record
from society.store.scenarios import played
from society.store.store import Store
from tests.store import paper


async def put(store: Store, events: Iterable[Event]) -> None:
    _ = [event async for event in record(store, paper.told(events))]


def test_nothing_was_played_in_a_new_store(store: Store) -> None:
    assert played(store) == {}


async def test_runs_are_counted_and_the_latest_means_kept_in_order(store: Store) -> None:
    for name in ("e1", "e2", "e3"):
        await put(store, paper.play(name))
    await store.begin("e4", paper.game(), paper.provenance())

    found = played(store, lately=3)["market/lamp"]

    assert found.runs == 4
    assert found.rewards == (0.5, 0.5)
    assert found.mean == 0.5


async def test_a_scenario_that_paid_nothing_has_no_mean(store: Store) -> None:
    await store.begin("e1", paper.game(), paper.provenance())

    assert (played(store)["market/lamp"].runs, played(store)["market/lamp"].mean) == (1, None)
