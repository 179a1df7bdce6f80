"""When a dialogue is over."""

import pytest

from society.domain.dialogue import Dialogue, Game, Turn
from society.domain.errors import ScenarioError
from society.scenario import referee
from tests.scenario.stage import said, small


def test_stop_rules_are_asked_in_order() -> None:
    dialogue = small(
        stop=[
            {"when": "turn >= 3", "outcome": "late"},
            {"when": "turn >= 2", "outcome": "early"},
        ]
    )

    assert referee.ending(said(said(dialogue))) == "early"
    assert referee.ending(said(said(said(dialogue)))) == "late"


def test_the_action_just_taken_comes_before_the_rules() -> None:
    dialogue = small(
        actions={"end": {"ends": "agreed"}}, stop=[{"when": "turn >= 1", "outcome": "late"}]
    )

    assert referee.ending(said(dialogue, "end")) == "agreed"


def test_out_of_turns_it_is_over_even_where_no_rule_says_so() -> None:
    dialogue = said(said(small(turns={"max": 3})))

    assert referee.ending(dialogue) is None
    assert referee.ending(said(dialogue)) == "max_turns"


def test_one_who_is_left_alone_cannot_go_on() -> None:
    dialogue = small(actions={"leave": {"removes_role": True}})

    assert referee.ending(said(dialogue, "leave")) == "abandoned"


def test_leaving_ends_as_the_rules_say(talks: Game) -> None:
    dialogue = said(said(Dialogue(game=talks), "walk_away"), "walk_away")

    assert referee.ending(dialogue) == "collapse"


@pytest.mark.parametrize(
    ("texts", "ended"),
    [
        (("Ninety!", "no", "ninety", "No.", " NINETY "), "stalled"),
        (("Ninety!", "no", "ninety", "No.", "ninety-one"), None),
        (("Ninety!", "no", "hm", "No.", "ninety", "NO"), "stalled"),
        (("?!", "no", "?!", "hm", "?!"), "stalled"),
        (("", "no", "", "hm", ""), None),
    ],
)
def test_the_same_words_again_and_again_are_counted(
    bike: Game, texts: tuple[str, ...], ended: str | None
) -> None:
    dialogue = Dialogue(game=bike)
    for at, text in enumerate(texts):
        assert referee.ending(dialogue) is None
        turn = Turn(index=at, role=referee.floor(dialogue), text=text)
        dialogue = dialogue.say(turn)

    assert referee.ending(dialogue) == ended


def test_a_rule_can_ask_for_everything_that_happened() -> None:
    asked = {
        "turn == 3": True,
        "role == 'a'": True,
        "count('bid') == 2": True,
        "count('pass') == 0": True,
        "last('bid').n == 5": True,
        "last('bid', other=True).n == 4": True,
        "last('pass') is none": True,
        "active_roles | length == 2": True,
        "signers | length == 0": True,
        "ended is none": True,
        "limits.max == 12 and limits.min == 0": True,
    }
    dialogue = small(
        actions={"bid": {"args": {"n": {"type": "integer"}}}, "pass": {}},
        stop=[{"when": " and ".join(f"({rule})" for rule in asked), "outcome": "all"}],
    )
    for move in (None, ("bid", {"n": 4}), ("bid", {"n": 5})):
        assert referee.ending(dialogue) is None
        dialogue = said(dialogue, move)

    assert referee.ending(dialogue) == "all"


def test_a_rule_without_a_value_names_its_place() -> None:
    dialogue = small(
        actions={"bid": {"args": {"n": {}}}},
        stop=[{"when": "last('bid').n > 3", "outcome": "x"}],
    )

    with pytest.raises(ScenarioError, match=r"small: stop\[0\].when: 'n' is asked of none"):
        referee.ending(said(dialogue))
