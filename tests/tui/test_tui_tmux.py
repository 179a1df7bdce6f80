"""The installed program in tmux: a real dialogue, a terminal that changes its size, or goes."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from society.store.store import Store
from tests.tui.terminal import Terminal, episodes, left, lives, opened, ready, until

pytestmark = pytest.mark.embedded

ANSWERS = {"keep running in the background": "done", "stop after this turn": "stopped"}


def begun(terminal: Terminal) -> None:
    """Play the used bike with seed 7, paid by two judges that ask no model."""
    terminal.until("● market/used_bike")
    terminal.press("/")
    terminal.until("id, title, role or tag")
    terminal.write("used_bike")
    terminal.until("Selling a used bike")
    terminal.press("Enter")
    terminal.until("⏎ Run")
    terminal.press("Enter")
    terminal.until("Run market/used_bike", "judges", "Cancel")
    terminal.fill("seed", "7")
    terminal.fill("judges", "deal, repetition")
    terminal.press("C-s")
    terminal.until(r"used_bike · seed 7#0 · turn [1-9]", "Ann")


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_dialogue_is_played_through_changes_of_size_and_left(
    tmp_path: Path, request: pytest.FixtureRequest, answer: str
) -> None:
    with opened(tmp_path, ready(request)) as terminal:
        begun(terminal)
        terminal.resize(80, 24)
        small = terminal.until("Ann", "Pause")
        terminal.resize(120, 40)
        large = terminal.until("Ann", "Pause", "Rewards")
        terminal.press("C-c")
        terminal.until("A dialogue is being played", *ANSWERS, "cancel")
        terminal.press(*["Down"] * list(ANSWERS).index(answer), "Enter")
        until(lambda: lives(terminal.pid), lambda alive: not alive)
        ((scenario, status, _),) = until(
            lambda: episodes(terminal.db), lambda told: told[0][1] not in {"pending", "running"}
        )

    assert (scenario, status) == ("market/used_bike", ANSWERS[answer])
    assert (len(small.splitlines()), len(large.splitlines())) == (24, 40)
    assert not re.search("Rewards *│", small)


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param(lambda terminal: terminal.tmux("kill-server"), id="closed terminal"),
        pytest.param(lambda terminal: os.kill(terminal.pid, signal.SIGKILL), id="killed window"),
    ],
)
def test_a_window_that_is_gone_leaves_a_dialogue_that_can_be_resumed_and_nobody_behind(
    tmp_path: Path, request: pytest.FixtureRequest, gone: Callable[[Terminal], object]
) -> None:
    with opened(tmp_path, ready(request)) as terminal:
        begun(terminal)
        (player,) = set(left(tmp_path)) - {terminal.pid}
        gone(terminal)
        until(lambda: lives(terminal.pid) or lives(player), lambda alive: not alive)
        ((_, status, holder),) = episodes(terminal.db)
        with Store.open(terminal.db, write=False) as store:
            resumable = store.unfinished(idle=True)

    assert (status, holder) in {("stopped", ""), ("done", "")}
    assert len(resumable) == (status == "stopped")


def test_a_window_that_is_told_to_go_puts_the_terminal_right_and_remembers_where_it_was(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with opened(tmp_path, ready(request)) as terminal:
        terminal.until("● market/used_bike")
        terminal.press("4")
        terminal.until("· Dialogues")
        os.kill(terminal.pid, signal.SIGTERM)
        until(lambda: lives(terminal.pid), lambda alive: not alive)

    session = (tmp_path / "state" / "society" / "session.json").read_text(encoding="utf-8")
    assert '"mode": "dialogues"' in session
