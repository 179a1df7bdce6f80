"""What was paid for is on the bill, whatever became of the reply."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from society.domain.dialogue import Turn
from society.domain.errors import StoreError
from society.domain.events import Called, Ended, Event, Failed, Speaking, Spoke, Started
from society.store.record import record
from society.store.statements import apply, write
from society.store.store import Store
from society.store.turn_rows import turn_row
from tests.store import paper


async def all_of(store: Store, events: Iterable[Event]) -> list[Event]:
    return [event async for event in record(store, paper.told(events))]


def begun(episode: str = "e1") -> Started:
    return Started(episode=episode, game=paper.game(), provenance=paper.provenance())


async def test_a_reply_that_was_refused_and_asked_again_is_stored_all_the_same(
    store: Store,
) -> None:
    refused, used = paper.attempt("c1", "turn:seller"), paper.attempt("c2", "turn:seller")
    events: list[Event] = [
        begun(),
        Called(episode="e1", attempt=refused),
        Called(episode="e1", attempt=used),
        Spoke(episode="e1", turn=paper.turn(0, calls=("c2",))),
    ]

    async with aclosing(record(store, paper.told(events))) as stream:
        async for event in stream:
            if isinstance(event, Called) and event.attempt == used:
                assert store.attempts("e1") == [refused]

    assert store.attempts("e1") == [refused, used]


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(Ended(episode="e1", outcome=paper.outcome()), id="ended"),
        pytest.param(Failed(episode="e1", code="timeout", error="no answer"), id="failed"),
    ],
)
async def test_no_paid_reply_is_missing_from_a_dialogue_that_is_over(
    store: Store, last: Event
) -> None:
    calls = [paper.attempt("c1", "turn:seller"), paper.attempt("c2", "judge:kind")]

    await all_of(store, [begun(), *(Called(episode="e1", attempt=each) for each in calls), last])

    assert store.attempts("e1") == calls


async def test_a_turn_that_another_process_stored_is_not_stored_twice_but_is_paid_for(
    store: Store, path: Path
) -> None:
    async def raced() -> AsyncIterator[Event]:
        yield begun()
        store_elsewhere(path, paper.turn(0, "I was first."))
        for called in ("judge-x", "speak-0"):
            yield Called(episode="e1", attempt=paper.attempt(called, called))
        yield Spoke(episode="e1", turn=paper.turn(0))

    with pytest.raises(StoreError, match=r"turn\.episode_id"):
        _ = [event async for event in record(store, raced())]

    assert [turn.text for turn in store.episode("e1").dialogue.turns] == ["I was first."]
    assert {each.call for each in store.attempts("e1")} == {"speak-0", "judge-x"}


def store_elsewhere(path: Path, turn: Turn) -> None:
    with closing(sqlite3.connect(path)) as other:
        apply(other, [write("add turn", turn_row("e1", turn))])
        other.commit()


async def test_a_call_that_was_made_but_could_not_be_told_is_stored_all_the_same(
    store: Store,
) -> None:
    unheard: list[Called] = []
    cancelled = paper.attempt("c1", error_kind="cancelled")

    async def playing() -> AsyncGenerator[Event, None]:
        try:
            yield begun()
            yield Speaking(episode="e1", turn=0, role="seller")
        finally:
            unheard.append(Called(episode="e1", attempt=cancelled))

    async with aclosing(record(store, playing(), unheard=unheard)) as stream:
        async for event in stream:
            if isinstance(event, Speaking):
                break

    assert store.attempts("e1") == [cancelled]
    assert store.episodes()[0].code == "cancelled"
