"""The judge lab looks at the latest dialogues only: it says so, and how to look at others."""

from pathlib import Path

import pytest

from society.store.record import record
from society.store.store import Store
from tests.store import paper
from tests.tui.look import settled
from tests.tui.stage import backstage
from tests.tui.test_tui_judging import Answers
from tui.app import Studio
from tui.messages import OpenJudging
from tui.screens.judging.sample import MOST, sample


async def played(db: Path, count: int) -> None:
    with Store.open(db) as store:
        for at in range(count):
            events = paper.play(f"d{at:03}", turns=2)
            _ = [each async for each in record(store, paper.told(events))]
        begun = paper.play("begun", turns=2, ends=False)
        _ = [each async for each in record(store, paper.told(begun))]


async def test_a_sample_counts_the_finished_dialogues_that_match(tmp_path: Path) -> None:
    await played(tmp_path / "society.db", 3)

    with Store.open(tmp_path / "society.db", write=False) as store:
        assert sample(store, "").matching == 3
        assert sample(store, "id:d000,d001").matching == 2


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_more_dialogues_than_are_looked_at_are_said(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    await played(tmp_path / "society.db", MOST + 2)
    studio = Studio(backstage(tmp_path, commands=Answers()))
    async with studio.run_test(size=size) as pilot:
        await pilot.press("5")
        seen = await settled(pilot)
        assert f"The latest {MOST} of {MOST + 2} dialogues · / for others" in seen

        studio.post_message(OpenJudging("id:d000"))
        assert "The latest" not in await settled(pilot)
