"""Agreement of raters, checked against published figures."""

import numpy as np
import pytest

from society.scoring.agreement import Metric, alpha, entropy, icc

N = None
RATINGS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
"""Four observers and twelve units: Krippendorff (2011), "Computing Krippendorff's Alpha"."""


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_is_as_krippendorff_published_it(metric: Metric, published: float) -> None:
    found = alpha(RATINGS, metric)

    assert found == pytest.approx(published, abs=0.0006)


def test_raters_who_draw_lots_agree_as_much_as_chance() -> None:
    lots = np.random.default_rng(3).integers(1, 6, size=(2, 4000)).tolist()

    assert alpha(lots) == pytest.approx(0.0, abs=0.05)


def test_where_nothing_differs_agreement_cannot_be_told() -> None:
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1, None], [None, 2]]) is None
    assert icc([[0.5, 0.5], [0.5, 0.5]]) is None


def test_icc_is_as_shrout_and_fleiss_published_it() -> None:
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

    assert icc(ratings) == pytest.approx(0.17, abs=0.005)


def test_a_judge_that_says_one_thing_has_no_entropy() -> None:
    assert entropy([0.5, 0.5, 0.5]) == 0.0
    assert entropy([0.0, 0.25, 0.5, 0.75]) == pytest.approx(2.0)
