"""Claims: what the words of a move may say, and what contradicts it."""

import pytest

from society.domain.dialogue import Action, Option
from society.players.claims import Claim, claim, consistent, contradictions
from society.players.moves import Kind, Move
from tests.players.seat import BO, seen

OFFER = Action(name="propose", args={"price": 110})
PLAN = Action(name="propose", args={"rent": 950, "deposit": 2, "weeks": 3})


def of(action: Action | None, kind: Kind = "concede") -> Claim:
    agreed = action if kind == "accept" else None
    worth = 0.5 if action else None
    return claim(seen(), Move(kind=kind, action=action, worth=worth, agreed=agreed))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("I can pay 110.", [], id="its number"),
        pytest.param("I can pay $110.00, my friend!", [], id="its number as money"),
        pytest.param("The chain is worn.", [], id="no number"),
        pytest.param("I can pay 110, not 120.", ["number"], id="another number"),
        pytest.param("I can pay 110k.", ["number"], id="glued to letters"),
        pytest.param("I can pay a hundred.", ["number word"], id="in words"),
        pytest.param("I pay ½ of it.", ["number word"], id="a fraction"),
        pytest.param("No one wants it. Someone might.", [], id="one is a pronoun"),
        pytest.param("I accept. 110.", ["wrong answer"], id="accepts while offering"),
        pytest.param("If you say 110, we have a deal.", [], id="a condition"),
        pytest.param("110, goodbye.", ["wrong answer"], id="leaves while offering"),
    ],
)
def test_an_offer_is_not_contradicted(text: str, wrong: list[str]) -> None:
    assert contradictions(text, of(OFFER)) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("950 rent and 3 weeks.", [], id="in place"),
        pytest.param("2 weeks is fine.", ["wrong issue"], id="another issue's number"),
        pytest.param("A deposit of 2. The rent is 950.", [], id="each in its sentence"),
        pytest.param("Let us say 950.", [], id="no issue named"),
    ],
)
def test_numbers_stay_with_their_issue(text: str, wrong: list[str]) -> None:
    assert contradictions(text, of(PLAN)) == wrong


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("accept", "Good, 110 it is.", []),
        ("accept", "I cannot accept 110.", ["wrong answer"]),
        ("accept", "No, 110 is too much.", ["wrong answer"]),
        ("leave", "We have no deal today.", []),
        ("leave", "I accept that.", ["wrong answer"]),
        ("leave", "Not for 110.", ["number"]),
    ],
)
def test_acceptance_and_farewell_are_what_they_are(kind: Kind, text: str, wrong: list[str]) -> None:
    made = of(OFFER, kind) if kind == "accept" else of(None, kind)

    assert contradictions(text, made) == wrong


def test_names_stay_with_their_chore() -> None:
    option = Option(name="propose", args={"dishes": {"enum": ["seller", "buyer"]}})
    view = seen(options=(option,), others=(BO,))
    move = Move(kind="open", action=Action(name="propose", args={"dishes": "buyer"}), worth=0.5)
    made = claim(view, move)

    assert made.names == {"dishes": ("Bo", ("Ann",))}
    assert contradictions("Bo does the dishes.", made) == []
    assert contradictions("Ann does the dishes.", made) == ["wrong name"]
    assert contradictions("Ann likes the garden.", made) == []


def test_an_argument_that_begins_with_a_role_is_called_by_its_owner() -> None:
    move = Move(kind="open", action=Action(name="propose", args={"buyer_food": 3}), worth=0.5)

    assert claim(seen(), move).labels == {"buyer_food": "food for Bo"}


def test_chinese_numbers_are_heard_too() -> None:
    made = Claim("concede", {"price": "110"}, {}, {"price": "price"}, "zh")

    assert contradictions("那就110元吧。", made) == []
    assert contradictions("那就一百一十元吧。", made) == ["number word"]
    assert contradictions("120元吧。", made) == ["number"]


def test_what_does_not_contradict_can_be_kept() -> None:
    text = "The chain is worn. You asked 150. I can pay 110!"

    assert consistent(text, of(OFFER)) == "The chain is worn. I can pay 110!"
