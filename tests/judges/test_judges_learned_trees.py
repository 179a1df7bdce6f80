"""Boosted trees as arrays: they say what scikit-learn's say, and hostile ones are found out."""

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from judges.learned_trees import MOST_TREES, Floats, arrays, climbed, fault, grown, reasons

Trees = dict[str, Floats]


def lessons(link: str) -> tuple[Floats, Floats]:
    """Targets that no sum of the columns tells."""
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(300, 5))
    crossed = rows[:, 0] * rows[:, 1] + rows[:, 2]
    return rows, (crossed > 0).astype(float) if link == "sigmoid" else crossed


@pytest.fixture(scope="module")
def trees() -> Trees:
    return grown(*lessons("sigmoid"), "sigmoid")[0]


@pytest.mark.parametrize(
    ("learner", "link"),
    [
        pytest.param(HistGradientBoostingClassifier, "sigmoid", id="yes or no"),
        pytest.param(HistGradientBoostingRegressor, "clip", id="graded"),
    ],
)
def test_the_arrays_say_what_the_library_says(learner: Any, link: str) -> None:
    rows, targets = lessons(link)
    fitted = learner(max_iter=40, random_state=0).fit(rows[:200], targets[:200])
    theirs = fitted.decision_function(rows) if link == "sigmoid" else fitted.predict(rows)

    trees, bias = arrays(fitted)

    assert climbed(trees, rows) + bias == pytest.approx(theirs, abs=1e-12)
    assert fault(trees, rows.shape[1]) == ""


@pytest.mark.parametrize("link", ["sigmoid", "clip"])
def test_trees_tell_what_no_sum_of_the_columns_tells(link: str) -> None:
    rows, targets = lessons(link)

    trees, bias = grown(rows[:200], targets[:200], link)

    said = climbed(trees, rows[200:]) + bias
    assert np.corrcoef(said, targets[200:])[0, 1] > 0.5


def test_the_reasons_add_up_to_the_sum_of_the_trees(trees: Trees) -> None:
    row = lessons("sigmoid")[0][3]
    begun = trees["node_value"][trees["tree_roots"].astype(int)].sum()

    added = reasons(trees, row)

    assert added.sum() + begun == pytest.approx(climbed(trees, row[None, :])[0])
    assert np.argmax(np.abs(added)) in (0, 1, 2)


def changed(trees: Trees, name: str, at: int, value: float) -> Trees:
    other = trees[name].copy()
    other[at] = value
    return {**trees, name: other}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("node_left", 0.5, "no place", id="half a place"),
        pytest.param("node_right", -1.0, "no place", id="before the first"),
        pytest.param("node_right", 1e6, "not there", id="behind the last"),
        pytest.param("node_column", 5.0, "not there", id="a column too many"),
        pytest.param("tree_roots", 1e6, "not there", id="a root that is none"),
        pytest.param("node_left", 0.0, "circles", id="half its own child"),
    ],
)
def test_trees_that_somebody_spoilt_are_found_out(
    trees: Trees, name: str, value: float, says: str
) -> None:
    assert says in fault(changed(trees, name, 0, value), 5)


def test_a_child_before_its_parent_would_never_end(trees: Trees) -> None:
    second = int(trees["tree_roots"][1])

    assert "circles" in fault(changed(trees, "node_left", second, 0.0), 5)


def test_too_many_trees_or_uneven_arrays_are_found_out(trees: Trees) -> None:
    many = {**trees, "tree_roots": np.zeros(MOST_TREES + 1)}
    uneven = {**trees, "node_value": trees["node_value"][:-1]}

    assert "1025 trees" in fault(many, 5)
    assert "same number" in fault(uneven, 5)
