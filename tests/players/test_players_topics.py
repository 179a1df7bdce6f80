"""What a role talks about: what all know and what it is like, never what it alone knows."""

from society.players.topics import facts, said_to, topics
from tests.players.seat import seen


def test_facts_are_short_clauses_without_numbers() -> None:
    assert facts(seen()) == [
        "You are blunt.",
        "A used bike is for sale in the park.",
        "It has a worn chain.",
    ]


def test_lists_and_labels_are_taken_apart() -> None:
    view = seen(context="For rent - a sunny attic flat; the street is loud. To settle - 3 issues.")

    assert facts(view)[1:] == ["A sunny attic flat.", "The street is loud."]


def test_chinese_clauses_are_facts_too() -> None:
    view = seen(context="公园里有一辆二手自行车出售，链条有些磨损，标价 200 元。", locale="zh")

    assert facts(view)[1:] == ["公园里有一辆二手自行车出售。", "链条有些磨损。"]


def test_what_was_talked_about_least_comes_first() -> None:
    view = seen(("seller", "I am blunt."), ("buyer", "Oh."), ("seller", "The chain is worn."))

    assert topics(view)[0] == "A used bike is for sale in the park."


def test_the_fullest_sentence_of_the_other_side_is_answered() -> None:
    view = seen(("buyer", "Hm. I start a new job by the harbour. I pay 90."))

    assert said_to(view) == "I start a new job by the harbour."
    assert said_to(seen(("buyer", "90?"))) is None
    assert said_to(seen()) is None
