"""The shipped scenarios, played by the real rules: agreement, walking away, running out of turns,
and the moves that are refused."""

from typing import TYPE_CHECKING

import pytest

from society.domain.dialogue import Action, Dialogue, Game
from society.scenario.load import catalog
from society.scenario.referee import ending, floor, options, refuse, standing, verdict

if TYPE_CHECKING:
    from tests.scenarios.conftest import Deal, Offers, Play

AGREED = {
    "camp/supplies": ("accept", "agreement"),
    "charity/persuasion": ("accept", "donated"),
    "finance/loan_terms": ("accept", "lent"),
    "home/chores": ("accept", "agreement"),
    "law/liability_clause": ("accept", "signed"),
    "market/car_parts": ("accept", "agreement"),
    "market/flat_rental": ("accept", "agreement"),
    "market/used_bike": ("accept", "agreement"),
    "support/refund": ("accept", "settled"),
    "work/deadline": ("accept", "agreement"),
    "work/salary_offer": ("accept", "hired"),
}
"""Pairs: the move that accepts and how the dialogue then ended."""

LEFT = {
    "camp/supplies": ("call_ranger", "even_split"),
    "charity/persuasion": ("walk_on", "nothing"),
    "finance/loan_terms": ("walk_away", "no_loan"),
    "home/chores": ("take_turns", "turns"),
    "law/liability_clause": ("walk_away", "no_contract"),
    "market/car_parts": ("walk_away", "no_deal"),
    "market/flat_rental": ("walk_away", "no_deal"),
    "market/used_bike": ("walk_away", "no_deal"),
    "support/refund": ("complain", "complaint"),
    "work/deadline": ("escalate", "imposed"),
    "work/salary_offer": ("walk_away", "no_hire"),
}


def fair(game: Game, offers: "Offers", play: "Play", maker: str) -> tuple[Action, dict[str, float]]:
    """The offer that leaves the worse-off side best off, and what it is worth to each."""
    start = play(game, [])
    found: tuple[Action, dict[str, float]] | None = None
    for offer in offers(game):
        said = start.last.model_copy(update={"index": 1, "role": maker, "action": offer})
        worth = standing(start.say(said)) or {}
        if found is None or min(worth.values()) > min(found[1].values()):
            found = (offer, worth)
    assert found
    return found


def pair(game: Game) -> tuple[str, str]:
    """Who opens and who answers."""
    opener = floor(Dialogue(game=game))
    return opener, next(role.id for role in game.roles if role.id != opener)


def test_every_negotiation_of_two_is_played_here() -> None:
    alone = {"classroom/bug_hunt", "classroom/fractions", "debate/motion", "diplomacy/ceasefire"}

    assert {entry.id for entry in catalog()} - alone == set(AGREED) == set(LEFT)


