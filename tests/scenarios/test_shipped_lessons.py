"""The shipped lessons: the student is examined on its last turn, and the exam is checked."""

from typing import TYPE_CHECKING, Any

import pytest

from judges.answer import Answer
from judges.python import Python
from society.domain.dialogue import Action, Dialogue, Game
from society.scenario.draw import draw, fill
from society.scenario.load import load
from society.scenario.referee import ending, floor, options, refuse, verdict

if TYPE_CHECKING:
    from tests.scenarios.conftest import Deal, Play

LESSONS = {
    "classroom/fractions": ("answer", "answered", "solved"),
    "classroom/bug_hunt": ("submit", "submitted", "passed"),
}


def taught(game: Game, play: "Play") -> Dialogue:
    """The lesson up to the student's last turn."""
    most = game.scenario.turns.max
    before = most - 2 if most % 2 == 0 else most - 3
    return play(game, [(role, None) for role in (["student", "teacher"] * most)[:before]])


def checked(game: Game, check: str) -> dict[str, Any]:
    params: dict[str, Any] = fill(game, game.scenario.outcome.checks[check].params)
    return params


def answered(game: Game, play: "Play", move: Action) -> Dialogue:
    return play_on(taught(game, play), move)


def play_on(dialogue: Dialogue, move: Action) -> Dialogue:
    assert floor(dialogue) == "student"
    assert refuse(dialogue, "student", move) is None
    said = {"index": len(dialogue.turns), "role": "student", "text": "So.", "action": move}
    return dialogue.say(dialogue.last.model_copy(update=said))


@pytest.mark.parametrize("turns", [7, 8, 9])
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_exam_is_the_only_move_on_the_students_last_turn(
    lesson: str, turns: int, play: "Play"
) -> None:
    game = draw(load(lesson, overrides={"turns.max": turns}), seed=1)
    exam, ended, _ = LESSONS[lesson]
    dialogue = taught(game, play)

    assert [(option.name, option.due) for option in options(dialogue, "student")] == [(exam, True)]
    assert refuse(dialogue, "student", None) == f"{exam} must be taken now"
    assert options(dialogue, "teacher") == ()
    value = "1/2" if exam == "answer" else "def f(): pass"
    name = next(iter(game.options[exam].args))
    assert ending(play_on(dialogue, Action(name=exam, args={name: value}))) == ended


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize(
    ("found", "paid", "winners"),
    [
        pytest.param(1.0, {"teacher": 1.0, "student": 1.0}, ("teacher", "student"), id="right"),
        pytest.param(0.0, {"teacher": 0.0, "student": 0.0}, (), id="wrong"),
        pytest.param(None, {}, (), id="not found out"),
    ],
)
def test_teacher_and_student_win_or_lose_together(
    lesson: str,
    found: float | None,
    paid: dict[str, float],
    winners: tuple[str, ...],
    deal: "Deal",
    play: "Play",
) -> None:
    game = deal(lesson, seed=1)
    exam, ended, check = LESSONS[lesson]
    value = "1/2" if exam == "answer" else "def f(): pass"
    name = next(iter(game.options[exam].args))
    dialogue = answered(game, play, Action(name=exam, args={name: value}))

    outcome = verdict(dialogue, ended, {check: found})

    assert outcome
    assert outcome.utilities == paid
    assert outcome.winners == winners
    assert outcome.winner is None


@pytest.mark.parametrize("level", ["easy", "normal", "hard"])
def test_the_sum_of_the_test_is_checked_exactly(level: str, deal: "Deal", play: "Play") -> None:
    for seed in range(30):
        game = deal("classroom/fractions", seed=seed, level=level)
        value = game.variables
        top = value["top_c"] * value["d"] + value["top_d"] * value["c"]
        naive = f"{value['top_c'] + value['top_d']}/{value['c'] + value['d']}"
        judge = Answer(**checked(game, "solved"))

        def score(text: str, game: Game = game, judge: Answer = judge) -> float:
            move = Action(name="answer", args={"value": text})
            return judge(answered(game, play, move))[0]

        assert score(f"{top}/{value['c'] * value['d']}") == 1
        assert score(f"{2 * top}/{2 * value['c'] * value['d']}") == 1
        assert score(naive) == 0


def test_the_test_has_other_numbers_than_the_lesson_and_the_teacher_never_sees_it(
    deal: "Deal", play: "Play"
) -> None:
    for locale in ("en", "zh"):
        game = deal("classroom/fractions", seed=4, locale=locale)
        test = f"1/{game.variables['c']} + 1/{game.variables['d']}"
        assert test in game.options["answer"].about
        heard = [game.context, *game.opening.values(), *(role.private for role in game.roles)]
        assert not any(test in text for text in heard)
        before = taught(game, play)
        for said in range(len(before.turns) - 1):
            earlier = Dialogue(game=game, turns=before.turns[:said])
            assert all(not options(earlier, role) for role in ("teacher", "student"))


@pytest.mark.parametrize("at", range(5))
def test_the_broken_function_fails_and_the_repaired_one_passes(at: int, play: "Play") -> None:
    variable = load("classroom/bug_hunt").variables["bug"]
    assert isinstance(variable.choice, list)
    bug = variable.choice[at]
    game = draw(load("classroom/bug_hunt", overrides={"variables.bug": {"choice": [bug]}}), seed=0)
    judge = Python(**checked(game, "passed"))

    broken = answered(game, play, Action(name="submit", args={"code": bug["code"]}))
    repaired = answered(game, play, Action(name="submit", args={"code": bug["repaired"]}))

    assert bug["code"] in game.context
    assert bug["cause"] in game.role("teacher").private
    assert bug["cause"] not in game.context
    assert judge(broken)[0] < 1
    assert judge(repaired)[0] == 1
