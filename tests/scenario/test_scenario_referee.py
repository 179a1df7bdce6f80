"""The referee at the two examples, and who speaks next."""

import pytest

from society.domain.dialogue import Action, Dialogue, Game
from society.scenario import referee
from society.scenario.draw import draw
from tests.scenario.stage import SMALL, THREE, TREATY, made, names, offer, played, said, small


def test_an_agreement_is_worth_what_the_formula_says(bike: Game) -> None:
    dialogue = played(bike, offer(price=130), offer(price=110), "accept")

    assert referee.ending(dialogue) == "agreement"
    outcome = referee.verdict(dialogue, "agreement")
    assert outcome is not None
    assert outcome.verifiable
    assert outcome.issues == {"price": 110}
    assert outcome.utilities == pytest.approx({"seller": 9 / 18, "buyer": 9 / 18})
    assert (outcome.winner, outcome.winners, outcome.margin) == (None, (), 0.0)


def test_the_larger_share_wins(bike: Game) -> None:
    dialogue = played(bike, offer(price=115), None, None, "accept")
    outcome = referee.verdict(dialogue, "agreement")

    assert outcome is not None
    assert outcome.utilities == pytest.approx({"seller": 14 / 18, "buyer": 4 / 18})
    assert (outcome.winner, outcome.winners) == ("seller", ("seller",))
    assert outcome.margin == pytest.approx(10 / 18)
    assert outcome.returns == {}


def test_an_acceptance_without_an_offer_is_refused(bike: Game) -> None:
    dialogue = played(bike, None, None)

    why = referee.refuse(dialogue, "seller", Action(name="accept"))

    assert why == "accept is not possible now: there is no propose of another side to accept"
    assert names(dialogue, "seller") == ["propose", "walk_away"]


def test_walking_away_is_worth_nothing_to_both(bike: Game) -> None:
    dialogue = played(bike, offer(price=130), offer(price=110), "walk_away")

    assert referee.ending(dialogue) == "no_deal"
    outcome = referee.verdict(dialogue, "no_deal")
    assert outcome is not None
    assert outcome.issues == {"price": None}
    assert outcome.utilities == {"seller": 0.0, "buyer": 0.0}
    assert (outcome.winner, outcome.winners) == (None, ())


def test_two_signatures_make_a_treaty(talks: Game) -> None:
    waiting = played(talks, None, None, None, None, None, TREATY)
    assert referee.ending(waiting) is None

    signed = said(waiting, "sign")

    assert signed.last.role == "cyra"
    assert referee.ending(signed) == "treaty"
    outcome = referee.verdict(signed, "treaty")
    assert outcome is not None
    assert outcome.issues == {"territory": 50, "water": 20, "aid": 5}
    assert outcome.utilities["arken"] == 0.0
    assert outcome.utilities["borel"] == pytest.approx(
        (100 * 0.26 * 0.5 + 100 * 0.74 * 20 / 30 - 19) / 100
    )
    assert outcome.winner == "borel"


def test_without_cyras_signature_there_is_no_aid(talks: Game) -> None:
    dialogue = said(played(talks, *[None] * 6, None), TREATY)
    dialogue = said(dialogue, "sign", role="borel")

    outcome = referee.verdict(dialogue, "treaty")

    assert outcome is not None
    assert outcome.issues["aid"] == 0
    assert set(outcome.utilities) == {"arken", "borel", "cyra"}
    assert outcome.utilities["cyra"] == 0.0


@pytest.mark.parametrize("order", ["alternate", "round_robin"])
def test_the_floor_goes_round_from_the_first(order: str) -> None:
    dialogue = small(**THREE, turns={"order": order, "first": "b"})
    speakers = []
    for _ in range(5):
        dialogue = said(dialogue)
        speakers.append(dialogue.last.role)

    assert speakers == ["b", "c", "a", "b", "c"]


def test_without_a_first_the_first_role_of_the_file_begins() -> None:
    assert referee.floor(small(**THREE)) == "a"


def test_by_lot_nobody_speaks_twice_running_and_the_seed_decides() -> None:
    scenario = made(SMALL, **THREE, turns={"order": "random", "max": 40})
    runs = []
    for seed in (1, 1, 2):
        dialogue = Dialogue(game=draw(scenario, seed=seed))
        for _ in range(30):
            dialogue = said(dialogue)
        runs.append([turn.role for turn in dialogue.turns])

    assert runs[0] == runs[1] != runs[2]
    assert all(one != two for one, two in zip(runs[0], runs[0][1:], strict=False))
    assert set(runs[0]) == {"a", "b", "c"}


def test_by_lot_a_named_first_still_begins() -> None:
    for seed in range(5):
        scenario = made(SMALL, **THREE, turns={"order": "random", "first": "c"})
        assert referee.floor(Dialogue(game=draw(scenario, seed=seed))) == "c"


def test_who_left_is_passed_over_and_has_no_moves(talks: Game) -> None:
    dialogue = said(Dialogue(game=talks), "walk_away")

    speakers = []
    for _ in range(4):
        dialogue = said(dialogue)
        speakers.append(dialogue.last.role)

    assert speakers == ["arken", "borel", "arken", "borel"]
    assert referee.options(dialogue, "cyra") == ()
    why = referee.refuse(dialogue, "cyra", Action(name="propose"))
    assert why == "propose is not possible now: cyra has left"


def test_two_plays_of_one_game_differ_in_their_players_chance_and_in_nothing_else() -> None:
    scenario = made(SMALL, **THREE)
    first, again, second = (
        referee.view(Dialogue(game=draw(scenario, seed=7, rollout=rollout)), "a")
        for rollout in (0, 0, 1)
    )

    assert first.seed == again.seed != second.seed
    assert first.model_copy(update={"seed": 0, "value": None}) == second.model_copy(
        update={"seed": 0, "value": None}
    )
