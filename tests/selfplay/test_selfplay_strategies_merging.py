"""Strategies that say the same become one; those that do not stay apart."""

from typing import Any

import pytest

from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.domain.strategy import Evidence, Strategy
from society.selfplay.strategies.merging import EVIDENCE, merged
from society.selfplay.strategies.playbook import as_policy, markdown


def tactic(id_: str, text: str = "Opens high", **told: Any) -> Strategy:
    usual = {"scenario": "market/lamp", "role": "seller", "status": "proposed", "games": 10}
    return Strategy.model_validate({"id": id_, "tactic": text, **usual, **told})


def proven(id_: str, low: float, **told: Any) -> Strategy:
    lift: dict[str, Any] = {
        "lift": low + 0.05,
        "interval": (low, low + 0.1),
        "trials": 90,
        "against": "p@1",
    }
    return tactic(id_, status="proven", **lift, **told)


def ids(found: list[Strategy]) -> list[str]:
    return [each.id for each in found]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param({"aspiration": 0.8}, {"aspiration": 0.83}, True, id="near"),
        pytest.param({"aspiration": 0.8}, {"aspiration": 0.9}, False, id="far"),
        pytest.param({"beta": 1.0}, {"beta": 1.2}, True, id="near betas"),
        pytest.param({"beta": 0.2}, {"beta": 0.26}, False, id="far betas"),
        pytest.param({"beta": 1.0}, {"beta": 1.0, "floor": 0.1}, False, id="one more"),
        pytest.param({"beta": 1.0}, {}, False, id="words alone"),
    ],
)
def test_parameters_decide_where_there_are_any(
    one: dict[str, float], other: dict[str, float], same: bool
) -> None:
    found = merged([tactic("a", "Gives way", tactics=one), tactic("b", "Stays", tactics=other)])

    assert len(found) == (1 if same else 2)


def test_words_decide_where_there_are_no_parameters() -> None:
    found = merged(
        [
            tactic("a", "Opens near the best it can name, and concedes late."),
            tactic("b", "Open near the best you can name and concede late."),
            tactic("c", "Asks what matters to the other side first."),
        ]
    )

    assert ids(found) == ["a", "c"]


def test_the_other_role_and_what_is_screened_stay_apart() -> None:
    found = merged([tactic("a"), tactic("b", role="buyer"), tactic("c", screened="a number")])

    assert sorted(ids(found)) == ["a", "b", "c"]


def test_what_was_tested_stands_for_what_was_found_again() -> None:
    again = tactic("b", tactics={"beta": 0.5}, games=900)

    (found,) = merged([again, proven("a", 0.02, tactics={"beta": 0.5})])

    assert (found.id, found.status) == ("a", "proven")


def test_evidence_is_brought_together_each_dialogue_once() -> None:
    several = [Evidence(episode=f"e{at}", turns=(at,)) for at in range(20)]

    (found,) = merged([tactic("a", evidence=several[:3]), tactic("b", evidence=several[2:])])

    assert [each.episode for each in found.evidence] == [f"e{at}" for at in range(EVIDENCE)]


def test_a_policy_takes_the_best_parameters_of_every_seat_and_all_words_that_stand_alone() -> None:
    found = [
        proven("a", 0.01, text="Opens high", tactics={"aspiration": 0.9}),
        proven("b", 0.04, text="Holds out", tactics={"beta": 0.4}),
        proven("c", 0.02, text="Asks first"),
        proven("d", 0.02, role="buyer", tactics={"aspiration": 0.8}),
        tactic("e", role="buyer", tactics={"beta": 9.0}),
        proven("f", 0.9, role="buyer", tactics={"beta": 9.0}, screened="a number"),
    ]

    policy = as_policy("good", found)

    assert policy.habit("market/lamp", "seller") == Habit(
        scenario="market/lamp",
        role="seller",
        tactics={"beta": 0.4},
        advice={"b": "Holds out", "c": "Asks first"},
    )
    assert policy.habit("market/lamp", "buyer").tactics == {"aspiration": 0.8}
    assert policy.origin == "strategies"


def test_a_policy_keeps_what_it_is_made_from_and_names_it_as_its_parent() -> None:
    base = Policy(name="base", player="planner", habits=(Habit(tactics={"floor": 0.1}),))

    policy = as_policy("good", [proven("a", 0.1, tactics={"beta": 0.4})], base)

    assert policy.habit("market/lamp", "seller").tactics == {"floor": 0.1, "beta": 0.4}
    assert (policy.player, policy.parents) == ("planner", (base.sha,))


def test_nothing_proven_makes_no_policy() -> None:
    with pytest.raises(SocietyError, match="no strategy is proven yet"):
        as_policy("good", [tactic("a"), proven("b", 0.1, screened="a number")])


def test_a_playbook_begins_with_what_is_proven_and_shows_no_markup_of_others() -> None:
    page = markdown([tactic("a", "Opens **high** <b>"), proven("b", 0.1, text="Holds out")])

    assert page.index("Holds out") < page.index("Opens")
    assert "\\*\\*high\\*\\* \\<b\\>" in page
    assert "lift +0.150 (+0.100 to +0.200) over 90 paired games" in page
