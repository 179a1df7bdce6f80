"""How varied and how full replies are."""

import pytest

from society.domain.dialogue import Action
from society.players.measures import adds_beyond_move, distinct_n

OFFER = Action(name="propose", args={"price": 110})


def test_distinct_counts_pairs_of_words_or_of_characters() -> None:
    assert distinct_n(["I can pay 9.", "I can pay 8."], 2) == pytest.approx(4 / 6)
    assert distinct_n(["好的好的"], 2, "zh") == pytest.approx(2 / 3)
    assert distinct_n([""], 2) == 0


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("I can pay 110.", False),
        ("I propose a price of 110, as I said.", False),
        ("The chain is worn and rusty, so 110.", True),
        ("", False),
    ],
)
def test_words_add_to_a_move_or_only_say_it(text: str, adds: bool) -> None:
    assert adds_beyond_move(text, OFFER) is adds


def test_chinese_is_counted_by_characters_with_content() -> None:
    assert adds_beyond_move("链条旧了，110元。", OFFER, "zh")
    assert not adds_beyond_move("110元可以吗？", OFFER, "zh")
