"""The event of a sampled reply, wherever events go: through the pipe to a window, into a log."""

import pytest
from pydantic import ValidationError

from society.domain.cues import read_shown, write_shown
from society.domain.dialogue import Action, Draft
from society.domain.events import Drafted
from society.telemetry.facts import facts

SAMPLED = Drafted(
    episode="e1",
    turn=2,
    n=1,
    draft=Draft(text="\x1b[31m90?", action=Action(name="propose"), calls=("c1",)),
)


def test_it_comes_to_a_window_as_it_is() -> None:
    assert read_shown(write_shown(SAMPLED)) == SAMPLED


def test_a_log_says_that_it_came_and_its_words_only_where_they_are_asked_for() -> None:
    told = {"event": "reply_sampled", "dialogue": "e1", "turn": 2, "n": 1, "action": "propose"}

    assert facts(SAMPLED) == {**told, "letters": 8, "calls": 1}
    assert facts(SAMPLED, content=True) == {**told, "letters": 8, "calls": 1, "text": "\x1b[31m90?"}


def test_numbers_of_samples_begin_at_0() -> None:
    with pytest.raises(ValidationError):
        Drafted(episode="e1", turn=0, n=-1, draft=Draft(text="90?"))
