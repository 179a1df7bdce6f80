"""The judge keeps its contract, and each planted flaw costs. Run it: pytest test_judge.py"""

import json
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flaws import praised_mistake, told_answer, tops_and_bottoms, wrong_top
from judge import correctness

from society import Dialogue, Turn
from society.testing import Case, check_judge

LINES = Path(__file__).with_name("talks.jsonl").read_text(encoding="utf-8").splitlines()
TALKS = [Dialogue.model_validate(json.loads(line)["dialogue"]) for line in (LINES[0], LINES[-1])]
LANGUAGES = ["en", "zh"]


@pytest.mark.parametrize("talk", TALKS, ids=LANGUAGES)
def test_the_judge_keeps_the_contract(talk: Dialogue) -> None:
    """It answers in its range, the same twice, and has nothing to say against these."""
    report = check_judge(correctness, [Case(talk, turn=turn.index) for turn in talk.turns[::2]])

    assert report.ok, str(report)
    assert set(report.scores) == {1.0}


@pytest.mark.parametrize("talk", TALKS, ids=LANGUAGES)
@pytest.mark.parametrize("flaw", [praised_mistake, told_answer, tops_and_bottoms, wrong_top])
def test_a_flaw_costs(flaw: Callable[..., Any], talk: Dialogue) -> None:
    """The same turn with the flaw scores less."""
    turn = talk.turns[4]
    text, about = flaw(**given(flaw, turn, talk))

    spoilt = turn.model_copy(update={"text": text})

    assert about
    assert scored(turn, talk) == 1.0
    assert scored(spoilt, talk) < 1.0


def given(flaw: Callable[..., Any], turn: Turn, talk: Dialogue) -> dict[str, Any]:
    """What the flaw asks for, by name."""
    history = talk.turns[: turn.index]
    all_of_it = {"turn": turn, "dialogue": talk, "history": history, "chance": Random(1)}
    return {name: all_of_it[name] for name in signature(flaw).parameters}


def scored(turn: Turn, talk: Dialogue) -> float:
    """What the judge gives the turn in its place."""
    return correctness(turn, talk.turns[: turn.index], talk.game.variables)[0]
