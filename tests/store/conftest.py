"""A fresh store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from society.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "society.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, clock=lambda: "2026-11-22T12:00:00.000+00:00") as opened:
        yield opened
