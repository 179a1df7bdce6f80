"""The reasons of refusals: the same ones in every language."""

from string import Formatter

from society.scenario.reasons import SENTENCES


def parts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_language_gives_the_same_reasons_with_the_same_parts() -> None:
    english, chinese = SENTENCES["en"], SENTENCES["zh"]

    assert english.keys() == chinese.keys()
    assert [name for name in english if parts(english[name]) != parts(chinese[name])] == []
