"""What tests of batches stand on: a stage in this process, commands in processes of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.batch_commands import Mother, Night
from tests.faults.batch_server import provider
from tests.faults.batch_stage import Stage


@pytest.fixture
def stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Stage]:
    """A stage with a provider of its own and an empty database."""
    with provider() as running:
        yield Stage(running, tmp_path / "night.db", capsys)


@pytest.fixture(scope="session")
def mother() -> Iterator[Mother]:
    """She has imported everything: that costs seconds."""
    running = Mother()
    yield running
    running.close()


@pytest.fixture
def night(mother: Mother, tmp_path: Path) -> Iterator[Night]:
    """A batch with a provider of its own and an empty folder; nobody is left behind."""
    with provider() as running:
        playing = Night(mother, running, tmp_path)
        yield playing
        playing.close()
