"""A dialogue's id is told whole wherever dialogues are listed: two must never look the same."""

from pathlib import Path

import pytest

from society.store.record import record
from society.store.store import Store
from tests.store import paper
from tests.tui.look import look, settled
from tests.tui.shelves import home_of, window
from tests.tui.stage import backstage
from tui.app import Studio

ALIKE = ("0a1b2c3d4e5f", "0a1b2c3d4e50")


async def played(db: Path) -> None:
    with Store.open(db) as store:
        for name in ALIKE:
            _ = [each async for each in record(store, paper.told(paper.play(name)))]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("keys", [("4",), ("5",), ("5", "tab", "right")])
async def test_ids_are_told_apart_in_every_list(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    await played(tmp_path / "society.db")
    studio = Studio(backstage(tmp_path))
    async with studio.run_test(size=size) as pilot:
        for key in keys:
            await pilot.press(key)
            seen = await settled(pilot)

    assert all(name in seen for name in ALIKE)


async def test_ids_are_told_apart_in_the_history_of_a_scenario(tmp_path: Path) -> None:
    await played(tmp_path / "society.db")
    studio = window(tmp_path)
    async with studio.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        home_of(studio).preview.open("history-tab")
        await settled(pilot)

        seen = look(studio)
    assert all(name in seen for name in ALIKE)
