"""Training of a learned judge: what is chosen, what is held out, and that the arrays say it all."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from judges.learned_material import Material, every, material, parts
from judges.learned_model import LearnedModel
from judges.learned_recipes import BASELINE, RECIPES, Recipe, recipes
from judges.learned_training import (
    Trial,
    best,
    chosen,
    fit,
    held_out,
    scores,
    trials,
    without_kinds,
)
from society import SocietyError
from tests.judges.lessons import lessons

BOOSTED = Recipe(1.0, boosted=True)


@pytest.fixture(scope="module")
def found() -> Material:
    return material(lessons())


@pytest.mark.parametrize("recipe", [RECIPES[0], BOOSTED], ids=str)
@pytest.mark.parametrize("graded", [False, True])
def test_a_turn_read_alone_scores_as_it_did_among_all(graded: bool, recipe: Recipe) -> None:
    taught = lessons(graded=graded)
    found = material(taught)
    model = fit(found, every(found), recipe)

    together = [model.valued(total) for total in scores(model, found, every(found))]
    alone = [model.read(each.dialogue, each.role).value for each in taught]

    assert alone == pytest.approx(together, abs=1e-9)


def test_the_arrays_say_what_the_library_says(found: Material) -> None:
    recipe = Recipe(1.0, words=False)
    model = fit(found, every(found), recipe)
    state = np.clip(
        (found.figures - model.arrays["centre"]) / model.arrays["spread"], -8, 8
    ).astype(np.float32)
    theirs = LogisticRegression(C=1.0, class_weight="balanced", max_iter=300, tol=1e-3)

    expected = theirs.fit(state, found.targets).decision_function(state)

    assert scores(model, found, every(found)) == pytest.approx(expected, abs=1e-3)


def trial(recipe: Recipe, *losses: float) -> Trial:
    """Losses of as many dialogues."""
    return Trial(recipe, np.array(losses), np.array([str(at) for at in range(len(losses))]))


@pytest.mark.parametrize(
    ("losses", "taken"),
    [
        pytest.param((0.2, 0.3, 0.2, 0.3), BOOSTED, id="clearly better"),
        pytest.param((0.4, 0.5, 0.4, 0.7), RECIPES[0], id="equal on the whole"),
        pytest.param((0.0, 0.9, 0.5, 0.5), RECIPES[0], id="better by a fluke"),
        pytest.param((0.9, 0.9, 0.9, 0.9), RECIPES[0], id="worse"),
    ],
)
def test_trees_are_taken_only_where_they_are_clearly_better(
    losses: tuple[float, ...], taken: Recipe
) -> None:
    plain, worse = trial(RECIPES[0], 0.5, 0.5, 0.5, 0.5), trial(RECIPES[1], 0.8, 0.8, 0.8, 0.8)

    assert best([worse, plain, trial(BOOSTED, *losses)]) == taken


def test_the_plain_ways_are_compared_by_their_loss_alone() -> None:
    assert best([trial(RECIPES[0], 0.5, 0.5), trial(RECIPES[1], 0.4, 0.6 - 1e-6)]) == RECIPES[1]


def test_what_is_tried_has_a_loss_for_every_example_it_did_not_learn_from(found: Material) -> None:
    tried = trials(found, every(found), recipes("best"))

    assert [each.recipe for each in tried] == [*RECIPES, BOOSTED]
    assert all(each.losses.shape == found.targets.shape for each in tried)
    assert all(0 < each.loss < np.log(2) for each in tried)


def test_the_words_that_trees_ask_about_are_scored_by_who_did_not_learn_them() -> None:
    """Else trees would trust words blindly that tell nothing of another dialogue."""
    found = material(lessons(16))
    names = sorted(set(found.groups))
    coin = {name: float(at % 2) for at, name in enumerate(names)}
    tossed = replace(found, targets=np.array([coin[each] for each in found.groups]))

    right = ((held_out(tossed, BOOSTED) > 0) == (tossed.targets == 1)).mean()

    assert right < 0.75


def test_what_was_held_out_is_told_apart_and_length_alone_does_not(found: Material) -> None:
    said, plain = held_out(found), held_out(found, BASELINE)
    kind = found.targets == 1

    assert np.isfinite(said).all()
    assert ((said > 0) == kind).mean() > 0.95
    assert ((plain > 0) == kind).mean() < ((said > 0) == kind).mean()


def test_no_dialogue_is_on_both_sides_of_a_split(found: Material) -> None:
    shared = [
        set(found.groups[train]) & set(found.groups[test])
        for train, test in parts(found.groups, 5, 0)
    ]

    assert shared == [set()] * 5


def test_the_words_of_what_is_held_out_are_not_learned(found: Material) -> None:
    """Targets that are a coin for each dialogue cannot be told once the dialogue is set aside."""
    names = sorted(set(found.groups))
    coin = {name: float(at % 2) for at, name in enumerate(names)}
    tossed = replace(found, targets=np.array([coin[each] for each in found.groups]))

    right = ((held_out(tossed) > 0) == (tossed.targets == 1)).mean()

    assert right < 0.75


def test_kinds_left_out_have_a_score_for_the_kind_and_for_what_is_sound(found: Material) -> None:
    kinds = [
        "" if target else ("rude" if at % 2 else "odd") for at, target in enumerate(found.targets)
    ]

    said = without_kinds(found, kinds, RECIPES[0])

    assert said.shape == (2, len(kinds))
    for row, kind in zip(said, ["odd", "rude"], strict=True):
        assert [bool(np.isfinite(score)) for score in row] == [k in ("", kind) for k in kinds]


def test_the_same_seed_gives_the_same_model_and_the_same_choice(found: Material) -> None:
    def made() -> LearnedModel:
        return fit(found, every(found), chosen(found, every(found), seed=3))

    one, two = made(), made()

    assert one.card == two.card
    assert all((one.arrays[name] == two.arrays[name]).all() for name in one.arrays)


def test_about_one_lesson_in_a_hundred_is_further_than_the_bound(found: Material) -> None:
    taught = lessons(40)
    found = material(taught)
    model = fit(found, every(found), RECIPES[0])

    far = [model.read(each.dialogue, each.role).drift > 1 for each in taught]

    assert sum(far) / len(far) <= 0.02 + 1 / len(far)


@pytest.mark.parametrize(
    ("dialogues", "turns", "says"),
    [
        pytest.param(5, 12, "60 examples of 5 dialogues", id="few dialogues"),
        pytest.param(7, 2, "14 examples of 7 dialogues", id="few examples"),
    ],
)
def test_too_little_to_hold_any_out_is_refused(dialogues: int, turns: int, says: str) -> None:
    with pytest.raises(SocietyError, match=says):
        material(lessons(dialogues, turns))


def test_scores_that_never_vary_teach_nothing() -> None:
    same = [type(each)(each.dialogue, each.role, 0.5, each.group) for each in lessons()]

    with pytest.raises(SocietyError, match=r"all 60 examples have the score 0\.5"):
        material(same)
