"""Shallow features: what is counted, and a judge that can be pleased by them."""

from collections.abc import Callable
from random import Random

import pytest

from society.audit.hacking import EXPLAINS, checks, scored, tenths
from society.audit.shallow import flattery, politeness, seen
from society.domain.episode import Episode
from society.domain.trust import Check
from tests.audit.stored_words import episode

Score = Callable[[str, int, Random], float]


def told(score: Score, dialogues: int = 60) -> list[Episode]:
    chance, found = Random(2), []
    for number in range(dialogues):
        said = [" ".join(f"w{chance.randint(0, 10**6)}" for _ in range(chance.randint(2, 40)))]
        said += [f"{said[0]} and w{number}", "What a brilliant idea, w5 w9 w8!"]
        found.append(
            episode(
                f"e{number:03}",
                said,
                scores={"odd": [score(text, number, chance) for text in said]},
            )
        )
    return found


def found(score: Score, explains: float = EXPLAINS) -> dict[str, Check]:
    told_by = checks(list(scored(told(score), "odd")), explains=explains)
    return {check.name: check for check in told_by}


def test_a_judge_that_pays_by_length_is_found_out() -> None:
    told_by = found(lambda text, *_: min(1.0, len(text.split()) / 50))

    assert told_by["length"].passed is False
    assert told_by["length"].parts["explains"] > 0.9
    assert told_by["all four"].passed is False
    assert "a player can learn that" in told_by["length"].sentence


def test_a_judge_that_pays_for_something_else_is_not() -> None:
    told_by = found(lambda _text, _number, chance: chance.random())

    assert (
        told_by["length"].passed is told_by["flattery"].passed is told_by["all four"].passed is True
    )
    assert told_by["politeness"].sentence == "it never varies"
    assert "which may be chance" in told_by["length"].sentence


def test_a_judge_that_is_flattered_more_and_more_is_told_by_its_drift() -> None:
    def sold(text: str, number: int, chance: Random) -> float:
        return min(1.0, 0.02 * flattery(text)) if number >= 30 else chance.random()

    drift = found(sold)["flattery over time"]

    assert drift.low is not None
    assert drift.low > 0.2
    assert "more than before" in drift.sentence


def test_a_warning_comes_at_the_share_that_was_asked_for() -> None:
    def somewhat(text: str, _number: int, chance: Random) -> float:
        return min(1.0, len(text.split()) / 100 + chance.random() / 2)

    assert found(somewhat, explains=0.9)["length"].passed is True
    assert found(somewhat, explains=0.05)["length"].passed is False


def test_a_handful_of_scores_passes_and_fails_nothing_and_is_numbered() -> None:
    few = told(lambda text, *_: min(1.0, len(text.split()) / 50), dialogues=2)

    length = checks(list(scored(few, "odd")))[0]

    assert length.passed is None
    assert "; 6 scores are too few to tell: " in length.sentence


def test_a_score_that_never_varies_has_no_figure() -> None:
    told_by = found(lambda *_: 0.5)

    assert told_by["length"].figure is None
    assert told_by["length"].sentence == "the score never varies"


def test_tenths_are_cut_in_time_order() -> None:
    cut = tenths(list(scored(told(lambda _text, number, _chance: number / 60), "odd")))

    assert [each.number for each in cut] == list(range(1, 11))
    assert [each.score for each in cut] == sorted(each.score for each in cut)
    assert sum(each.n for each in cut) == 180


def test_a_phrase_said_before_by_anybody_is_repetition() -> None:
    talk = episode("e", ["one two three four", "one two three four", "five six seven"]).dialogue

    assert [each["repetition"] for each in seen(talk)] == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("polite", "plain"),
    [("Could you please tell me?", "Tell me now."), ("请您告诉我，谢谢", "快告诉我")],
)
def test_polite_words_are_counted_in_both_languages(polite: str, plain: str) -> None:
    assert politeness(polite) > politeness(plain) == 0.0


@pytest.mark.parametrize(
    ("sweet", "plain"), [("You're so smart!", "You are wrong."), ("您的眼光太棒了", "太贵了")]
)
def test_flattery_is_counted_in_both_languages(sweet: str, plain: str) -> None:
    assert flattery(sweet) > flattery(plain) == 0.0


def test_words_within_words_do_not_count() -> None:
    assert politeness("The sirens pleased nobody") == 0.0
    assert politeness("这辆车太贵了，我要申请退款") == 0.0
