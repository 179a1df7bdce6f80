"""How pay for trying gives way to pay for winning."""

import pytest
from pydantic import ValidationError

from society.scoring.annealing import Course, Schedule


@pytest.mark.parametrize("course", ["linear", "cosine"])
def test_it_falls_from_its_start_to_its_end_and_stays_there(course: Course) -> None:
    schedule = Schedule(course=course, start=0.8, end=0.1, over=0.5)

    weights = [schedule.weight(at / 20, 0.0) for at in range(21)]

    assert weights[0] == pytest.approx(0.8)
    assert weights == sorted(weights, reverse=True)
    assert weights[10:] == pytest.approx([0.1] * 11)


def test_a_cosine_is_gentler_at_both_ends_and_halfway_in_the_middle() -> None:
    straight, gentle = (Schedule(course=each, over=1.0) for each in ("linear", "cosine"))

    assert gentle.weight(0.1, 0) > straight.weight(0.1, 0)
    assert gentle.weight(0.9, 0) < straight.weight(0.9, 0)
    assert gentle.weight(0.5, 0) == pytest.approx(straight.weight(0.5, 0))


def test_by_success_it_follows_the_rate_and_comes_back_with_it() -> None:
    schedule = Schedule(course="success", start=0.6, end=0.0, low=0.2, high=0.6)

    assert schedule.weight(0.9, 0.1) == 0.6
    assert schedule.weight(0.1, 0.4) == pytest.approx(0.3)
    assert schedule.weight(0.0, 0.9) == 0.0


def test_a_rate_that_never_rises_is_no_schedule() -> None:
    with pytest.raises(ValidationError, match="low must be below high"):
        Schedule(course="success", low=0.6, high=0.6)
