"""What an end is worth, and who won."""

from typing import Any

import pytest

from society.domain.dialogue import Dialogue, Game
from society.domain.errors import ScenarioError
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.draw import draw
from tests.scenario.stage import HAGGLE, SMALL, TREATY, made, offer, played, said, small


def test_standing_is_what_the_offer_on_the_table_would_bring(bike: Game) -> None:
    dialogue = Dialogue(game=bike)
    assert referee.standing(dialogue) is None

    offered = said(dialogue, offer(price=110))

    assert referee.standing(offered) == pytest.approx({"seller": 0.5, "buyer": 0.5})
    assert referee.standing(said(offered)) == referee.standing(offered)
    assert referee.standing(said(offered, offer(price=119))) == pytest.approx(
        {"seller": 1.0, "buyer": 0.0}
    )


def test_standing_counts_everyone_as_signed(talks: Game) -> None:
    dialogue = played(talks, TREATY)

    found = referee.standing(dialogue)

    assert found is not None
    assert all(value > 0 for value in found.values())


def test_without_utilities_there_is_nothing_to_settle() -> None:
    dialogue = said(small())

    assert referee.verdict(dialogue, "max_turns") is None
    assert referee.standing(dialogue) is None
    assert referee.view(dialogue, "a").value is None


def checked(**more: Any) -> Scenario:
    return made(
        SMALL,
        actions={"answer": {"ends": "answered"}},
        outcome={
            "checks": {"right": {"use": "answer"}},
            "utility": {"a": "right if ended == 'answered' else 0", "b": "1"},
            **more,
        },
    )


@pytest.mark.parametrize("checks", [{}, {"right": None}])
def test_a_fact_that_was_not_found_leaves_the_utility_out(checks: dict[str, None]) -> None:
    dialogue = said(Dialogue(game=draw(checked(success={"b": 1}), seed=0)), "answer")

    outcome = referee.verdict(dialogue, "answered", checks)

    assert outcome is not None
    assert outcome.utilities == {"b": 1.0}
    assert outcome.checks == {"right": None}
    assert (outcome.winner, outcome.winners) == (None, ("b",))


def test_a_fact_that_no_utility_asks_for_is_not_missed() -> None:
    dialogue = said(Dialogue(game=draw(checked(), seed=0)))

    outcome = referee.verdict(dialogue, "max_turns", {"right": None})

    assert outcome is not None
    assert outcome.utilities == {"a": 0.0, "b": 1.0}


def test_a_fact_has_its_weight() -> None:
    dialogue = said(Dialogue(game=draw(checked(success={"a": 0.5, "b": 0.5}), seed=0)), "answer")

    outcome = referee.verdict(dialogue, "answered", {"right": 0.75})

    assert outcome is not None
    assert outcome.utilities == {"a": 0.75, "b": 1.0}
    assert outcome.winners == ("a", "b")
    assert outcome.checks == {"right": 0.75}


def test_an_issue_that_needs_a_missing_fact_is_left_out_too() -> None:
    scenario = checked(issues={"half": "right / 2"}, utility={"a": "half", "b": "1"})
    dialogue = said(Dialogue(game=draw(scenario, seed=0)), "answer")

    outcome = referee.verdict(dialogue, "answered", {"right": None})

    assert outcome is not None
    assert (outcome.issues, outcome.utilities) == ({}, {"b": 1.0})


@pytest.mark.parametrize(
    ("outcome", "winner", "winners", "margin"),
    [
        ({"utility": {"a": "0.6", "b": "0.5"}}, "a", ("a",), 0.1),
        ({"utility": {"a": "0.51", "b": "0.5"}}, None, (), 0.0),
        ({"utility": {"a": "0.51", "b": "0.5"}, "tie": 0}, "a", ("a",), 0.01),
        ({"utility": {"a": "-0.1", "b": "-0.5"}}, "a", (), 0.4),
        ({"utility": {"a": "0.7"}}, "a", ("a",), 0.7),
        ({"utility": {"a": "0"}}, None, (), 0.0),
        ({"utility": {"a": "0.9", "b": "0.8"}, "success": {"a": 1, "b": 0.5}}, "a", ("b",), 0.1),
        ({"utility": {"a": "0.9", "b": "0.1"}, "winner": "'b'"}, "b", ("a",), -0.8),
        ({"utility": {"a": "0.9", "b": "0.1"}, "winner": "none"}, None, ("a",), 0.0),
        ({"utility": {"a": "1", "b": "none"}}, None, ("a",), 0.0),
    ],
)
def test_who_won(
    outcome: dict[str, Any], winner: str | None, winners: tuple[str, ...], margin: float
) -> None:
    found = referee.verdict(said(small(outcome=outcome)), "max_turns")

    assert found is not None
    assert (found.winner, found.winners) == (winner, winners)
    assert found.margin == pytest.approx(margin)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ({"utility": {"a": "'much'"}}, "outcome.utility.a: 'much' is not a number"),
        ({"utility": {"a": "1 / 0"}}, "outcome.utility.a: it divides by zero"),
        ({"utility": {"a": "1"}, "winner": "'c'"}, "outcome.winner: 'c' is not a role"),
        ({"issues": {"x": "none + 1"}, "utility": {"a": "1"}}, "outcome.issues.x: None is not"),
    ],
)
def test_an_end_without_a_worth_names_the_place(outcome: dict[str, Any], why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        referee.verdict(said(small(outcome=outcome)), "max_turns")


def test_four_roles_play_as_well_as_two() -> None:
    roles = {name: {"name": name.upper()} for name in "abcd"}
    utility = {name: f"last('propose').price / 100 if '{name}' in signers else 0" for name in roles}
    scenario = made(
        HAGGLE,
        **{"roles": roles, "stop": [], "outcome": {"utility": utility}},
        actions={
            "propose": HAGGLE["actions"]["propose"],
            "sign": {"of": "propose", "quorum": 3, "ends": "pact"},
        },
    )
    dialogue = played(draw(scenario, seed=0), offer(price=60), "sign", "sign")

    assert referee.ending(dialogue) == "pact"
    outcome = referee.verdict(dialogue, "pact")
    assert outcome is not None
    assert outcome.utilities == pytest.approx({"a": 0.6, "b": 0.6, "c": 0.6, "d": 0.0})


def test_a_long_dialogue_is_refereed_in_linear_time() -> None:
    scenario = made(HAGGLE, turns={"max": 10_000})
    dialogue = Dialogue(game=draw(scenario, seed=0))
    for at in range(2_000):
        dialogue = said(dialogue, offer(price=at % 100), role="ab"[at % 2])

    assert referee.floor(dialogue) == "a"
    assert referee.ending(dialogue) is None
    assert referee.standing(dialogue)
