"""The garbage collector while a batch runs."""

import gc
import weakref

import pytest

from society.batch.garbage import seldom_collected


class Circle:
    """Refers to itself, so that only the collector can let go of it."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_there_before_is_left_alone_and_the_rest_seldom_looked_at() -> None:
    before = gc.get_threshold()

    with seldom_collected():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]


def test_a_circle_made_meanwhile_is_still_found() -> None:
    with seldom_collected():
        left = weakref.ref(Circle())
        gc.collect()

    assert left() is None


def test_all_is_as_before_when_the_block_breaks_off() -> None:
    before = gc.get_threshold()

    with pytest.raises(ValueError, match="x"), seldom_collected():
        raise ValueError("x")

    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
