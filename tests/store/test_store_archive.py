"""The archive: what a judge may read of the store, the latest first, its own dialogue left out."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from society import judge
from society.domain.dialogue import Dialogue
from society.domain.episode import Provenance
from society.domain.errors import JudgeError, SocietyError
from society.domain.events import Judged
from society.domain.lent import Archive
from society.play.asking import Case, ask
from society.play.engine import play
from society.play.lending import Apart
from society.plugins import seat as juror
from society.store.archive import PAGE, StoredArchive
from society.store.record import record
from society.store.store import Store
from tests.play.table import DEAL, Line, bench, game, seat


async def played(
    store: Store,
    episode: str,
    seller: Sequence[Line] = DEAL["seller"],
    buyer: Sequence[Line] = DEAL["buyer"],
    seats: Sequence[Any] = (),
) -> list[Any]:
    table = bench(seller, buyer, seats, archive=StoredArchive(store))
    events = play(game(), table, episode=episode, provenance=Provenance(scenario="test/haggle"))
    return [event async for event in record(store, events)]


async def quarrel(store: Store, episode: str, word: str) -> None:
    """The buyer says one word and leaves."""
    await played(store, episode, buyer=[(word, "walk_away")])


async def test_words_come_back_the_latest_dialogues_first(store: Store) -> None:
    await quarrel(store, "e1", "Never!")
    await quarrel(store, "e2", "Not today.")

    archive = StoredArchive(store)

    assert archive.texts(role="buyer") == ("Not today.", "Never!")
    assert archive.texts(role="buyer", limit=1) == ("Not today.",)
    assert archive.texts(role="buyer", before="e2") == ("Never!",)
    assert archive.texts(role="buyer", before="e1") == ()
    assert archive.texts(role="buyer", before="not stored yet") == ("Not today.", "Never!")
    assert len(archive.texts(scenario="test/haggle")) == 4
    assert archive.texts(scenario="test/other") == ()


async def test_whole_dialogues_come_back_latest_first_over_many_pages(store: Store) -> None:
    ids = [f"e{at:02}" for at in range(PAGE + 3)]
    for id_ in ids:
        await store.begin(id_, game(), Provenance(scenario="test/haggle"))

    archive = StoredArchive(store)

    assert [each.id for each in archive.episodes()] == ids[::-1]
    assert [each.id for each in archive.episodes(limit=2)] == ids[:-3:-1]
    assert [each.id for each in archive.episodes("id:e01,e07")] == ["e07", "e01"]


async def test_no_connection_is_held_while_a_judge_thinks_about_a_dialogue(store: Store) -> None:
    for at in range(3):
        await store.begin(f"e{at}", game(), Provenance(scenario="test/haggle"))
    archive = StoredArchive(store)

    # Twenty readers stop half way: with a connection each there would be none left to read with.
    halfway = [archive.episodes() for _ in range(20)]
    firsts = [next(each).id for each in halfway]

    assert firsts == ["e2"] * 20
    assert archive.texts() == ()


def test_what_cannot_be_asked_is_said(store: Store) -> None:
    archive = StoredArchive(store)

    with pytest.raises(JudgeError, match="asked for 0"):
        archive.texts(limit=0)
    with pytest.raises(SocietyError, match="no field is called 'colour'"):
        archive.episodes("colour:red")


@judge(scope="turn")
def novelty(dialogue: Dialogue, archive: Archive) -> float:
    """In a thread of its own, as every judge that is not async."""
    return float(dialogue.last.text not in archive.texts(role="buyer"))


async def test_a_judge_in_a_dialogue_is_lent_what_was_before_it(store: Store) -> None:
    await quarrel(store, "e1", "Never!")
    buyer: list[Line] = ["Never!", ("Too much, I am afraid.", "walk_away")]

    events = await played(store, "e2", ["A pity."], buyer, [seat(novelty, roles=("buyer",))])

    scores = [each.judgement.score for each in events if isinstance(each, Judged)]
    assert scores == [0.0, 1.0]


async def test_a_judge_without_a_store_says_so_or_does_without(store: Store) -> None:
    @judge(scope="outcome")
    def may(archive: Archive | None = None) -> float:
        return float(archive is None)

    here = Dialogue(game=game())
    needs = await ask(juror(novelty, "here"), Case(here, role="buyer"))
    copes = await ask(juror(may, "here"), Case(here, role="buyer"))

    assert needs.critique.endswith("ask it where a store is open, as society run does")
    assert copes.score == 1.0


async def test_what_is_apart_leaves_its_own_dialogue_out(store: Store) -> None:
    for id_ in ("e1", "e2", "e3"):
        await quarrel(store, id_, f"No, said {id_}.")
    apart = Apart(StoredArchive(store), "e2")

    assert apart.texts(role="buyer") == ("No, said e1.",)
    assert apart.texts(role="buyer", before="e3") == ("No, said e2.", "No, said e1.")
    assert [each.id for each in apart.episodes(limit=2)] == ["e3", "e1"]
    assert [each.id for each in apart.episodes(limit=1)] == ["e3"]


async def test_the_archive_cannot_write(path: Path) -> None:
    with Store.open(path) as store:
        await quarrel(store, "e1", "Never!")

    def read() -> Sequence[str]:
        with Store.open(path, write=False) as opened:
            return StoredArchive(opened).texts(role="buyer")

    assert await asyncio.to_thread(read) == ("Never!",)
