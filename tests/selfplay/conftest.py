"""A fresh store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from society.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "society.db") as opened:
        yield opened
