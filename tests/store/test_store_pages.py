"""Reading many episodes: the same values as one by one, by few queries, in the order asked for."""

import asyncio
import random
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import event

from society.domain.dialogue import Game
from society.domain.events import Event, Started
from society.domain.judging import Judgement
from society.store.pages import Episodes
from society.store.record import record
from society.store.rows import judgement_row
from society.store.statements import Write, write
from society.store.store import Store
from society.store.where import Where
from tests.store import paper


async def played(store: Store, events: Iterable[Event]) -> None:
    _ = [each async for each in record(store, paper.told(events))]


def of_game(name: str, game: Game) -> Iterator[Event]:
    """A whole dialogue of that game."""
    made_by = paper.provenance(
        scenario=game.scenario.id, seed=game.seed, index=game.index, level=game.level
    )
    _, *rest = paper.play(name)
    yield Started(episode=name, game=game, provenance=made_by)
    yield from rest


async def test_each_episode_is_the_same_as_when_read_alone(store: Store) -> None:
    for number in range(5):
        await played(store, paper.play(f"e{number}", turns=number + 1, ends=number != 3))
    again = paper.judgement(0, "kind", score=0.9, calls=())
    await store.write(judged("e0", again))
    await store.begin("waiting", paper.game(), paper.provenance())

    with store.reading() as db:
        read = list(Episodes(db, size=2))

    assert read == [store.episode(f"e{number}") for number in range(5)] + [store.episode("waiting")]
    assert [said.score for said in read[0].judgements if said.judge == "kind"] == [0.9]
    assert read[1].dialogue.turns[0].drafts[0].text == "or else?"


async def test_pages_of_any_size_hold_each_match_once(store: Store) -> None:
    for number in range(7):
        await store.begin(f"e{number}", paper.game(), paper.provenance())
    where = Where.parse("-id:e3")

    with store.reading() as db:
        read = {size: [each.id for each in Episodes(db, where, size=size)] for size in (1, 3, 6, 9)}
        counted = Episodes(db, where).count()

    assert set(map(tuple, read.values())) == {("e0", "e1", "e2", "e4", "e5", "e6")}
    assert counted == 6


async def test_the_dialogues_of_one_game_come_together(store: Store) -> None:
    games = {
        f"{scenario[-1]}{seed:03}{index}{name}": paper.game(
            scenario=paper.scenario(id=scenario), seed=seed, index=index
        )
        for scenario in ("market/a", "market/b")
        for seed in (2, 10, 100)
        for index in (0, 1)
        for name in ("x", "y")
    }
    shuffled = sorted(games)
    random.Random(7).shuffle(shuffled)
    for name in shuffled:
        await played(store, of_game(name, games[name]))

    with store.reading() as db:
        read = [each.id for each in Episodes(db, order="game", size=5)]

    assert [name[:-1] for name in read] == sorted(name[:-1] for name in games)
    begun = {name: at for at, name in enumerate(shuffled)}
    assert all(begun[one] < begun[two] for one, two in zip(read[::2], read[1::2], strict=True))


async def test_a_page_takes_a_handful_of_queries_however_many_it_holds(store: Store) -> None:
    for number in range(12):
        await played(store, paper.play(f"e{number}"))

    assert await queries(store, size=12) == await queries(store, size=20)
    assert await queries(store, size=12) <= 10


async def queries(store: Store, *, size: int) -> int:
    """How many statements it takes to read a store of one page."""
    asked: list[str] = []
    with store.reading() as db:
        event.listen(db, "before_cursor_execute", lambda _c, _k, said, *_: asked.append(said))
        assert len(list(Episodes(db, size=size))) == 12
    return len(asked)


async def test_what_is_written_meanwhile_is_of_another_moment(store: Store) -> None:
    await played(store, paper.play("e1"))

    with store.reading() as db:
        episodes = Episodes(db)
        first = [each.id for each in episodes]
        await played(store, paper.play("e2"))
        second = [each.id for each in episodes]

    assert first == second == ["e1"]


def test_a_file_that_cannot_be_written_can_be_read(path: Path) -> None:
    with Store.open(path) as store:
        asyncio.run(played(store, paper.play("e1")))
    path.chmod(stat.S_IRUSR)
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)

    with Store.open(path, create=False, write=False) as store, store.reading() as db:
        assert [each.id for each in Episodes(db)] == ["e1"]


def judged(episode: str, said: Judgement) -> Write:
    return write("add judgement", judgement_row(episode, said))
