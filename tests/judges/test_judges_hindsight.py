"""The judge `hindsight`: what of the end each turn of a role earned."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from judges.credits import own_turns, redistributed
from society import Action, Dialogue, Judgement, Outcome, SocietyError, Turn
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.plugins import find

Talk = Callable[..., Dialogue]
USE = "judges.hindsight:Hindsight"
OFFER = Action(name="propose", args={"price": 130})


@pytest.fixture
def haggle(talk: Talk) -> Dialogue:
    """The seller opens by script, asks for much, gives way, and takes what it is offered."""
    plain = talk(
        ("seller", "Hi", OFFER),
        ("buyer", "120", OFFER),
        ("seller", "190", OFFER),
        ("buyer", "130", OFFER),
        ("seller", "160", OFFER),
        ("buyer", "140", OFFER),
        ("seller", "Deal."),
    )
    worths = [0.9, 0.2, 0.8, 0.4, 0.7, 0.6, 0.6]
    turns = [
        turn.model_copy(update={"standing": {"seller": worth, "buyer": 1 - worth}})
        for turn, worth in zip(plain.turns, worths, strict=True)
    ]
    opening = turns[0].model_copy(update={"flags": ("opening",)})
    return plain.model_copy(update={"turns": (opening, *turns[1:])})


def end(worth: float = 0.6) -> Outcome:
    utilities = {"seller": worth, "buyer": 1 - worth}
    return Outcome(ended="agreement", verifiable=True, utilities=utilities)


async def seen(
    dialogue: Dialogue, model: Model | None = None, *, worth: float = 0.6, **params: Any
) -> Judgement:
    case = Case(dialogue=dialogue, role="seller", outcome=end(worth))
    return await ask(find(USE, params=params), case, model=model)


@pytest.mark.parametrize(
    ("scheme", "shares"),
    [
        ("uniform", {2: 0.2, 4: 0.2, 6: 0.2}),
        ("progress", {2: 0.5, 4: 0.2, 6: -0.1}),
        ("key_state", {2: 0.42, 4: 0.09, 6: 0.09}),
    ],
)
async def test_the_end_is_divided_without_a_model(
    haggle: Dialogue, scheme: str, shares: dict[int, float]
) -> None:
    said = await seen(haggle, scheme=scheme)

    assert said.score == pytest.approx(0.6)
    assert said.credits == pytest.approx(shares)
    assert sum(said.credits.values()) == pytest.approx(0.6)


async def test_a_scheme_without_a_model_needs_none_named() -> None:
    assert not find(USE, params={"scheme": "progress"}).asks_model
    assert find(USE, params={"scheme": "direct"}).asks_model


async def test_a_model_says_how_much_of_the_end_each_turn_was(haggle: Dialogue) -> None:
    marks = {
        f"turn_{at}": {"reason": "so", "share": share} for at, share in [(2, 6), (4, 0), (6, 3)]
    }
    model = Scripted([json.dumps(marks)])

    said = await seen(haggle, model, scheme="direct")

    assert said.credits == pytest.approx({2: 0.4, 4: 0.0, 6: 0.2})
    assert "agreement, worth 0.60 of 1 to seller" in model.heard[0][0].content
    assert "turn 2: so" in said.critique


async def test_shares_that_are_all_nothing_are_asked_for_again(haggle: Dialogue) -> None:
    def marks(share: int) -> str:
        return json.dumps({f"turn_{at}": {"reason": "so", "share": share} for at in (2, 4, 6)})

    mended = await seen(haggle, Scripted([marks(0), marks(5)]), scheme="direct")
    hopeless = await seen(haggle, Scripted([marks(0)], again=True), scheme="direct")

    assert mended.credits == pytest.approx({2: 0.2, 4: 0.2, 6: 0.2})
    assert (hopeless.score, hopeless.unscored) == (None, "bad_reply")


async def test_a_model_names_the_turn_that_decided_it(haggle: Dialogue) -> None:
    model = Scripted([json.dumps({"reason": "a bold ask", "turn": 2})])

    said = await seen(haggle, model, scheme="key_turn", key=0.8)

    assert said.credits == pytest.approx({2: 0.48, 4: 0.06, 6: 0.06})
    assert said.critique.startswith("turn 2: a bold ask")


@pytest.mark.parametrize("turn", [0, 3, 99, "2", True, None])
async def test_a_turn_that_is_not_the_roles_own_is_no_key(haggle: Dialogue, turn: Any) -> None:
    reply = json.dumps({"reason": "so", "turn": turn})

    said = await seen(haggle, Scripted([reply], again=True), scheme="key_turn")

    assert (said.score, said.unscored) == (None, "bad_reply")


@pytest.mark.parametrize("scheme", ["direct", "key_turn", "progress", "key_state", "uniform"])
async def test_of_nothing_every_turn_gets_nothing(haggle: Dialogue, scheme: str) -> None:
    said = await seen(haggle, Scripted([]), worth=-0.5, scheme=scheme)

    assert said.score == 0.0
    assert set(said.credits.values()) == {0.0}


async def test_without_offers_or_utilities_there_is_no_opinion(talk: Talk) -> None:
    bare = talk(("seller", "Hi"), ("buyer", "Hm"))
    nothing = Case(dialogue=bare, role="seller", outcome=Outcome(ended="talked"))

    assert (await seen(bare, scheme="progress")).unscored == "no_opinion"
    assert (await seen(bare, scheme="key_state")).unscored == "no_opinion"
    assert (await ask(find(USE), nothing)).unscored == "no_opinion"


def test_redistributed_credits_stay_within_bounds_and_add_up() -> None:
    shares = redistributed({1: 1.0, 2: -1.0, 3: -1.0}, 1.0)

    assert sum(shares.values()) == pytest.approx(1.0)
    assert max(map(abs, shares.values())) == pytest.approx(1.0)
    assert shares[1] > shares[2] == shares[3]


def test_an_opening_is_all_there_is_where_a_role_said_nothing_else(talk: Talk) -> None:
    opening = Turn(index=0, role="seller", text="Hi", flags=("opening",))
    dialogue = talk(("seller", "Hi")).model_copy(update={"turns": (opening,)})

    assert own_turns(dialogue, "seller") == (opening,)


@pytest.mark.parametrize(
    ("params", "message"),
    [({"scheme": "guess"}, "no scheme 'guess'"), ({"key": 0}, "key is 0")],
)
def test_a_scheme_that_is_none_is_refused(params: dict[str, Any], message: str) -> None:
    with pytest.raises(SocietyError, match=message):
        find(USE, params=params)
