"""Whose words are trained on: asked of every turn, since a dialogue may change its model."""

import pytest

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Episode
from society.export.rights import forbidden, providers
from tests.store import paper


def episode(*turns: Turn, seller: str = "embedded") -> Episode:
    return Episode(
        id="e1",
        dialogue=Dialogue(game=paper.game(), turns=turns),
        provenance=paper.provenance(models={"seller": seller}),
    )


@pytest.mark.parametrize(
    ("player", "named"),
    [
        ("planned:embedded+judge", "embedded"),
        ("llm:openai/gpt-x", "openai"),
        ("llm:gguf:models/a.gguf", "gguf"),
        ("llm:scripted:talk.jsonl", "scripted"),
        ("human", "human"),
    ],
)
def test_the_provider_is_read_from_who_spoke(player: str, named: str) -> None:
    told = episode(paper.turn(0, player=player), seller=player.partition(":")[2] or player)

    assert providers(told, "seller") == {named}


def test_a_dialogue_that_went_on_with_another_model_has_both_providers() -> None:
    told = episode(paper.turn(0, player="llm:openai/x"), paper.turn(2, player="planned:embedded"))

    assert providers(told, "seller") == {"openai", "embedded"}
    assert forbidden(told, "seller", ("own",)) == "the words are of openai, which is not allowed"
    assert forbidden(told, "seller", ("own", "openai")) == ""


def test_a_line_that_the_scenario_wrote_is_nobodys() -> None:
    opening = paper.turn(0, player="scenario", flags=("opening",))

    assert providers(episode(opening), "seller") == {"embedded"}


def test_words_of_somebody_unknown_are_not_allowed_unless_all_are() -> None:
    told = episode(paper.turn(1, player="llm:x/y"))

    assert forbidden(told, "buyer", ()) == ""
    assert forbidden(told, "buyer", ("own",)) == "the words are of x, which is not allowed"
    assert providers(episode(), "buyer") == {"unknown"}
