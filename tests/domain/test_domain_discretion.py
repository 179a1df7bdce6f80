"""What quotes private words and what does not, in either language."""

import pytest

from society.domain.dialogue import Game
from society.domain.discretion import discreet, quotes
from society.domain.judging import Judgement

GAME = Game.model_validate(
    {
        "scenario": {
            "schema": "scenario/v1",
            "id": "t",
            "title": "T",
            "roles": {"a": {"name": "A"}, "b": {"name": "B"}},
        },
        "title": "T",
        "roles": [
            {
                "id": "a",
                "name": "A",
                "private": "Your lowest price is $107.",
                "secrets": ["107"],
            },
            {"id": "b", "name": "B", "goal": "你最多能付一百七十四元。"},
        ],
    }
)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("It knows 107 is the end.", True, id="a secret"),
        pytest.param("It asks for 1070.", False, id="a longer number"),
        pytest.param("卖家的底价是107元。", True, id="a secret between Chinese characters"),
        pytest.param("as YOUR LOWEST PRICE IS $107 says", True, id="a sentence in capitals"),
        pytest.param("它说你最多能付一百七十四元", True, id="a Chinese sentence"),
        pytest.param("A fair offer, and polite.", False, id="nothing of it"),
        pytest.param("", False, id="nothing at all"),
    ],
)
def test_a_text_quotes_what_only_one_role_was_told(text: str, quoted: bool) -> None:
    assert quotes(text, GAME) is quoted


def test_a_discreet_judgement_keeps_its_score_and_a_plain_one_everything() -> None:
    said = Judgement(turn=0, role="a", judge="j", score=0.5, critique="It knows 107 is the end.")
    plain = Judgement(turn=0, role="a", judge="j", score=0.5, critique="It asks for 1070.")

    assert discreet(said, GAME, "hidden") == said.model_copy(update={"critique": "hidden"})
    assert discreet(plain, GAME, "hidden") == plain
