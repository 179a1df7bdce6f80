"""Judges against people: kappa, alpha, a corrected mean that covers, and what to rate next."""

from collections.abc import Sequence

import numpy as np
import pytest

from society.audit.agree import PEOPLE, Pair, Raters, checks, gathered, kappa, matrix, suggested
from society.audit.hearsay import Word, words
from society.audit.predicted import classical, powered
from society.domain.trust import Label
from society.scoring.intervals import Estimate
from tests.audit.stored_words import episode


def label(turn: int, score: float, rater: str = "ann", name: str = "e0") -> Label:
    return Label(episode=name, turn=turn, role="seller", rater=rater, score=score)


def word(turn: int, score: float, judge: str = "kind", spread: float | None = None) -> Word:
    return Word("e0", turn, "seller", judge, "v1", score, spread)


def several(scores: Sequence[float], judge: str) -> list[Word]:
    return [word(turn, score, judge) for turn, score in enumerate(scores)]


def test_every_judge_is_held_against_every_person_and_against_all_of_them() -> None:
    scores = [0.0, 0.25, 0.5, 0.75, 1.0]
    labels = [label(turn, score) for turn, score in enumerate(scores)]
    labels += [label(turn, 1 - score, "bob") for turn, score in enumerate(scores)]

    pairs = {
        (each.judge, each.person): each
        for each in matrix(gathered(several(scores, "kind"), labels))
    }

    assert set(pairs) == {("kind", "ann"), ("kind", "bob"), ("kind", PEOPLE)}
    ann, bob = pairs["kind", "ann"], pairs["kind", "bob"]
    assert ann.spearman is not None
    assert bob.spearman is not None
    assert [ann.n, ann.spearman.value, ann.kappa, ann.alpha] == pytest.approx([5, 1, 1, 1])
    assert [bob.spearman.value, bob.kappa] == pytest.approx([-1, -1])


def test_a_handful_that_both_scored_is_too_few_to_conclude() -> None:
    def pair(n: int) -> Pair:
        scores = [at / n for at in range(n)]
        labels = [label(at, score) for at, score in enumerate(scores)]
        return matrix(gathered(several(scores, "kind"), labels))[0]

    assert [pair(n).few for n in (1, 7)] == [True, True]
    assert pair(12).spearman == Estimate(1.0, -1.0, 1.0, 12)
    assert pair(12).few


def test_many_scores_of_many_dialogues_are_not_too_few() -> None:
    scores = [at / 12 for at in range(12)]
    told = [Word(f"e{at}", 0, "seller", "kind", "v1", score) for at, score in enumerate(scores)]
    labels = [label(0, score, name=f"e{at}") for at, score in enumerate(scores)]

    (pair,) = matrix(gathered(told, labels))

    assert not pair.few


def test_kappa_forgives_a_step_and_not_four() -> None:
    given = [0.0, 0.25, 0.5, 0.75, 1.0]
    near, far = kappa(given, [0.25, 0.25, 0.5, 0.75, 0.75]), kappa(given, given[::-1])

    assert near is not None
    assert far is not None
    assert near > 0.8 > 0 > far
    assert kappa([0.5, 0.5], [0.5, 0.5]) is None


def test_nobody_who_rated_the_same_is_no_agreement() -> None:
    told = {
        each.name: each for each in checks(gathered(several([0.1, 0.9], "kind"), [label(7, 1)]))
    }

    assert told["people agree"].figure is None
    assert told["judges and people"].sentence == "nobody rated what a judge scored"


def test_a_corrected_mean_covers_the_truth_and_is_narrower_than_the_labels_alone() -> None:
    chance, covered, narrower = np.random.default_rng(11), 0, 0
    rounds, few, many = 400, 40, 1000
    for _ in range(rounds):
        truth = chance.beta(4, 2, size=many)
        judged = np.clip(0.5 * truth + 0.1 + chance.normal(0, 0.05, many), 0, 1)
        found = powered(list(truth[:few]), list(judged[:few]), list(judged[few:]))
        plain = classical(list(truth[:few]))
        assert found is not None
        assert plain is not None
        covered += found.low <= 4 / 6 <= found.high
        narrower += found.high - found.low < plain.high - plain.low

    assert 0.91 <= covered / rounds <= 0.98
    assert narrower == rounds


def test_a_judge_that_is_off_everywhere_alike_is_put_right() -> None:
    judged = [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4]
    labels = [label(turn, score + 0.5) for turn, score in enumerate(judged[:4])]

    told = {each.name: each for each in checks(gathered(several(judged, "stern"), labels))}

    mean = told["mean by stern, corrected"]
    assert mean.figure == pytest.approx(0.75)
    assert mean.parts["judge"] == pytest.approx(0.25)


def test_with_one_label_no_mean_is_corrected() -> None:
    assert powered([0.5], [0.5], [0.1, 0.2]) is None
    assert classical([0.5]) is None


def test_what_judges_part_on_is_suggested_unless_it_is_rated() -> None:
    kind, stern = several([0.1, 0.2, 0.9, 0.4], "kind"), several([0.1, 0.9, 0.2, 0.4], "stern")

    wanted = suggested(gathered([*kind, *stern], [label(1, 0.5)]), 5)

    assert wanted[0].turn == 2
    assert 1 not in [each.turn for each in wanted]
    assert wanted[0].scores == {"kind": 0.9, "stern": 0.2}


def test_a_mild_and_a_stern_judge_of_one_mind_part_on_nothing() -> None:
    mild, stern = several([0.7, 0.8, 0.9], "mild"), several([0.1, 0.2, 0.3], "stern")

    assert {each.worth for each in suggested(gathered([*mild, *stern], []), 3)} == {0.0}


def test_of_equal_disagreement_the_turn_that_a_rollout_is_unsure_of_comes_first() -> None:
    kind = several([0.2, 0.8], "kind")
    rollout = [word(0, 0.8, "rollout", spread=0.1), word(1, 0.2, "rollout", spread=0.6)]

    wanted = suggested(gathered([*kind, *rollout], []), 2)

    assert [each.turn for each in wanted] == [1, 0]
    assert wanted[0].worth == pytest.approx(36 * wanted[1].worth)


def test_only_a_rollouts_interval_is_a_rollouts_interval() -> None:
    facts = {0: {"change": 0.1, "low": -0.1, "high": 0.3}, 1: {"low": 0.0, "high": 1.0}}
    talk = episode("e", ["Hi", "Hello"], scores={"rollout": [0.5, 0.5]}, facts=facts)

    assert [each.spread for each in words(talk)] == [pytest.approx(0.4), None]


def test_one_judge_alone_cannot_disagree() -> None:
    assert suggested(gathered(several([0.1, 0.9], "kind"), []), 3) == []
    assert checks(Raters())[0].figure is None
