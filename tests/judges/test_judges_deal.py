"""The judge `deal`: the change, over the turn, in what the standing offer is worth."""

from collections.abc import Callable

import pytest

from judges.deal import deal
from society import Dialogue

Talk = Callable[..., Dialogue]


def judged(dialogue: Dialogue) -> tuple[float, str] | None:
    return deal(dialogue.last, dialogue.last.role, dialogue.turns[:-1])


@pytest.mark.parametrize(
    ("worths", "score"),
    [
        pytest.param([0.0, 0.42], 0.71, id="better"),
        pytest.param([0.6, 0.4], 0.4, id="a concession"),
        pytest.param([0.42, 0.42], 0.5, id="talk, or an acceptance"),
        pytest.param([-3.0, 5.0], 1.0, id="clipped"),
        pytest.param([None, 1.0], 1.0, id="the first offer"),
        pytest.param([0.5, None], 0.25, id="the offer is gone"),
    ],
)
def test_a_turn_earns_what_it_changed(talk: Talk, worths: list[float | None], score: float) -> None:
    lines = [("seller", "…", None, worth) for worth in worths]

    heard = judged(talk(*lines))

    assert heard is not None
    assert heard[0] == pytest.approx(score)


def test_the_critique_has_the_numbers(talk: Talk) -> None:
    dialogue = talk(("seller", "…", None, 0.32), ("seller", "…", None, 0.42))

    heard = judged(dialogue)

    assert heard is not None
    assert heard[1] == "the offer on the table is worth 0.42 to seller, +0.10"


def test_before_any_offer_there_is_no_opinion(talk: Talk) -> None:
    assert judged(talk(("seller", "Hello"), ("buyer", "Hello"))) is None
