"""The check `answer`: the right number, however it is written."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from judges.answer import Answer
from judges.quantities import Quantity, quantities, quantity
from society import Action, Dialogue

Talk = Callable[..., Dialogue]


def answer(value: Any) -> Action:
    return Action(name="answer", args={"value": value})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("3/4", "0.75"),
        ("75%", "3/4"),
        ("½", 0.5),
        ("1 1/2", "1.5"),
        ("1½", "3/2"),
        ("1 and 1/2", 1.5),
        (6, "12/2"),
        (0.1, "1/10"),
        ("1,140", 1140),
        ("$1140.00", 1140),
        ("x = -3", -3),
        ("−3", -3),
        ("2 * 21 = 42", 42),
        ("The answer is 42.", "42"),
        (r"$\frac{3}{4}$", "3/4"),
        ("３／４", "3/4"),
        ("四分之三", "3/4"),
        ("百分之八十", "4/5"),
        ("三百零五", 305),
        ("两万三千", 23000),
        ("一点五", 1.5),
        ("120 cm", "1.2 m"),
        ("90 minutes", "1.5 hours"),
        ("12", "12 cm"),
        ("12 apples", 12),
        ("  Paris ", "paris"),
        ("It's the Louvre", "it's the louvre!"),
        ("room 12", "Room 12."),
        ("1e3", 1000),
    ],
)
def test_the_right_answer_is_right_in_any_spelling(talk: Talk, given: Any, expected: Any) -> None:
    dialogue = talk(("seller", "…", answer(given)))

    assert Answer(expected)(dialogue)[0] == 1.0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0.33", "1/3"),
        ("3 or 4", 3),
        ("12 cm", "12 m"),
        ("12 kg", "12 m"),
        ("75", "75%"),
        ("3/0", 0),
        ("London", "Paris"),
        ("I don't know", 0),
        ("room 13", "room 12"),
        (True, 1),
        ("9" * 5000, 9),
        ("1e99999999", 1),
    ],
)
def test_a_wrong_answer_is_wrong(talk: Talk, given: Any, expected: Any) -> None:
    dialogue = talk(("seller", "…", answer(given)))

    assert Answer(expected)(dialogue)[0] == 0.0


def test_the_last_answer_counts(talk: Talk) -> None:
    dialogue = talk(
        ("seller", "…", answer("3")),
        ("seller", "…", answer("4")),
        ("seller", "…", Action(name="leave")),
    )

    assert Answer(4)(dialogue) == (1.0, "'4' is right")
    assert Answer(3)(dialogue) == (0.0, "'4' is not '3'")


def test_no_answer_is_a_wrong_answer(talk: Talk) -> None:
    assert Answer(3)(talk(("seller", "3!"))) == (0.0, "no answer was given")
    assert Answer(3)(talk(("seller", "", answer("")))) == (0.0, "no answer was given")


def test_any_of_several_answers_will_do(talk: Talk) -> None:
    dialogue = talk(("seller", "…", answer("autumn")))

    assert Answer(["fall", "autumn"])(dialogue)[0] == 1.0
    assert Answer(["spring", "summer"])(dialogue)[1] == "'autumn' is not 'spring' or 'summer'"


def test_a_tolerance_is_taken_exactly(talk: Talk) -> None:
    dialogue = talk(("seller", "…", answer("3.1")))

    assert Answer(3, tolerance=0.1)(dialogue)[0] == 1.0
    assert Answer(3, tolerance=0.09)(dialogue)[0] == 0.0


def test_action_and_argument_can_be_named(talk: Talk) -> None:
    dialogue = talk(("seller", "…", Action(name="guess", args={"word": "moon"})))

    assert Answer("moon", action="guess", argument="word")(dialogue)[0] == 1.0


def test_every_number_of_a_text_is_found() -> None:
    assert [found.value for found in quantities("2 of 3, or 50%")] == [2, 3, Fraction(1, 2)]


def test_a_number_is_the_whole_text_or_none() -> None:
    assert quantity("12 cm") == Quantity(Fraction(12), "cm")
    assert quantity("room 12") is None
