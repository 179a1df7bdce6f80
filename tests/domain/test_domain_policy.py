"""A policy: what it does is its identity, and what is meant for fewer seats counts for more."""

import pytest
from pydantic import ValidationError

from society.domain.policy import Example, Habit, Policy, named


def test_the_same_play_has_the_same_hash_under_any_name() -> None:
    habits = (Habit(role="seller", tactics={"beta": 0.5}),)

    one = Policy(name="one", habits=habits)
    other = Policy(name="other", habits=habits, origin="grid", parents=("aa",))

    assert one.sha == other.sha
    assert one.label != other.label
    assert one.label == f"one@{one.sha[:8]}"


@pytest.mark.parametrize(
    "change", [{"model": "m"}, {"player": "llm"}, {"habits": (Habit(search="best-of-4"),)}]
)
def test_another_play_has_another_hash(change: dict[str, object]) -> None:
    plain = Policy(name="p")

    assert plain.model_copy(update=change).sha != plain.sha


def test_a_habit_of_the_very_seat_counts_over_those_of_the_role_and_of_all() -> None:
    policy = Policy(
        name="p",
        habits=(
            Habit(scenario="s", role="r", tactics={"beta": 1.0}, search="best-of-2"),
            Habit(tactics={"beta": 3.0, "floor": 0.1}, advice={"a": "Be calm."}),
            Habit(role="r", tactics={"beta": 2.0, "margin": 0.2}, search="best-of-8"),
        ),
    )

    own, elsewhere = policy.habit("s", "r"), policy.habit("t", "r")

    assert own.tactics == {"beta": 1.0, "floor": 0.1, "margin": 0.2}
    assert own.search == "best-of-2"
    assert own.advice == {"a": "Be calm."}
    assert elsewhere.tactics == {"beta": 2.0, "floor": 0.1, "margin": 0.2}
    assert policy.habit("t", "q").tactics == {"beta": 3.0, "floor": 0.1}


def test_a_later_habit_counts_over_an_earlier_one_of_the_same_seats() -> None:
    policy = Policy(name="p", habits=(Habit(tactics={"beta": 1.0}),))

    assert policy.with_habit(Habit(tactics={"beta": 2.0})).habit("s", "r").tactics == {"beta": 2.0}
    assert policy.habit("s", "r").tactics == {"beta": 1.0}


def test_examples_of_several_habits_are_all_shown() -> None:
    one, other = Example(heard="a", said="b"), Example(heard="c", said="d")
    policy = Policy(name="p", habits=(Habit(role="r", examples=(one,)), Habit(examples=(other,))))

    assert policy.habit("s", "r").examples == (other, one)


@pytest.mark.parametrize("name", ["", "a b", "../x", "a@b"])
def test_a_name_is_one_that_files_and_commands_can_hold(name: str) -> None:
    with pytest.raises(ValidationError):
        Policy(name=name)


def test_roles_are_told_by_the_labels_of_their_policies() -> None:
    policy = Policy(name="p")

    assert named({"seller": policy}) == {"seller": policy.label}
