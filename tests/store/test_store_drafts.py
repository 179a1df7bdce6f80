"""Replies that were sampled and not said: stored before their turn, and never taken for one."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import aclosing, closing
from pathlib import Path

import orjson
import pytest

from society.cli.play.branching import branched
from society.domain.dialogue import Action, Draft, Searched, Turn
from society.domain.episode import Episode
from society.domain.errors import StoreError
from society.domain.events import Called, Drafted, Event, Failed, Speaking, Spoke, Started
from society.domain.retold import events_of
from society.export.formats.raw import read_raw
from society.export.formats.raw import record as raw
from society.store.archive import StoredArchive
from society.store.desk import Desk, Kept
from society.store.health import examine
from society.store.pages import Episodes
from society.store.record import record
from society.store.statements import write
from society.store.store import Store
from society.store.taking import take
from society.store.turn_rows import draft_row
from tests.store import paper

TREE = (
    Draft(text="20?", value=0.5, visits=9, reason="said", prior=0.75, calls=("c0", "c1")),
    Draft(text="", action=Action(name="propose", args={"price": 9}), value=0.25, prior=0.25),
    Draft(text="No.", value=0.125, visits=2, reason="looked ahead to", above=1, role="buyer"),
)
SEARCHED = Searched(
    thought="mcts:64x6,calls=40", simulations=64, candidates=8, seconds=1.25, guided=True
)


def begun(episode: str = "e1", so_far: tuple[Turn, ...] = ()) -> Started:
    return Started(episode=episode, game=paper.game(), provenance=paper.provenance(), turns=so_far)


def cut(samples: int = 3, *, turn: int = 0) -> Iterator[Event]:
    """A dialogue that breaks off while the reply of a turn is sought."""
    yield from paper.play(turns=turn, ends=False)
    yield Speaking(episode="e1", turn=turn, role="seller")
    for n in range(samples):
        yield from paper.sampled(n, turn=turn)


async def played(store: Store, events: Iterable[Event]) -> None:
    _ = [event async for event in record(store, paper.told(events))]


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


async def test_a_tree_and_what_was_searched_come_back_in_every_field(store: Store) -> None:
    turn = paper.turn(0, calls=("c0",), drafts=TREE, searched=SEARCHED)

    await played(store, [begun(), Spoke(episode="e1", turn=turn)])

    assert store.episode("e1").dialogue.turns == (turn,)


async def test_a_turn_without_a_search_says_so_in_the_file(store: Store, path: Path) -> None:
    await played(store, paper.play())

    assert rows(path, "SELECT DISTINCT searched FROM turn") == [(None,)]


async def test_a_sampled_reply_is_on_the_disk_with_its_call_before_it_is_told(
    store: Store, path: Path
) -> None:
    seen = []

    async with aclosing(record(store, paper.told(cut()))) as stream:
        async for event in stream:
            if isinstance(event, Called):
                calls, drafts = (rows(path, f"SELECT count(*) FROM {each}") for each in CALLS)
                assert calls == drafts, "the call waits for the draft that names it"
            if isinstance(event, Drafted):
                seen.append(rows(path, "SELECT n, text FROM draft ORDER BY n")[-1])
                (call,) = event.draft.calls
                assert rows(path, f"SELECT 1 FROM call WHERE call_id = '{call}'") == [(1,)]

    assert seen == [(n, f"sample {n}") for n in range(3)]
    assert rows(path, "SELECT * FROM turn") == []


CALLS = ("call", "draft")


async def test_a_draft_that_cannot_be_stored_leaves_its_call_on_the_bill(
    store: Store, path: Path
) -> None:
    async def raced() -> AsyncIterator[Event]:
        yield begun()
        await store.write(write("add draft", draft_row("e1", 0, 0, Draft(text="first"))))
        for event in paper.sampled(0):
            yield event

    with pytest.raises(StoreError):
        _ = [event async for event in record(store, raced())]

    assert [each.call for each in store.attempts("e1")] == ["0-0"]
    assert rows(path, "SELECT text FROM draft") == [("first",)]


async def test_a_sample_that_is_told_again_with_its_value_is_the_same_row(
    store: Store, path: Path
) -> None:
    guide = Called(episode="e1", attempt=paper.attempt("guide", "turn:0"))
    told = Draft(text="sample 0", value=0.75, calls=("0-0",))
    weighed = Drafted(episode="e1", turn=0, n=0, draft=told)

    async with aclosing(record(store, paper.told([*cut(2), guide, weighed]))) as stream:
        async for event in stream:
            if event == weighed:
                assert [each.call for each in store.attempts("e1")] == ["0-0", "0-1", "guide"]

    assert rows(path, "SELECT n, text, value FROM draft ORDER BY n") == [
        (0, "sample 0", 0.75),
        (1, "sample 1", None),
    ]


async def test_what_becomes_of_the_samples_takes_their_place_with_the_turn(
    store: Store, path: Path
) -> None:
    turn = paper.turn(0, calls=("0-0",), drafts=TREE, searched=SEARCHED)
    events = [*cut(5), Spoke(episode="e1", turn=turn)]

    async with aclosing(record(store, paper.told(events))) as stream:
        async for event in stream:
            told = [each for (each,) in rows(path, "SELECT text FROM draft ORDER BY n")]
            if isinstance(event, Spoke):
                assert told == [each.text for each in TREE]
            else:
                assert told == [f"sample {n}" for n in range(len(told))]

    assert store.episode("e1").dialogue.turns == (turn,)
    assert len(store.attempts("e1")) == 5


async def test_what_a_search_asked_for_beside_its_samples_is_on_the_bill_with_the_turn(
    store: Store,
) -> None:
    """A judge that guides is named by no draft and by no turn."""
    guide = Called(episode="e1", attempt=paper.attempt("guide", "turn:0"))
    said = Spoke(episode="e1", turn=paper.turn(0, calls=("0-0",), drafts=TREE[:1]))

    async with aclosing(record(store, paper.told([*cut(1), guide, said]))) as stream:
        async for event in stream:
            if isinstance(event, Spoke):
                assert [each.call for each in store.attempts("e1")] == ["0-0", "guide"]


async def test_what_was_sampled_before_a_break_is_given_back_and_is_no_turn(store: Store) -> None:
    await played(store, cut(3, turn=2))

    found = store.episode("e1")

    assert [each.text for each in found.drafted] == ["sample 0", "sample 1", "sample 2"]
    assert [each.calls for each in found.drafted] == [("2-0",), ("2-1",), ("2-2",)]
    assert len(found.dialogue.turns) == 2
    assert [len(each.drafts) for each in found.dialogue.turns] == [1, 1]


async def test_a_dialogue_that_did_not_break_off_in_a_search_has_none(store: Store) -> None:
    await played(store, paper.play(turns=2, ends=False))

    assert store.episode("e1").drafted == ()


async def test_a_failure_keeps_what_was_sampled(store: Store) -> None:
    await played(store, [*cut(2), Failed(episode="e1", code="timeout", error="too slow")])

    assert [each.text for each in store.episode("e1").drafted] == ["sample 0", "sample 1"]


async def test_gone_on_with_the_samples_count_on_and_give_way_to_the_turn(store: Store) -> None:
    await played(store, cut(2, turn=2))
    so_far = store.episode("e1")
    turn = paper.turn(2, calls=("2-0",), drafts=TREE)

    more = [*paper.sampled(2, turn=2), *paper.sampled(3, turn=2)]
    await played(store, [begun(so_far=so_far.dialogue.turns), *more])
    again = store.episode("e1")
    await played(store, [begun(so_far=so_far.dialogue.turns), Spoke(episode="e1", turn=turn)])

    assert [each.text for each in again.drafted] == [f"sample {n}" for n in range(4)]
    assert store.episode("e1").dialogue.last == turn
    assert store.episode("e1").drafted == ()


async def test_a_line_of_somebody_else_leaves_nothing_of_the_samples(
    store: Store, path: Path
) -> None:
    await played(store, cut(3))
    line = paper.turn(0, "I speak for myself.", player="human", calls=())

    await played(store, [begun(), Spoke(episode="e1", turn=line)])

    assert store.episode("e1").dialogue.turns == (line,)
    assert rows(path, "SELECT * FROM draft") == []
    assert len(store.attempts("e1")) == 3


async def test_nothing_takes_a_sample_for_something_that_was_said(store: Store) -> None:
    await played(store, cut(3))
    found = store.episode("e1")

    with store.reading() as db:
        assert [each.dialogue.turns for each in Episodes(db)] == [()]
    assert [row.turns for row in store.episodes()] == [0]
    assert StoredArchive(store).texts() == ()
    assert [event.kind for event in events_of(found)] == ["started"]
    assert "sample" not in str(raw(found))


async def test_a_branch_does_not_carry_what_was_sampled_later(store: Store) -> None:
    await played(store, cut(3, turn=2))

    grown = branched(store.episode("e1"), "e2", turns=2, at=1)
    await store.begin("e2", paper.game(), paper.provenance(), turns=grown.dialogue.turns)

    assert grown.drafted == ()
    assert store.episode("e2").drafted == ()
    assert store.episode("e2").dialogue.turns == store.episode("e1").dialogue.turns


async def test_a_tree_survives_the_way_through_a_file_byte_by_byte(
    store: Store, tmp_path: Path
) -> None:
    turn = paper.turn(0, calls=("c0",), drafts=TREE, searched=SEARCHED)
    await played(store, [begun(), Spoke(episode="e1", turn=turn)])
    line = line_of(store.episode("e1"))

    with Store.open(tmp_path / "other.db") as other:
        await take(other, [read_raw(line)])

        assert other.episode("e1").dialogue.turns == (turn,)
        assert line_of(other.episode("e1")) == line


def line_of(episode: Episode) -> str:
    return orjson.dumps(raw(episode)).decode()


async def test_told_again_a_turn_comes_after_the_requests_of_all_its_drafts(store: Store) -> None:
    drafts = tuple(Draft(text=f"sample {n}", calls=(f"0-{n}",)) for n in range(3))
    turn = paper.turn(0, calls=("0-1",), drafts=drafts)
    await played(store, [*cut(3), Spoke(episode="e1", turn=turn)])

    told = list(events_of(store.episode("e1"), store.attempts("e1")))

    kinds = [event.kind for event in told]
    assert kinds == ["started", "speaking", "called", "called", "called", "spoke"]


def test_where_nobody_samples_the_same_is_written_as_often_as_before() -> None:
    desk = Desk(begun(), now="now", fence=1)
    due = [desk.writes(event) for event in paper.play() if isinstance(event, Kept)]
    turn = ["renew", "keep body", "keep call", "add turn", "add draft"]
    judged = ["renew", "keep body", "keep call", "add judgement"]

    told = [[each.name for each in job] for job in due if job]

    assert told[:3] == [["renew", "start"], turn, judged]
    assert sum(job.count("drop draft") for job in told) == 0
    assert len(told) == 1 + 2 * 4 + 1


def test_a_draft_of_a_turn_that_cannot_come_is_a_problem(path: Path) -> None:
    with Store.open(path) as store:
        asyncio.run(played(store, cut(3, turn=2)))
    sound = examine(path).problems
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE draft SET seq = 7 WHERE n = 1 AND seq = 2")
        db.commit()

    assert sound == ()
    assert examine(path).problems == ("1 drafts belong to a turn that is not there",)
