"""Taste: what makes a small model's sentence worth saying."""

import pytest

from society.players.taste import ANSWER, REASON, STATEMENT, Check, Ear

EAR = Ear(
    locale="en",
    said=("The chain is rusty, so nobody wants it.",),
    shown=("The guitar sounds warm and full.",),
    known=("It has a worn chain.", "A used bike is for sale."),
    side="less",
)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        pytest.param("The chain is worn, so I have to replace it.", None, id="sound"),
        pytest.param("I am glad to be here.", "hollow", id="says nothing"),
        pytest.param("The chain is worn, and it squeaks in the", "cut", id="cut off"),
        pytest.param("As an AI I find the chain old.", "machinelike", id="an assistant"),
        pytest.param("The worn chain is a worn chain.", "stuttered", id="says it twice"),
        pytest.param("My mother bakes bread every morning.", "off_topic", id="another matter"),
        pytest.param("It does not have a worn chain.", "denied", id="denies the fact"),
        pytest.param("The worn chain of the guitar squeaks.", "strayed", id="from the examples"),
        pytest.param("A worn chain is rusty, so nobody wants it.", "parroted", id="said before"),
        pytest.param("The chain sounds warm and full.", "copied", id="shown before"),
        pytest.param(
            "The worn chain is old, I will sell it.", "other_side", id="the seller's words"
        ),
    ],
)
def test_reasons(text: str, flaw: str | None) -> None:
    assert (flaw is None and not EAR.flaws(text, REASON, -0.9)) or flaw in EAR.flaws(
        text, REASON, -0.9
    )


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        pytest.param("I can go up to 95.", None, id="sound"),
        pytest.param("95 is too much for me.", "doubtful", id="doubts its own number"),
        pytest.param("Roses smell of 95.", "pointless", id="no offer"),
        pytest.param("I am glad, so I' 95.", "cut", id="a word begun"),
        pytest.param("You can have it for 95, I sell it.", "other_side", id="the seller's words"),
    ],
)
def test_statements(text: str, flaw: str | None) -> None:
    found = EAR.flaws(text, STATEMENT, -0.9)

    assert found == [] if flaw is None else flaw in found


def test_a_fact_about_the_speaker_is_told_by_the_speaker() -> None:
    ear = Ear("en", (), (), ("You start a new job on Monday.",))

    assert ear.flaws("You start a new job, good luck.", REASON, None) == ["not_mine"]
    assert ear.flaws("I start a new job, and it is far.", REASON, None) == []


@pytest.mark.parametrize("checks", [REASON, ANSWER, STATEMENT])
def test_a_model_that_guesses_is_not_heard(checks: tuple[Check, ...]) -> None:
    assert "guessing" in EAR.flaws("The chain is worn, so I pay 95.", checks, -2.0)
    assert "guessing" not in EAR.flaws("The chain is worn, so I pay 95.", checks, None)


def test_repeating_the_fact_itself_is_no_parroting() -> None:
    ear = Ear("en", ("Hi! It has a worn chain.",), (), ("It has a worn chain.",))

    assert ear.flaws("It has a worn chain, but it rolls.", REASON, None) == []
