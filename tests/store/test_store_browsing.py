"""Going through dialogues a page at a time, what tags do to that, and what they sum up to."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from society.domain.errors import SocietyError
from society.domain.events import Called, Ended, Event, Spoke, Started
from society.store import browsing, tags
from society.store.browsing import SORTS, Line, Look, Mark, Sort, of_ids
from society.store.record import record
from society.store.store import Store
from society.store.survey import survey
from society.store.tags import without_trash
from society.store.where import Where
from tests.store import paper

NUMBERS = (3, 1, 4, 1, 5, 9, 2, 6)


def talk(name: str, figure: int) -> Iterator[Event]:
    """A dialogue with so many turns, tenths of reward, cents and seconds; 9 never ended."""
    yield Started(episode=name, game=paper.game(), provenance=paper.provenance())
    for index in range(figure):
        yield Spoke(episode=name, turn=paper.turn(index, calls=()))
    cost = None if figure == 5 else figure / 100
    yield Called(episode=name, attempt=paper.attempt(f"{name}-call", cost=cost))
    if figure != 9:
        worth = {"seller": figure / 10, "buyer": figure / 10}
        ended = paper.outcome(returns=worth, utilities=worth, winner="seller")
        yield Ended(episode=name, outcome=ended, seconds=float(figure))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with eight dialogues, d0 the earliest."""
    path = tmp_path_factory.mktemp("shelf") / "society.db"

    async def play(store: Store) -> None:
        for at, figure in enumerate(NUMBERS):
            _ = [each async for each in record(store, paper.told(talk(f"d{at}", figure)))]

    with Store.open(path) as store:
        asyncio.run(play(store))
    return path


@pytest.fixture
def full(shelf: Path, path: Path) -> Iterator[Store]:
    """A copy of it."""
    shutil.copy(shelf, path)
    with Store.open(path) as store:
        yield store


def paged(store: Store, look: Look, size: int, *, back: bool = False) -> list[str]:
    """All ids, a page after the other, from either end."""
    found: list[Line] = []
    beside: Mark | None = None
    while True:
        with store.reading() as db:
            page = browsing.page(db, look, beside=beside, back=back, limit=size)
        if not page:
            return [line.id for line in found]
        found = [*page, *found] if back else [*found, *page]
        beside = page[0].mark if back else page[-1].mark


FALLING = {
    "time": "d7 d6 d5 d4 d3 d2 d1 d0",
    "reward": "d7 d4 d2 d0 d6 d3 d1 d5",
    "turns": "d5 d7 d4 d2 d0 d6 d3 d1",
    "cost": "d5 d7 d2 d0 d6 d3 d1 d4",
}


@pytest.mark.parametrize("sort", FALLING)
@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("back", [False, True], ids=["forwards", "backwards"])
async def test_pages_put_together_are_the_whole_list_in_its_order(
    full: Store, sort: Sort, size: int, back: bool
) -> None:
    assert paged(full, Look(sort=sort), size, back=back) == FALLING[sort].split()


@pytest.mark.parametrize("sort", SORTS)
async def test_turned_round_the_smallest_comes_first_and_what_is_unknown_stays_last(
    full: Store, sort: Sort
) -> None:
    look = Look(sort=sort, falling=False)

    rising = paged(full, look, 3)

    assert rising == paged(full, look, 3, back=True)
    assert sorted(rising) == [f"d{at}" for at in range(len(NUMBERS))]
    unknown = {"reward": "d5", "cost": "d4"}
    if sort in unknown:
        assert rising[-1] == unknown[sort]


@pytest.mark.parametrize("sort", SORTS)
async def test_a_place_in_the_middle_is_found_from_either_end(full: Store, sort: Sort) -> None:
    look = Look(sort=sort)
    order = paged(full, look, 100)

    with full.reading() as db:
        ahead = browsing.page(db, look, skip=3, limit=2)
        behind = browsing.page(db, look, back=True, skip=3, limit=2)
        place = browsing.place(db, look, ahead[0].mark)

    assert [line.id for line in ahead] == order[3:5]
    assert [line.id for line in behind] == order[3:5]
    assert place == 3


async def test_a_line_tells_its_reward_and_its_tags(full: Store) -> None:
    await tags.put(full, ["d7"], "good")
    await tags.put(full, ["d7"], "好")

    with full.reading() as db:
        (line,) = browsing.page(db, Look(where=Where.parse("id:d7")))

    assert (line.reward, line.tags, line.turns) == (0.6, ("good", "好"), 6)