@pytest.mark.parametrize("scenario", AGREED)
def test_a_fair_deal_ends_well_for_both(
    scenario: str, deal: "Deal", offers: "Offers", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    opener, answerer = pair(game)
    accept, ended = AGREED[scenario]
    offer, worth = fair(game, offers, play, answerer)

    dialogue = play(game, [(answerer, offer), (opener, Action(name=accept))])

    assert ending(dialogue) == ended
    outcome = verdict(dialogue, ended)
    assert outcome
    assert outcome.utilities == pytest.approx(worth)
    assert all(0 < value <= 2 for value in outcome.utilities.values())
    assert set(outcome.issues) == set(game.scenario.outcome.issues)
    assert None not in outcome.issues.values()
    success = game.scenario.outcome.success
    if success:
        assert outcome.winners == tuple(success)
    else:
        assert outcome.winner in (None, opener, answerer)


@pytest.mark.parametrize("scenario", AGREED)
def test_a_greedy_deal_has_one_winner(
    scenario: str, deal: "Deal", offers: "Offers", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    opener, answerer = pair(game)
    accept, ended = AGREED[scenario]
    start = play(game, [])
    greedy = max(
        offers(game),
        key=lambda offer: (
            standing(start.say(start.last.model_copy(update={"role": answerer, "action": offer})))
            or {}
        )[answerer],
    )

    outcome = verdict(play(game, [(answerer, greedy), (opener, Action(name=accept))]), ended)

    assert outcome
    assert outcome.winners == (answerer,)
    assert outcome.utilities[answerer] > outcome.utilities[opener]


@pytest.mark.parametrize("scenario", LEFT)
def test_leaving_is_worth_the_reservation(
    scenario: str, deal: "Deal", offers: "Offers", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    opener, answerer = pair(game)
    leave, ended = LEFT[scenario]
    offer, _ = fair(game, offers, play, answerer)
    leaver = next(iter(game.scenario.actions[leave].by))
    moves: list[tuple[str, Action | None]] = [(answerer, offer), (opener, None), (answerer, None)]
    moves = moves[: 3 if leaver == answerer else 1] if leaver == opener else moves[:2]

    dialogue = play(game, [*moves, (leaver, Action(name=leave))])

    assert ending(dialogue) == ended
    outcome = verdict(dialogue, ended)
    assert outcome
    assert set(outcome.utilities.values()) == {0.0}
    assert outcome.winner is None
    assert outcome.winners == ()


@pytest.mark.parametrize("scenario", [entry.id for entry in catalog()])
def test_talk_alone_ends_with_the_turns_and_pays_nothing(
    scenario: str, deal: "Deal", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    dialogue = play(game, [])
    while ending(dialogue) is None:
        role = floor(dialogue)
        if refuse(dialogue, role, None):
            return
        said = dialogue.last.model_copy(
            update={"index": len(dialogue.turns), "role": role, "text": str(len(dialogue.turns))}
        )
        dialogue = dialogue.say(said)

    assert len(dialogue.turns) == game.scenario.turns.max
    outcome = verdict(dialogue, ending(dialogue) or "")
    assert outcome is None or set(outcome.utilities.values()) == {0.0}


@pytest.mark.parametrize("scenario", AGREED)
def test_saying_the_same_three_times_ends_the_dialogue(
    scenario: str, deal: "Deal", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    dialogue = play(game, [])
    for index in range(1, 7):
        assert ending(dialogue) is None
        said = {"index": index, "role": floor(dialogue), "text": "Well.", "action": None}
        dialogue = dialogue.say(dialogue.last.model_copy(update=said))
        if ending(dialogue):
            break

    assert ending(dialogue) == "stalled"


@pytest.mark.parametrize("scenario", AGREED)
def test_moves_against_the_rules_are_refused(
    scenario: str, deal: "Deal", offers: "Offers", play: "Play"
) -> None:
    game = deal(scenario, seed=5)
    opener, answerer = pair(game)
    accept = Action(name=AGREED[scenario][0])
    start = play(game, [])
    offer = next(offers(game))
    name, value = next(iter(offer.args.items()))
    beyond = "nobody" if isinstance(value, str) else 10_000

    assert refuse(start, answerer, accept)
    assert refuse(start, answerer, Action(name="bribe"))
    assert refuse(start, answerer, Action(name=offer.name))
    assert refuse(start, answerer, Action(name=offer.name, args={**offer.args, name: beyond}))
    assert refuse(start, answerer, Action(name=offer.name, args={**offer.args, "tip": 1}))
    assert refuse(start, answerer, Action(name=LEFT[scenario][0]))
    offered = play(game, [(answerer, offer), (opener, None)])
    assert refuse(offered, answerer, accept)


def test_the_bike_is_sold_step_by_step(deal: "Deal", play: "Play") -> None:
    game = deal("market/used_bike", seed=7)
    low, high = game.variables["seller_min"], game.variables["buyer_max"]
    middle = (low + high) // 2

    dialogue = play(
        game,
        [
            ("buyer", Action(name="propose", args={"price": low})),
            ("seller", Action(name="propose", args={"price": high})),
            ("buyer", Action(name="propose", args={"price": middle})),
            ("seller", Action(name="accept")),
        ],
    )

    assert ending(dialogue) == "agreement"
    outcome = verdict(dialogue, "agreement")
    assert outcome
    assert outcome.issues == {"price": middle}
    assert sum(outcome.utilities.values()) == pytest.approx(1)


def propose(territory: int, water: int, aid: int) -> Action:
    return Action(name="propose", args={"territory": territory, "water": water, "aid": aid})


def test_two_signatures_make_a_treaty_and_leave_the_third_with_nothing(
    deal: "Deal", play: "Play"
) -> None:
    game = deal("diplomacy/ceasefire", seed=2)
    water = game.variables["river_flow"]
    assert [option.name for option in options(play(game, []), "arken")] == ["propose"]

    dialogue = play(game, [("arken", propose(100, water, 10)), ("borel", Action(name="sign"))])

    assert ending(dialogue) == "treaty"
    outcome = verdict(dialogue, "treaty")
    assert outcome
    assert outcome.issues == {"territory": 100, "water": water, "aid": 0}
    assert outcome.utilities["cyra"] == 0
    assert outcome.utilities["arken"] > 0
    assert outcome.utilities["borel"] > 0


def test_a_treaty_with_cyra_brings_the_aid(deal: "Deal", play: "Play") -> None:
    game = deal("diplomacy/ceasefire", seed=2)

    dialogue = play(
        game, [("arken", propose(90, 0, 5)), ("borel", None), ("cyra", Action(name="sign"))]
    )

    outcome = verdict(dialogue, ending(dialogue) or "")
    assert outcome
    assert outcome.ended == "treaty"
    assert outcome.issues["aid"] == 5
    assert outcome.utilities["borel"] == 0
    assert outcome.utilities["arken"] > outcome.utilities["cyra"] > 0


def test_talks_go_on_without_one_state_and_collapse_without_two(deal: "Deal", play: "Play") -> None:
    game = deal("diplomacy/ceasefire", seed=2)
    quiet: list[tuple[str, Action | None]] = [
        (role, None) for role in ("arken", "borel", "cyra", "arken", "borel")
    ]
    leave = Action(name="walk_away")

    without_one = play(game, [*quiet, ("cyra", leave)])
    without_two = play(game, [*quiet, ("cyra", leave), ("arken", leave)])

    assert ending(without_one) is None
    assert floor(without_one) == "arken"
    assert ending(without_two) == "collapse"
    outcome = verdict(without_two, "collapse")
    assert outcome
    assert set(outcome.utilities.values()) == {0.0}


def test_a_debate_has_no_moves_and_is_not_settled_by_numbers(deal: "Deal", play: "Play") -> None:
    game = deal("debate/motion", seed=1)
    roles = ["con", "pro"] * 4
    dialogue = play(game, [(role, None) for role in roles[:7]])

    assert options(dialogue, "pro") == ()
    assert ending(dialogue) == "max_turns"
    assert verdict(dialogue, "max_turns") is None
