"""What the author of a judge runs before anybody is paid by it."""

from itertools import count
from typing import Any

import pytest

from society import Dialogue, Model, Turn, judge
from society.play.asking import Case
from society.plugins import find
from society.testing import Scripted, check_judge, check_juror, sample_dialogue


@judge(scope="turn")
def calm(turn: Turn) -> tuple[float, str]:
    return 1.0 - min(1.0, turn.text.count("!") / 3), "calm"


def test_a_sound_judge_is_found_sound() -> None:
    report = check_judge(calm)

    assert report.ok
    assert (report.asked, len(report.scores), report.silent) == (7, 7, 0)
    assert str(report).startswith("judge 'calm' (scope turn, version ")


@judge(scope="turn")
def too_much(turn: Turn) -> float:
    return 7


@judge(scope="turn")
def trips_over_bare_moves(turn: Turn) -> float:
    return 1 / len(turn.text.split())


@judge(scope="turn")
def meddles(dialogue: Dialogue) -> float:
    dialogue.game.variables["list_price"] = 0
    return 1.0


TICKS = count()


@judge(scope="turn")
def moody(turn: Turn) -> float:
    return next(TICKS) % 2


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (too_much, "judge 'too_much' returned 7, which is outside its scale 0..1"),
        (trips_over_bare_moves, "on turn 3: ZeroDivisionError"),
        (meddles, "TypeError: a judge cannot change what it is given"),
        (moody, "gave 0.0 and then 1.0 to the same case, turn 0"),
    ],
)
def test_a_broken_contract_is_told(function: Any, problem: str) -> None:
    report = check_judge(function)

    assert not report.ok
    assert problem in "\n".join(report.problems)


@judge(scope="turn")
def fails_on_the_second_role(turn: Turn) -> float:
    return 1 / (1 - turn.index % 2)


def test_one_exception_at_several_samples_is_told_once() -> None:
    (problem,) = check_judge(fails_on_the_second_role).problems

    assert problem.startswith("on 3 of 7 samples, first turn 1: ZeroDivisionError: ")


@judge(scope="outcome")
async def fairness(dialogue: Dialogue, role: str, model: Model) -> Any:
    return await model.score(f"Was {role} fair?\n{dialogue.text(role)}")


def test_a_judge_with_a_model_is_checked_with_one_that_fills_in_forms() -> None:
    report = check_judge(fairness)

    assert (report.ok, report.asked, report.stood_in) == (True, 2, True)
    assert "a stand-in answered for its model" in str(report)


def test_the_author_may_bring_cases_and_a_model() -> None:
    model = Scripted(['{"reason": "so", "score": 0.9}'], again=True)

    report = check_judge(fairness, [Case(dialogue=sample_dialogue(), role="buyer")], model=model)

    assert (report.asked, report.scores) == (1, (0.9,))
    assert len(model.heard) == 2
    assert "stand-in" not in str(report)


@pytest.mark.parametrize(
    ("use", "params"),
    [
        ("rubric", {"mode": "verify"}),
        ("verifier", {}),
        ("hindsight", {"scheme": "direct"}),
        ("hindsight", {"scheme": "key_turn"}),
    ],
)
async def test_what_ships_is_sound_without_a_model_of_its_own(
    use: str, params: dict[str, Any]
) -> None:
    report = await check_juror(find(use, params=params))

    assert report.ok, str(report)
    assert report.scores
