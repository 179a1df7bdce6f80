"""A judge before human grades: the ceiling, the baseline, and whom it is asked about."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from society import Turn, judge
from society.audit.baseline import trivial
from society.audit.ceiling import as_rater, human_ceiling
from society.audit.corpora import Corpus, Graded
from society.audit.corpora.graded import Spoken, table
from society.audit.correlation import spearman
from society.audit.gauntlet import Gauntlet, checks, gathered
from society.audit.run import Judge, examine
from society.domain.dialogue import Role
from society.domain.errors import SocietyError
from society.domain.trust import Check
from society.plugins import seat

ROLES = (Role(id="user", name="User"), Role(id="system", name="System"))
Rate = Callable[[Random, int], tuple[float, ...]]


def graded(n: int, rate: Rate, *, level: str = "turn", seed: int = 1) -> list[Graded]:
    """Dialogues whose system's turn has 1 to 9 words; `rate` grades by that number."""
    chance, found = Random(seed), []
    for number in range(n):
        words = chance.randint(1, 9)
        spoken = Spoken(table("toy", "A toy", ROLES, seed=number))
        spoken.say("user", "Well?")
        turn = spoken.say("system", " ".join(["word"] * words))
        ratings = rate(chance, words)
        found.append(
            Graded(
                dialogue=spoken.upto(),
                turn=turn if level == "turn" else None,
                role="system",
                group=f"g{number}",
                ratings=ratings,
            )
        )
    return found


def toy(items: list[Graded]) -> Corpus:
    return Corpus(
        name="Toy", grade="how good", raters="a person", source="here", read=lambda _: iter(items)
    )


def noisy(chance: Random, words: int) -> tuple[float, ...]:
    return tuple(min(max(words / 10 + chance.gauss(0, 0.2), 0), 1) for _ in range(3))


@judge(scope="turn")
def counts(turn: Turn) -> float:
    return len(turn.text.split()) / 10


@judge(scope="turn")
def flat(turn: Turn) -> float:
    return 0.5


async def put(function: object, items: list[Graded], n: int = 100) -> dict[str, Check]:
    juror = seat(function, "toy")
    found = gathered(toy(items), Path("toy"), juror.badge.scope, n)
    done = await examine(Judge(juror), found.exam_of(), probes=found.probes())
    return {check.name: check for check in checks(found, done.answers)}


async def test_a_judge_that_sees_what_people_see_is_put_beside_their_agreement() -> None:
    told = await put(counts, graded(100, noisy))

    judged, ceiling, rater = (told[name] for name in ("judge", "human ceiling", "as a rater"))
    assert judged.figure is not None
    assert ceiling.figure is not None
    assert rater.figure is not None
    assert judged.figure > rater.figure > ceiling.figure
    assert judged.parts["share_of_ceiling"] == pytest.approx(rater.figure / ceiling.figure)


async def test_a_judge_that_only_counts_words_is_not_ahead_of_the_baseline() -> None:
    told = await put(counts, graded(100, noisy))

    ahead = told["ahead of the baseline"]
    assert ahead.passed is not True
    assert abs(ahead.figure or 0.0) < 0.1


async def test_a_judge_of_what_length_does_not_show_is_ahead_of_the_baseline() -> None:
    items = graded(100, lambda chance, words: (words % 2 * 0.8 + chance.random() / 10,))

    @judge(scope="turn")
    def odd(turn: Turn) -> float:
        return float(len(turn.text.split()) % 2)

    told = await put(odd, items)

    assert told["ahead of the baseline"].passed is True
    assert "how far people agree is not known" in told["human ceiling"].sentence


async def test_a_judge_that_says_the_same_to_all_has_no_figure_instead_of_nought() -> None:
    told = await put(flat, graded(60, noisy))

    assert told["judge"].figure is None
    assert told["ahead of the baseline"].figure is None


async def test_a_turn_judge_is_asked_every_turn_where_a_whole_dialogue_is_graded() -> None:
    items = graded(30, noisy, level="dialogue")
    found = gathered(toy(items), Path("toy"), "turn", 10)

    assert [probe.turn for probe in found.probes()] == [1] * 10


def test_turns_come_before_dialogues_for_a_turn_judge_and_the_other_way_round() -> None:
    both = graded(20, noisy) + graded(20, noisy, level="dialogue")

    def level(found: Gauntlet) -> set[str]:
        return {item.level for item in found.items}

    assert level(gathered(toy(both), Path("toy"), "turn", 50)) == {"turn"}
    assert level(gathered(toy(both), Path("toy"), "outcome", 50)) == {"dialogue"}


def test_items_are_taken_evenly_from_all_dialogues_by_the_seed() -> None:
    items = graded(30, noisy)
    doubled = items + [each.model_copy(update={"turn": 0}) for each in items]

    drawn = [gathered(toy(doubled), Path("toy"), "turn", 30, seed=seed).items for seed in (1, 1, 2)]

    assert len({item.group for item in drawn[0]}) == 30
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_pair_judge_is_refused() -> None:
    with pytest.raises(SocietyError, match="compares"):
        gathered(toy(graded(5, noisy)), Path("toy"), "pair", 5)


def test_roles_that_nobody_graded_are_an_error() -> None:
    with pytest.raises(SocietyError, match="no grade of teacher"):
        gathered(toy(graded(5, noisy)), Path("toy"), "turn", 5, roles=("teacher",))


def test_the_ceiling_is_one_rater_against_the_others() -> None:
    alike = graded(50, lambda chance, words: (words / 10, words / 10, words / 10))
    apart = graded(50, lambda chance, words: tuple(chance.random() for _ in "abc"), seed=7)

    assert human_ceiling(alike, toy(alike)).figure == pytest.approx(1.0)
    low = human_ceiling(apart, toy(apart))
    assert low.low is not None
    assert low.high is not None
    assert low.low < 0 < low.high


def test_where_another_person_guessed_that_is_the_ceiling() -> None:
    items = [
        each.model_copy(update={"guess": each.ratings[0]})
        for each in graded(30, lambda chance, words: (float(words > 5),))
    ]

    assert human_ceiling(items, toy(items)).figure == pytest.approx(1.0)
    assert as_rater(items, [0.5] * 30) == ()


def test_the_baseline_guesses_nothing_from_noise() -> None:
    items = graded(200, lambda chance, words: (chance.random(),))
    guesses = trivial(items)

    assert guesses is not None
    found = spearman(guesses, [item.human for item in items], [item.group for item in items])
    assert found is not None
    assert found.low < 0 < found.high


def test_the_baseline_is_not_fitted_to_a_handful() -> None:
    assert trivial(graded(10, noisy)) is None


def test_an_interval_knows_that_turns_of_one_dialogue_are_alike() -> None:
    chance = np.random.default_rng(0)
    one = np.repeat(chance.normal(size=20), 10)
    other = np.repeat(chance.normal(size=20), 10)

    alone = spearman(list(one), list(other), list(range(200)))
    together = spearman(list(one), list(other), [at // 10 for at in range(200)])

    assert alone is not None
    assert together is not None
    assert together.high - together.low > 2 * (alone.high - alone.low)
