"""Holding a dialogue without reading it."""

from pathlib import Path

import pytest

from society.store.lease import Taken
from society.store.record import record
from society.store.store import Store
from tests.store import paper


async def test_one_that_was_only_begun_is_told_apart_from_one_that_was_played(
    tmp_path: Path,
) -> None:
    with Store.open(tmp_path / "x.db") as store:
        await store.begin("e1", paper.game(), paper.provenance())
        async with store.leasing("e1") as unplayed:
            assert unplayed
        _ = [event async for event in record(store, paper.told(paper.play("e1")))]

        async with store.leasing("e1") as unplayed:
            assert not unplayed


async def test_nobody_else_leases_it_meanwhile(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.db") as store, Store.open(tmp_path / "x.db") as other:
        await store.begin("e1", paper.game(), paper.provenance())

        async with store.leasing("e1"):
            with pytest.raises(Taken, match="is being played by"):
                async with other.leasing("e1"):
                    pass
