"""The two example games, and how these tests run one command of the command line."""

from collections.abc import Callable

import pytest

from society.cli.root import outcome
from society.domain.dialogue import Game
from society.scenario.draw import draw
from tests.scenario.stage import example

Told = tuple[int, str, str]
Run = Callable[..., Told]


@pytest.fixture
def society(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command: exit code, stdout, stderr."""

    def run(*words: object) -> Told:
        code = outcome([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def bike() -> Game:
    """Least 101, most 119, so a zone of 18."""
    return draw(example("market/used_bike"), seed=7)


@pytest.fixture
def talks() -> Game:
    """Three envoys over 30 units of water."""
    return draw(example("diplomacy/ceasefire"), seed=3)
