"""Two dialogues beside each other on the screen, and the pair that is made of where they part."""

import asyncio
from pathlib import Path
from shutil import copy

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from society.export.choice import Choice
from society.export.pairs import drafts
from society.export.views import lens
from society.scoring.difference import difference
from society.store.record import record
from society.store.store import Store
from tests.hostile import MARKUP
from tests.store import paper
from tests.tui import archive
from tests.tui.archive import SIZES, Heard, opened, pressed, settled
from tests.tui.look import look
from tui.screens.dialogues.diff import Diff


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two branches of one game."""
    path = tmp_path_factory.mktemp("few") / "few.db"
    asyncio.run(archive.branches(path))
    return path


@pytest.fixture
def few(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(copy(made, tmp_path / "few.db"))


async def compared(pilot: Pilot[int]) -> Diff:
    """The soft branch on the left, the firm one on the right."""
    await opened(pilot)
    await pressed(pilot, "j", "space", "space", "D")
    screen = pilot.app.screen
    assert isinstance(screen, Diff)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_branches_are_shown_beside_each_other_or_one_under_the_other(
    tmp_path: Path, few: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=size) as pilot:
        await compared(pilot)
        assert look(studio) == snapshot


async def test_keys_go_from_difference_to_difference_swap_wrap_and_unfold(
    tmp_path: Path, few: Path
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 30)) as pilot:
        screen = await compared(pilot)
        met = []
        for key in ("n", "n", "n", "N"):
            await pressed(pilot, key)
            met.append(screen.row.left.index if screen.row and screen.row.left else None)
        await pressed(pilot, "s")
        swapped = screen.found.left.id
        await pressed(pilot, "w")
        cut = look(studio)
        await pressed(pilot, "f")
        unfolded = look(studio)
        await pressed(pilot, "escape")

        assert met == [3, 4, 2, 4]
        assert swapped == "f1f1f1f1f1"
        assert "⟦propose price=150⟧" not in cut
        assert "⋯ 2 equal turns" in cut
        assert "I can do 110 in cash." in unfolded
        assert not isinstance(studio.screen, Diff)


@pytest.mark.parametrize(("answer", "kept"), [("left", "50f750f750"), ("right", "f1f1f1f1f1")])
async def test_where_two_plays_part_becomes_a_pair_that_is_exported(
    tmp_path: Path, few: Path, answer: str, kept: str
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await compared(pilot)
        await pressed(pilot, "P", *(["down"] if answer == "right" else []), "enter")
        assert f"kept with turn 3 of {kept}" in look(studio)

    with Store.open(few, write=False) as store:
        (pair,) = drafts(lens(store.episode(kept), "seller", Choice()), Choice())
    texts = {"left": archive.SOFT[2], "right": archive.FIRM[2]}
    assert texts[answer] in pair.chosen.completion.content
    assert texts[answer] not in pair.rejected.completion.content
    assert (pair.score_chosen, pair.score_rejected) == (1.0, 0.0)


async def test_only_where_the_words_before_are_the_same_a_pair_is_made(
    tmp_path: Path, few: Path
) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await compared(pilot)
        await pressed(pilot, "n", "P")
        assert "a pair needs the same words before it" in look(studio).replace("\n", "")
        await pressed(pilot, "n", "P")
        assert "a pair needs two replies" in look(studio)


async def test_one_dialogue_is_not_compared(tmp_path: Path, few: Path) -> None:
    studio = Heard(tmp_path, few)
    async with studio.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await pressed(pilot, "D")
        assert "mark two dialogues with space" in look(studio)


async def test_hostile_words_are_compared_and_never_obeyed(tmp_path: Path) -> None:
    db = tmp_path / "h.db"
    evil = "\x1b]0;owned\x07 \u202egnp.exe"
    with Store.open(db) as store:
        for name, more in (("a1", ""), ("b2", " no")):
            said = [f"{words}{more}" for words in (*MARKUP, evil)]
            events = archive.talk(name, said, [0.5] * len(said), ended="[/b]")
            _ = [each async for each in record(store, paper.told(events))]
        found = difference(store.episode("a1"), store.episode("b2"))
    studio = Heard(tmp_path, db)
    for size in ((80, 120), (160, 120)):
        async with studio.run_test(size=size) as pilot:
            await studio.push_screen(Diff(found, studio.backstage.desk))
            await settled(pilot)
            shown = look(studio)
        studio = Heard(tmp_path, db)

        assert all(shown.count(words) >= 2 for words in MARKUP)
        assert not any(each in shown for each in "\x1b\x07\u202e")
