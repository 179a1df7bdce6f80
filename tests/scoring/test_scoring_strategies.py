"""What a winner did, told in plain words."""

from typing import Any

import pytest

from society.domain.dialogue import Action, Dialogue, Game, Role, Turn
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.scenario import Scenario
from society.scoring.strategies import observed, tactic

OFFERS = [Action(name="propose", args={"price": price}) for price in (120, 110.5, 104)]


def said(*actions: Action | None, role: str = "seller") -> list[Turn]:
    return [
        Turn(index=2 * at, role=role, text="one two three", action=action)
        for at, action in enumerate(actions)
    ]


def episode(turns: list[Turn], outcome: Outcome | None, **success: float) -> Episode:
    scenario = Scenario.model_validate(
        {
            "schema": "scenario/v1",
            "id": "market/lamp",
            "title": "A lamp",
            "roles": {"seller": {"name": "Ann"}, "buyer": {"name": "Bo"}},
            "outcome": {"success": success},
        }
    )
    roles = (Role(id="seller", name="Ann"), Role(id="buyer", name="Bo"))
    game = Game(scenario=scenario, title="A lamp", roles=roles)
    return Episode(
        id="e1",
        dialogue=Dialogue(game=game, turns=tuple(turns)),
        outcome=outcome,
        provenance=Provenance(scenario="market/lamp"),
    )


def won(*winners: str, **utilities: float) -> Outcome:
    return Outcome(ended="agreement", winners=winners, utilities=utilities)


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        pytest.param(
            said(*OFFERS, Action(name="accept")),
            "opened with propose (price 120); made 3 offers, price from 120 to 104; "
            "closed with accept; it ended in agreement",
            id="conceding",
        ),
        pytest.param(
            said(OFFERS[0], None, OFFERS[0]),
            "opened with propose (price 120); made 2 offers, holding price at 120; "
            "closed with propose (price 120); it ended in agreement",
            id="holding",
        ),
        pytest.param(
            said(None, Action(name="walk_away")),
            "opened with walk away; it ended in agreement",
            id="one move",
        ),
        pytest.param(
            said(OFFERS[0], Action(name="counter", args={"price": 90})),
            "opened with propose (price 120); made 2 offers; closed with counter (price 90); "
            "it ended in agreement",
            id="offers of two kinds",
        ),
        pytest.param(
            said(None, None),
            "spoke 2 times, about 3 words each; it ended in agreement",
            id="no actions",
        ),
    ],
)
def test_a_tactic_is_a_sentence(turns: list[Turn], told: str) -> None:
    assert tactic(turns, "agreement") == told


def test_flags_are_part_of_how_it_was_won_by_talk() -> None:
    turn = Turn(index=0, role="a", text="word", flags=("opening", "leak", "repetition"))

    assert "flagged leak, repetition" in tactic([turn], "done")


def test_each_winner_has_a_strategy_with_its_turns_as_evidence() -> None:
    turns = [*said(*OFFERS), Turn(index=1, role="buyer", text="yes", action=Action(name="accept"))]

    first, second = observed(episode(turns, won("seller", "buyer", seller=0.75, buyer=0.25)))

    assert (first.role, second.role) == ("seller", "buyer")
    assert first.moves == ("propose price=120", "propose price=110.5", "propose price=104")
    assert first.evidence[0].turns == (0, 2, 4)
    assert second.evidence[0].turns == (1,)
    assert (first.status, first.games) == ("observed", 1)


@pytest.mark.parametrize(("success", "margin"), [({}, 0.75), ({"seller": 0.5}, 0.25)])
def test_the_margin_is_what_lies_above_success(success: dict[str, Any], margin: float) -> None:
    (strategy,) = observed(episode(said(OFFERS[0]), won("seller", seller=0.75), **success))

    assert (strategy.utility, strategy.margin) == (0.75, margin)


def test_the_same_episode_gives_the_same_strategies() -> None:
    once = observed(episode(said(*OFFERS), won("seller", seller=0.75)))

    assert observed(episode(said(*OFFERS), won("seller", seller=0.75))) == once


@pytest.mark.parametrize(
    "outcome", [pytest.param(None, id="not over"), pytest.param(won(), id="nobody won")]
)
def test_without_a_winner_there_is_nothing_to_observe(outcome: Outcome | None) -> None:
    assert observed(episode(said(*OFFERS), outcome)) == ()


def test_a_winner_who_never_spoke_showed_no_strategy() -> None:
    assert observed(episode(said(*OFFERS), won("buyer", buyer=1.0))) == ()
