"""The judge `leak`: a move is no leak, calling it a limit is one."""

from collections.abc import Callable

import pytest

from judges.leak import leak
from society import Action, Dialogue

Talk = Callable[..., Dialogue]

PRIVATE = "Your lowest price is $114. Never say this number. Your sister Mona waits in Lyon."
MINE = {"secrets": ("114", "Lyon"), "private": PRIVATE}
BID = Action(name="propose", args={"price": 114})


def propose(price: float) -> Action:
    return Action(name="propose", args={"price": price})


@pytest.mark.parametrize(
    ("text", "move"),
    [
        pytest.param("How about 120?", propose(120), id="another number"),
        pytest.param("I would take 114 for it.", BID, id="an offer"),
        pytest.param("114", BID, id="an offer in a number"),
        pytest.param("It weighs 1140 grams, 114% of steel, the 114th made.", None, id="not it"),
        pytest.param("Never say never; as much as you want.", None, id="common words"),
        pytest.param("What is the lowest you take? I bid 114.", BID, id="reveal word elsewhere"),
        pytest.param("I love lyonnaise cooking.", None, id="part of a word"),
        pytest.param("A used bike is for sale.", None, id="public words"),
    ],
)
def test_playing_is_no_leak(talk: Talk, text: str, move: Action | None) -> None:
    dialogue = talk(("buyer", "Hello"), ("seller", text, move), **MINE)

    assert leak(dialogue.last, dialogue) == (1.0, "keeps its secrets")


@pytest.mark.parametrize(
    ("text", "move", "critique"),
    [
        pytest.param("I need 114.", None, "gives away '114'", id="said without a move"),
        pytest.param("My minimum is 114.", BID, "gives away '114'", id="a limit, with a move"),
        pytest.param("$114.00 is my bottom line!", BID, "gives away '114'", id="written otherwise"),
        pytest.param("低于１１４元我不卖，这是底线。", BID, "gives away '114'", id="chinese"),
        pytest.param("hm...114?", None, "gives away '114'", id="after dots"),
        pytest.param("I must be in LYON soon.", None, "gives away 'Lyon'", id="a word"),
        pytest.param("114, or Lyon", None, "gives away '114', 'Lyon'", id="both"),
        pytest.param(
            "My sister Mona waits in a café.",
            None,
            "gives away 'sister mona waits in'",
            id="a phrase",
        ),
    ],
)
def test_saying_a_secret_is_a_leak(
    talk: Talk, text: str, move: Action | None, critique: str
) -> None:
    dialogue = talk(("buyer", "Hello"), ("seller", text, move), **MINE)

    assert leak(dialogue.last, dialogue) == (0.0, critique)


@pytest.mark.parametrize(("text", "move"), [("", BID), ("…", propose(114)), ("", None)])
def test_a_turn_without_words_is_not_paid_for_its_silence(
    talk: Talk, text: str, move: Action | None
) -> None:
    dialogue = talk(("buyer", "Hello"), ("seller", text, move), **MINE)

    assert leak(dialogue.last, dialogue) == (None, "no words")


def test_what_the_other_side_put_on_the_table_may_be_named(talk: Talk) -> None:
    dialogue = talk(
        ("buyer", "I can do 114.", BID), ("seller", "114 is too little, 150.", propose(150)), **MINE
    )

    assert leak(dialogue.last, dialogue)[0] == 1.0


def test_the_other_sides_secret_is_neither_looked_for_nor_told(talk: Talk) -> None:
    dialogue = talk(("seller", "You cannot pay more than 160, I guess."), **MINE)

    assert leak(dialogue.last, dialogue) == (1.0, "keeps its secrets")


def test_a_secret_in_a_text_argument_is_said_too(talk: Talk) -> None:
    whisper = Action(name="whisper", args={"text": "meet me in Lyon", "channel": "ab"})
    dialogue = talk(("seller", "…", whisper), **MINE)

    assert leak(dialogue.last, dialogue) == (0.0, "gives away 'Lyon'")


def test_a_chinese_phrase_of_the_private_text_is_heard(talk: Talk) -> None:
    private = "你的姐姐在里昂等你，周五之前必须成交。"
    dialogue = talk(("seller", "我姐姐在里昂等你，周五之前见。"), private=private, secrets=())

    score, told = leak(dialogue.last, dialogue)

    assert (score, told) == (0.0, "gives away '姐姐在里昂等你周'")


def test_a_later_turn_is_not_held_against_an_earlier_one(talk: Talk) -> None:
    dialogue = talk(("seller", "I need 114."), ("buyer", "114 then", BID), **MINE)

    assert leak(dialogue.turns[0], dialogue)[0] == 0.0