def statements(store: Store, look: Look, limit: int) -> list[tuple[str, Any]]:
    """What is sent to the database for a page."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _k: Any, sql: str, words: Any, *_more: Any) -> None:
        sent.append((sql, words))

    with store.reading() as db:
        event.listen(db, "before_cursor_execute", note)
        browsing.page(db, look, beside=Mark(5.0, 7), limit=limit)
    return sent


async def test_a_page_takes_five_queries_however_long_it_is(full: Store) -> None:
    assert len(statements(full, Look(), 1)) == len(statements(full, Look(), 6)) == 5


async def test_a_page_by_time_is_reached_through_the_primary_key_and_nothing_is_sorted(
    full: Store,
) -> None:
    (sql, words), *_ = statements(full, Look(), 3)

    with full.reading() as db:
        plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", words).all()
    told = [str(step[3]) for step in plan]

    assert "SEARCH episode USING INTEGER PRIMARY KEY (rowid<?)" in told
    assert not [step for step in told if "TEMP B-TREE" in step or step == "SCAN episode"]


@pytest.mark.parametrize("sort", SORTS)
async def test_only_the_rows_of_the_page_are_read_whole(full: Store, sort: Sort) -> None:
    first, *rest = statements(full, Look(sort=sort), 2)
    asked = [[word for word in words if re.fullmatch(r"d\d|[1-9]", str(word))] for _, words in rest]

    assert "provenance" not in first[0]
    assert len(rest) == 4
    assert all(len(named) == 2 for named in asked)


async def test_what_is_in_the_trash_is_listed_only_where_it_is_named(full: Store) -> None:
    await tags.put(full, ["d7", "d3"], tags.TRASH)

    with full.reading() as db:
        listed = {
            query: browsing.count(db, Look(where=Where.parse(query)))
            for query in ("", "tag:trash", "tag:tra*", 'tag:"tra*"', "-tag:trash", "turns>0")
        }

    assert listed == {
        **{"": 6, "tag:trash": 2, "tag:tra*": 2},
        **{'tag:"tra*"': 0, "-tag:trash": 6, "turns>0": 6},
    }


async def test_tags_come_and_go_and_are_counted(full: Store) -> None:
    await tags.put(full, ["d1", "d2"], "good")
    await tags.put(full, ["d2"], "good")
    await tags.put(full, [], "none")
    await tags.take(full, ["d1", "d5"], "good")

    with full.reading() as db:
        assert tags.listed(db) == {"good": 1}
    assert full.episode("d2").tags == ("good",)


@pytest.mark.parametrize("word", ["", "two words", "a,b", 'a"b', "a*", "-bad", "\x1b[2J", "x" * 65])
async def test_a_word_that_no_query_could_ask_for_is_no_tag(full: Store, word: str) -> None:
    with pytest.raises(SocietyError, match="cannot be a tag"):
        await tags.put(full, ["d1"], word)


async def test_a_tag_of_a_dialogue_that_is_not_stored_is_refused(full: Store) -> None:
    with pytest.raises(SocietyError):
        await tags.put(full, ["nobody"], "good")


def test_a_query_that_names_the_trash_stays_as_it_is() -> None:
    named = Where.parse("tag:good,trash turns<9")

    assert without_trash(named) is named


async def test_the_query_of_some_ids_means_these(full: Store) -> None:
    query = of_ids(["d1", "a b", "d5"])

    with full.reading() as db:
        found = browsing.page(db, Look(where=Where.parse(query)))

    assert query == 'id:d1,"a b",d5'
    assert [line.id for line in found] == ["d5", "d1"]


def test_more_ids_than_a_query_holds_are_better_tagged() -> None:
    with pytest.raises(SocietyError, match="too many to name") as refused:
        of_ids([f"{at:010x}" for at in range(300)])

    assert "tag" in refused.value.hint


def test_an_id_with_a_quote_is_told() -> None:
    with pytest.raises(SocietyError, match="no query can name"):
        of_ids(['a"b'])


async def test_a_survey_sums_up_what_a_query_means(full: Store) -> None:
    with full.reading() as db:
        found = survey(db, Look(where=Where.parse("turns<9")))

    assert (found.dialogues, found.endings, found.winners) == (
        7,
        {"agreement": 7},
        {"seller": 7},
    )
    assert found.rewards == (0, 2, 1, 1, 1, 1, 1, 0, 0, 0)
    assert found.reward == pytest.approx(22 / 70)
    assert found.cost == pytest.approx(0.17)
    assert found.unpriced == 1
    assert found.worths["seller"] == (0.6, 0.2, 0.5, 0.1, 0.4, 0.1, 0.3)
    assert found.paired
    assert found.turns == pytest.approx(22 / 7)
    assert found.conceded["seller"] == (0.5,) * 6


async def test_a_survey_of_nothing_is_empty(store: Store) -> None:
    with store.reading() as db:
        found = survey(db, Look())

    assert (found.dialogues, found.reward, found.worths, found.cost) == (0, None, {}, None)
