"""The leaderboard: ratings of who played, and what it says while there is nothing to rate."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from society.domain.episode import Lineage
from society.domain.events import Ended, Event, Started
from society.store import tags
from society.store.record import record
from society.store.store import Store
from tests.hostile import MARKUP, TITLE
from tests.store import paper
from tests.tui.look import settled
from tests.tui.stage import backstage
from tui.app import Studio
from tui.session import Session, keep

HOSTILE = f"{MARKUP[1]}{MARKUP[5]}{TITLE}"


async def play(
    folder: Path,
    games: int,
    *,
    seller: str = "planned:strong",
    buyer: str = "planned:weak",
    generation: int | None = None,
    level: str = "",
    talks: bool = False,
) -> None:
    """Games that the seller wins three times in four."""
    game = paper.game(level=level)
    with Store.open(folder / "society.db") as store:
        for at in range(games):
            id_ = f"{generation}-{level}{at:03d}"
            origin = paper.provenance(players={"seller": seller, "buyer": buyer})
            worth = {"seller": 0.75, "buyer": 0.25} if at % 4 else {"seller": 0.2, "buyer": 0.6}
            end = paper.outcome(utilities=worth)
            await store.begin(id_, game, origin, lineage=Lineage(generation=generation))
            events: list[Event] = [
                Started(episode=id_, game=game, provenance=origin),
                *([event for n in range(4) for event in paper.step(id_, n)] if talks else []),
                Ended(episode=id_, outcome=end),
            ]
            async for _ in record(store, paper.told(events)):
                pass


def board(folder: Path, tab: str = "ratings") -> Studio:
    """The window as it opens where one left the leaderboard."""
    keep(folder / "state", Session(mode="board", pages={"board": {"tab": tab}}))
    return Studio(backstage(folder))


TABS = ("ratings", "matrix", "generations", "strategies", "curriculum")


@pytest.mark.parametrize(
    ("size", "tab"), [*(((80, 24), tab) for tab in TABS), ((120, 40), "ratings")]
)
async def test_nothing_played_yet_is_said_with_what_plays_it(
    tmp_path: Path, size: tuple[int, int], tab: str, snapshot: SnapshotAssertion
) -> None:
    studio = board(tmp_path, tab)
    async with studio.run_test(size=size) as pilot:
        assert await settled(pilot) == snapshot


@pytest.mark.parametrize(
    ("size", "tab"), [*(((80, 24), tab) for tab in TABS), ((120, 40), "generations")]
)
async def test_what_was_played_is_rated(
    tmp_path: Path, size: tuple[int, int], tab: str, snapshot: SnapshotAssertion
) -> None:
    await play(tmp_path, 12, generation=1)
    await play(tmp_path, 12, seller="planned:weak", buyer="llm:模型", generation=2)
    studio = board(tmp_path, tab)
    async with studio.run_test(size=size) as pilot:
        assert await settled(pilot) == snapshot


async def test_every_scenario_and_level_of_a_generation_has_a_band_and_a_row(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    for generation in (1, 2):
        await play(tmp_path, 6, generation=generation, level="easy", talks=True)
        await play(tmp_path, 5, generation=generation, level="hard")
    studio = board(tmp_path, "generations")
    async with studio.run_test(size=(120, 40)) as pilot:
        assert await settled(pilot) == snapshot


async def test_m_goes_through_what_policies_can_be_told_apart_by(tmp_path: Path) -> None:
    await play(tmp_path, 12)
    studio = board(tmp_path)
    heads = []
    async with studio.run_test(size=(120, 40)) as pilot:
        for key in ("", "m", "m", "m", "m"):
            await pilot.press(*filter(None, [key]))
            told = await settled(pilot)
            heads.append((told.splitlines()[1].split("by ")[-1], "50% to" in told, "1000" in told))

    drawn = [which for which, *_ in heads]
    assert drawn == ["rating", "mean utility", "win share", "openskill", "rating"]


async def test_two_marked_policies_are_compared_with_the_interval_of_the_difference(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    await play(tmp_path, 12)
    studio = board(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        studio.screen.query_one("#board-ratings Table").focus()
        await pilot.press("space", "j", "c")
        assert await settled(pilot) == snapshot


async def test_two_generations_are_compared(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    await play(tmp_path, 6, generation=1, talks=True)
    await play(tmp_path, 6, generation=2, talks=True)
    studio = board(tmp_path, "generations")
    async with studio.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        studio.screen.query_one("#board-generations Table").focus()
        await pilot.press("space", "j", "space", "c")
        assert await settled(pilot) == snapshot


@pytest.mark.parametrize(
    ("tab", "keys"), [("ratings", "c"), ("matrix", "cm "), ("strategies", "c m")]
)
async def test_where_nothing_can_be_compared_the_keys_say_so(
    tmp_path: Path, tab: str, keys: str
) -> None:
    await play(tmp_path, 12)
    studio = board(tmp_path, tab)
    async with studio.run_test(notifications=True) as pilot:
        await settled(pilot)
        await pilot.press(*("space" if key == " " else key for key in keys))
        await pilot.pause()
        assert len(studio.screen_stack) == 1
        assert studio._notifications


async def test_what_is_in_the_trash_does_not_count(tmp_path: Path) -> None:
    await play(tmp_path, 12)
    with Store.open(tmp_path / "society.db") as store:
        await tags.put(store, [f"None-{at:03d}" for at in range(6)], tags.TRASH)
    studio = board(tmp_path)
    async with studio.run_test() as pilot:
        assert "6 games" in await settled(pilot)


async def test_enter_lists_what_the_policy_played(tmp_path: Path) -> None:
    await play(tmp_path, 12)
    studio = board(tmp_path)
    async with studio.run_test() as pilot:
        await settled(pilot)
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()
        assert studio.current_mode == "dialogues"


async def test_what_is_shown_is_written_as_csv(tmp_path: Path) -> None:
    await play(tmp_path, 12)
    studio = board(tmp_path)
    async with studio.run_test() as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
    lines = (tmp_path / "leaderboard-ratings.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "policy,rating,95%,games,won,drawn,lost"
    assert len(lines) == 3


async def test_a_name_that_a_spreadsheet_would_obey_is_written_as_text(tmp_path: Path) -> None:
    await play(tmp_path, 12, seller="=HYPERLINK(1)")
    studio = board(tmp_path)
    async with studio.run_test() as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
    written = (tmp_path / "leaderboard-ratings.csv").read_text(encoding="utf-8")
    assert "\n'=HYPERLINK(1)," in written


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    await play(tmp_path, 12)
    (tmp_path / "leaderboard-ratings.csv").mkdir()
    studio = board(tmp_path)
    async with studio.run_test(notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)
        (said,) = studio._notifications
    assert "cannot be written" in said.message


async def test_a_hostile_name_is_text(tmp_path: Path) -> None:
    await play(tmp_path, 12, seller=HOSTILE)
    studio = board(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        told = await settled(pilot)
    assert "[/b][@click=app.bell]x[/]<U+001B>]0;title<U+0007>" in told


async def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "society.db").write_bytes(b"not a database" * 100)
    studio = board(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        told = await settled(pilot)
    assert "try again" in told
