"""What the listed dialogues come to together, on the screen."""

import asyncio
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from society.store.survey import Survey
from tests.hostile import MARKUP
from tests.tui import archive
from tests.tui.archive import SIZES, opened, pressed, settled
from tests.tui.look import look
from tests.tui.stage import backstage
from tui.app import Studio
from tui.screens.dialogues.statistics import estimates, words


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few dialogues."""
    path = tmp_path_factory.mktemp("few") / "few.db"
    asyncio.run(archive.branches(path))
    return path


@pytest.mark.parametrize("size", SIZES)
async def test_counts_intervals_and_plots_are_shown(
    tmp_path: Path, few: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=size) as pilot:
        await opened(pilot)
        await pressed(pilot, "i")
        await settled(pilot)
        assert look(studio) == snapshot

        await pressed(pilot, "escape")
        assert "Statistics of" not in look(studio)


async def test_a_query_that_means_nothing_has_no_figures(tmp_path: Path, few: Path) -> None:
    studio = Studio(backstage(tmp_path, db=few))
    async with studio.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pressed(pilot, "slash", *"turns>99", "enter", "i")
        await settled(pilot)
        assert "Statistics of turns>99" in look(studio)
        assert "No dialogue is like that." in look(studio)


@pytest.mark.parametrize("name", MARKUP)
def test_hostile_names_are_only_names(name: str) -> None:
    counted = {name: 1}
    found = Survey(
        dialogues=1, statuses=counted, endings=counted, winners=counted, worths={name: (0.5, 0.5)}
    )

    shown = words(found, estimates(found.worths))

    assert shown.plain.count(name[:15]) == 4
    assert not [span for span in shown.spans if "@click" in str(span.style)]
