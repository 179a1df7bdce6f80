"""The card of a learned judge: pairs won, correlations, the people's ceiling, in plain words."""

import numpy as np
import pytest

from society.audit.examples import Example
from society.audit.learning import (
    Line,
    card,
    ceiling,
    correlations,
    preference,
    preferences,
    unseen,
)
from society.testing import sample_dialogue


def example(pair: int, kind: str, target: float, raters: tuple[float, ...] = ()) -> Example:
    named = tuple((f"r{at}", score) for at, score in enumerate(raters))
    group = f"g{pair % 7}"
    return Example(
        sample_dialogue(), "seller", target, group, kind=kind, pair=str(pair), raters=named
    )


def pairs() -> list[Example]:
    """Forty turns, each with one of two flaws."""
    return [
        each
        for pair in range(40)
        for each in (example(pair, "", 1.0), example(pair, ("cut", "rude")[pair % 2], 0.0))
    ]


def test_pairs_are_won_where_the_flaw_scores_lower_and_a_tie_is_half() -> None:
    examples = pairs()
    said = np.array([0.0 if each.kind else 1.0 for each in examples])

    (won,) = preference("all", examples, said, np.zeros(len(examples)))

    assert (won.figure, won.baseline, won.n) == (1.0, 0.5, 40)
    assert won.low == pytest.approx(0.912, abs=0.001)
    assert won.beats is True


def test_each_kind_has_a_line() -> None:
    examples = pairs()
    said = np.array([{"": 1.0, "cut": 2.0, "rude": 0.0}[each.kind] for each in examples])

    lines = {line.about: line.figure for line in preferences(examples, said, said)}

    assert lines == {"held-out dialogues": 0.5, "of them cut": 0.0, "of them rude": 1.0}


def test_a_kind_that_was_not_learned_is_read_from_its_own_row() -> None:
    examples = pairs()
    rows = [
        [1.0 if not each.kind else 0.0 if each.kind == kind else np.nan for each in examples]
        for kind in ("cut", "rude")
    ]

    lines = list(unseen(examples, np.array(rows), -np.array(rows)))

    assert [(line.about, line.n, line.figure, line.baseline) for line in lines] == [
        ("kinds not learned from", 40, 1.0, 0.0),
        ("not learned from: cut", 20, 1.0, 0.0),
        ("not learned from: rude", 20, 1.0, 0.0),
    ]


def test_a_correlation_has_its_interval_and_its_baseline() -> None:
    examples = [example(at, "", at / 60) for at in range(60)]
    targets = np.array([each.target for each in examples])

    (line,) = correlations(examples, targets**2, -targets)

    assert line.figure == pytest.approx(1.0)
    assert line.baseline == pytest.approx(-1.0)
    assert line.low <= line.figure <= line.high


def test_the_ceiling_is_one_person_against_the_others() -> None:
    alike = [example(at, "", 0.5, (at / 30, at / 30, at / 30)) for at in range(30)]
    alone = [example(at, "", 0.5, (at / 30,)) for at in range(30)]

    (line,) = ceiling(alike)

    assert line.figure == pytest.approx(1.0)
    assert ceiling(alone) == []


def test_the_card_shows_every_figure_and_no_table_is_torn() -> None:
    line = Line(about="held-out dialogues", measure="Spearman", n=9, figure=0.5, low=0.4, high=0.6)

    page = card({"where": "a|b\nc", "scenarios": ["x", "y"]}, [line])

    assert "| held-out dialogues | Spearman | 9 | 0.50 [0.40, 0.60] | - |" in page
    assert "| where | a\\|b c |" in page
    assert "| scenarios | x, y |" in page
