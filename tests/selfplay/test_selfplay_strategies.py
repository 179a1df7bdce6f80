"""The miner that needs no model: what it finds in moves, and what it does not find."""

from dataclasses import replace
from random import Random

import pytest

from society.players.tactics import Tactics
from society.selfplay.strategies.contrast import contrast
from society.selfplay.strategies.extraction import mined
from society.selfplay.strategies.features import features, patterns
from society.selfplay.strategies.planning import tactics
from society.selfplay.strategies.shape import shape
from society.selfplay.strategies.traces import Step, Trace
from tests.selfplay.traced import openings, talk, trace


@pytest.mark.parametrize("beta", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("reciprocity", [0.0, 0.6])
def test_a_planners_parameters_are_read_off_its_offers(beta: float, reciprocity: float) -> None:
    planner = Tactics(aspiration=0.8, beta=beta, reciprocity=reciprocity, jitter=0)

    found = shape(talk(planner, [0.0, 0.12, 0.0, 0.03, 0.1, 0.0, 0.05]))

    assert found is not None
    assert found.beta == pytest.approx(beta, rel=0.35)
    assert found.reciprocity == pytest.approx(reciprocity, abs=0.25)
    assert found.error < 0.02


def test_two_offers_have_no_shape() -> None:
    assert shape(trace()) is None


def test_features_say_what_was_done_with_the_turns_that_show_it() -> None:
    took = Step(4, 0.5, 0.35)

    found = features(trace(took=took))

    assert found["opening"] == (0.6, (0,))
    assert found["first"] == (1.0, (0,))
    assert found["conceded"].value == pytest.approx(0.1)
    assert found["accepted"] == (0.5, (4,))
    assert found["gap"].value == pytest.approx(0.15)
    assert found["turns"].value == 3


def test_a_role_that_only_talks_has_no_opening() -> None:
    found = features(trace(own=(), theirs=(), moves=((0, "say"),)))

    assert set(found) == {"turns"}


def test_patterns_that_the_same_dialogues_have_stand_for_one_another() -> None:
    asks = [trace(at, moves=((0, "ask"), (2, "propose"))) for at in range(5)]
    holds = [trace(at, moves=((0, "propose"),)) for at in range(5, 10)]

    found = patterns([*asks, *holds])

    assert set(found[0]) == {"moves:ask"}
    assert [each["moves:ask"].value for each in found] == [1.0] * 5 + [0.0] * 5


def test_what_pays_is_found_and_what_does_not_is_not() -> None:
    found = contrast(openings())

    assert [(each.feature, each.up) for each in found.findings] == [("opening", True)]
    assert found.findings[0].level > 0.75


def test_luck_is_seldom_taken_for_a_finding() -> None:
    found = [contrast(openings(60, pays=0.0, seed=seed)).findings for seed in range(20)]

    assert sum(map(bool, found)) <= 3


def test_what_only_easy_games_explain_is_not_found() -> None:
    dice, traces = Random(2), []
    for at in range(150):
        ease = dice.uniform(0, 1)
        own = (Step(0, 0.0, min(1.0, 0.3 + 0.5 * ease + dice.gauss(0, 0.05))), Step(2, 0.3, 0.2))
        traces.append(
            trace(
                at, own=own, utility=ease + dice.gauss(0, 0.05), won=ease > 0.5, difficulty=(ease,)
            )
        )
    hidden = [replace(each, difficulty=()) for each in traces]

    assert "opening" in {each.feature for each in contrast(hidden).findings}
    assert "opening" not in {each.feature for each in contrast(traces).findings}


def test_plays_of_one_game_are_compared_with_each_other() -> None:
    dice, traces = Random(3), list[Trace]()
    for at in range(60):
        ease = dice.uniform(0, 10)
        for _ in range(2):
            opening = dice.uniform(0.3, 0.9)
            own = (Step(0, 0.0, opening), Step(2, 0.3, 0.2))
            paid = ease + opening + dice.gauss(0, 0.05)
            traces.append(trace(at, own=own, utility=paid, won=paid > 5, game=(at,)))

    found = contrast(traces)

    (finding,) = (each for each in found.findings if each.feature == "opening")
    assert finding.rank is not None
    assert finding.rank.n == 60
    assert finding.rank.strength > 0.9


def test_few_dialogues_prove_nothing() -> None:
    assert contrast(openings(12)).findings == ()
    assert contrast([]).findings == ()


def test_a_finding_becomes_parameters_that_do_it() -> None:
    found = contrast(openings())

    planned = tactics(found, found.findings)

    assert set(planned) == {"aspiration"}
    assert 0.75 < planned["aspiration"] < 0.9
    Tactics.model_validate(planned)


def test_a_strategy_says_what_to_do_without_a_number_of_any_game() -> None:
    (found,) = mined(openings())

    assert found.tactic.startswith("Opens high, at about ")
    assert found.tactic.endswith("% of the best it can name")
    assert (found.status, found.origin, found.games) == ("proposed", "contrast", 120)
    assert found.margin > 0.1
    assert "rank correlation with utility +" in found.moves[0]


def test_its_evidence_are_turns_of_the_dialogues_that_came_out_best() -> None:
    traces = openings()

    (found,) = mined(traces)

    by_id = {each.episode: each for each in traces}
    assert len(found.evidence) == 12
    assert all(each.turns == (0,) for each in found.evidence)
    assert all(by_id[each.episode].utility > 0.3 for each in found.evidence)


def test_the_same_dialogues_give_the_same_strategies() -> None:
    assert mined(openings()) == mined(reversed(openings()))[:1]


def test_roles_are_mined_apart() -> None:
    sellers = openings(80)
    buyers = [replace(each, role="buyer") for each in openings(80, pays=-1.0)]

    found = mined([*sellers, *buyers])

    told = {each.role: each.tactic.split(",")[0] for each in found}
    assert told == {"seller": "Opens high", "buyer": "Opens modestly"}
