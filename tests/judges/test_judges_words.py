"""The judges that only read: brevity, repetition, and how they count words."""

from collections.abc import Callable

import pytest

from judges.brevity import brevity
from judges.repetition import repetition
from judges.tokens import numbers, sentences, tokens
from society import Dialogue, Turn

Talk = Callable[..., Dialogue]


def turn(text: str, index: int = 0) -> Turn:
    return Turn(index=index, role="seller", text=text)


@pytest.mark.parametrize(
    ("text", "score", "critique"),
    [
        pytest.param("word " * 40, 1.0, "40 words", id="comfortable"),
        pytest.param("word " * 80, 0.5, "80 words", id="long"),
        pytest.param("字" * 160, 0.5, "80 words", id="chinese"),
    ],
)
def test_short_turns_are_good_turns(text: str, score: float, critique: str) -> None:
    assert brevity(turn(text)) == (score, critique)


@pytest.mark.parametrize("text", ["", " \n", "…", "😀!"])
def test_a_turn_without_words_is_neither_short_nor_new(text: str) -> None:
    assert brevity(turn(text)) == (None, "no words")
    assert repetition(turn(text), (turn("…"),)) == (None, "no words")


@pytest.mark.parametrize(
    ("earlier", "text", "score"),
    [
        pytest.param([], "I could do one hundred and twenty.", 1.0, id="first"),
        pytest.param(["I want more money"], "I want more money", 0.0, id="the same"),
        pytest.param(["I WANT more money!"], "i want more... money", 0.0, id="the same, dressed"),
        pytest.param(["a b c d"], "a b c x", 0.5, id="half"),
        pytest.param(["Sorry, 90."], "Sorry, 95.", 1.0, id="another number"),
        pytest.param(["ok"], "ok", 0.0, id="one word again"),
        pytest.param(["这辆车很新"], "这辆车很新", 0.0, id="chinese, the same"),
        pytest.param(["这辆车很新"], "一百二十元行不行", 1.0, id="chinese, new"),
        pytest.param(["这辆车很新啊"], "这辆车很旧啊", 2 / 3, id="chinese, partly"),
        pytest.param([], "no no no no no no", 0.25, id="in circles"),
    ],
)
def test_words_are_paid_once(earlier: list[str], text: str, score: float) -> None:
    history = tuple(turn(past, index) for index, past in enumerate(earlier))

    judged = repetition(turn(text, len(earlier)), history)

    assert judged[0] == pytest.approx(score)
    assert judged[1] == f"{1 - score:.0%} of its phrases were said before"


def test_an_echo_of_the_other_side_is_a_repetition(talk: Talk) -> None:
    dialogue = talk(("buyer", "it is far too dear"), ("seller", "it is far too dear"))

    judged = repetition(dialogue.last, dialogue.turns[:1])

    assert judged[0] == 0.0


def test_a_ten_thousand_turn_dialogue_is_read_in_a_moment() -> None:
    history = tuple(turn(f"turn {index} says something new", index) for index in range(10_000))

    assert repetition(turn("turn 7 says something new", 10_000), history) == (
        0.0,
        "100% of its phrases were said before",
    )


def test_words_are_words_in_any_script() -> None:
    assert tokens("It's $1,140 — 自行车 ok?") == ("it's", "1,140", "自", "行", "车", "ok")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I bid $1,140.50, not 5% and not the 2nd at 12:30.", ["1140.50"]),
        ("１１４元，最低了", ["114"]),
        ("hm...114? v1.2", ["114", "1.2"]),
        ("9" * 400, []),
    ],
)
def test_numbers_are_whole_numbers(text: str, found: list[str]) -> None:
    assert [str(number) for number in numbers(text)] == found


def test_sentences_end_in_any_script() -> None:
    assert sentences("I pay 114.50. No more! 好。不行") == [
        "I pay 114.50.",
        "No more!",
        "好",
        "不行",
    ]
