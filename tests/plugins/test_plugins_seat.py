"""Seating a judge: what it may ask for, what it is built with, and what its version is of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from society import SocietyError, Turn, judge
from society.domain.errors import ForeignError
from society.plugins import describe, find, seat


@judge(scope="turn")
class Words:
    """Counts a word."""

    def __init__(self, word: str, times: int = 1, criteria: dict[str, float] | None = None) -> None:
        if times < 1:
            raise ValueError("times is below 1")
        self.word, self.times, self.criteria = word, times, criteria

    def __call__(self, turn: Turn) -> float:
        return float(turn.text.count(self.word) >= self.times)


def test_a_class_is_built_with_the_seats_params_and_criteria() -> None:
    juror = seat(Words, "words", params={"word": "deal"}, criteria={"tone": 1.0})

    assert isinstance(juror.function, Words)
    assert (juror.function.word, juror.function.criteria) == ("deal", {"tone": 1.0})
    assert juror.needs == ("turn",)


@pytest.mark.parametrize(
    ("params", "message", "hint"),
    [
        ({}, "judge 'words' needs the param 'word'", '{"use": "words", "params": {"word": "…"}}'),
        (
            {"word": "a", "tims": 2},
            "judge 'words' takes no param 'tims'",
            "did you mean times? ",
        ),
        (
            {"word": "a", "times": "many"},
            "judge 'words': the param 'times' is 'many', which is no int",
            "",
        ),
        ({"word": "a", "times": True}, "the param 'times' is True, which is no int", ""),
        ({"word": 3}, "the param 'word' is 3, which is no str", ""),
    ],
    ids=["missing", "unknown", "wrong", "bool", "number"],
)
def test_wrong_params_are_refused_with_those_it_takes(
    params: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(SocietyError, match=message) as told:
        seat(Words, "words", params=params)

    assert "it takes: word: str, times: int = 1" in told.value.hint
    assert hint in told.value.hint


def test_a_judge_that_cannot_be_built_is_named() -> None:
    with pytest.raises(ForeignError, match="judge 'words': ValueError: times is below 1"):
        seat(Words, "words", params={"word": "a", "times": 0})


def asks_for_more(turn: Turn, weather: str) -> float:
    return 1.0


def asks_for_all(**everything: Any) -> float:
    return 1.0


def asks_in_order(turn: Turn, /) -> float:
    return 1.0


@pytest.mark.parametrize("function", [asks_for_more, asks_for_all, asks_in_order])
def test_a_name_that_is_not_offered_is_refused_at_once(function: Callable[..., float]) -> None:
    with pytest.raises(SocietyError, match="asks for") as told:
        seat(function, "here")

    assert told.value.hint == (
        "it can ask, by name, for: turn, dialogue, role, view, private, variables, scenario, "
        "outcome, history, model, params, reference, archive, play_on, first, second, members"
    )


def wants_to_look_around(archive: object, play_on: object) -> float:
    return 1.0


def test_a_judge_may_ask_for_the_archive_and_to_play_on() -> None:
    assert seat(wants_to_look_around, "here").needs == ("archive", "play_on")


@judge(scope="outcome")
def confused(turn: Turn) -> float:
    return 1.0


@judge(scope="outcome")
def copes(turn: Turn | None = None) -> float:
    return 1.0


def test_an_outcome_judge_has_no_turn_unless_it_copes_without() -> None:
    with pytest.raises(SocietyError, match="has scope outcome and asks for 'turn'"):
        seat(confused, "here")

    assert seat(copes, "here").optional == ("turn",)


@judge(scope="pair")
def better(first: object, second: object, role: str) -> float:
    return 0.5


@judge(scope="pair")
def compares(dialogue: object) -> float:
    return 1.0


@judge(scope="pair")
def lost(first: object, second: object, turn: Turn) -> float:
    return 1.0


def peeks(turn: Turn, first: object) -> float:
    return 1.0


def test_a_pair_judge_asks_for_both() -> None:
    assert seat(better, "here").needs == ("first", "second", "role")


class Asks:
    """Asks a model."""

    def __call__(self, turn: Turn, model: object) -> float:
        return 1.0


def test_another_model_is_another_judge() -> None:
    juror, bare = seat(Asks, "here"), seat(better, "here")

    versions = {juror.version, juror.with_model("a").version, juror.with_model("b").version}

    assert len(versions) == 3
    assert juror.with_model("a") == juror.with_model("a")
    assert bare.with_model("a") is bare
    assert juror.with_model(None) is juror


@judge(scale=(1, 1))
def flat(turn: Turn) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("found", "message"),
    [
        pytest.param(compares, "does not ask for both first and second", id="pair"),
        pytest.param(lost, "has scope pair and asks for 'turn'", id="pair turn"),
        pytest.param(peeks, "has scope turn and asks for 'first'", id="turn pair"),
        pytest.param(flat, r"declares the scale 1\.\.1", id="scale"),
        pytest.param(3.14, "no judge: it is a float", id="float"),
    ],
)
def test_what_can_never_judge_is_refused(found: object, message: str) -> None:
    with pytest.raises(SocietyError, match=message):
        seat(found, "here")


def plain(turn: Turn) -> float:
    """Anything that can be called will do."""
    return 1.0


def test_a_plain_function_judges_turns_under_its_own_name() -> None:
    badge = seat(plain, "here").badge

    assert (badge.name, badge.scope, badge.scale) == ("plain", "turn", (0.0, 1.0))
    assert badge.about == "Anything that can be called will do."


def test_params_for_a_function_that_does_not_ask_for_them_are_a_mistake() -> None:
    with pytest.raises(SocietyError, match="judge 'plain' takes no params"):
        seat(plain, "here", params={"strict": True})
    with pytest.raises(SocietyError, match="judge 'plain' has no criteria"):
        seat(plain, "here", criteria={"tone": 1.0})


def test_the_version_changes_with_params_criteria_and_rubric() -> None:
    versions = {
        find("rubric").version,
        find("rubric", params={"rubric": "teaching"}).version,
        find("rubric", params={"rubric": "teaching", "window": 3}).version,
        find("rubric", criteria={"clarity": 1.0}).version,
    }

    assert len(versions) == 4
    assert find("rubric").version == find("rubric").version


def test_the_version_changes_with_one_letter_of_a_file(tmp_path: Path) -> None:
    file, versions = tmp_path / "mine.py", []
    for text in ("one", "two"):
        file.write_text(f"def mine(turn): return 1, {text!r}\n", encoding="utf-8")
        versions.append(find("mine.py:mine", here=tmp_path, allow_code=True).version)

    assert versions[0] != versions[1]


def test_the_version_changes_with_one_letter_of_a_rubric(tmp_path: Path) -> None:
    rubric, versions = tmp_path / "mine.md", []
    for about in ("kind", "kinder"):
        rubric.write_text(
            f'+++\nname = "mine"\n[criteria.tone]\nabout = "{about}"\n+++\nJudge.\n', "utf-8"
        )
        juror = find("rubric", params={"rubric": "mine.md"}, here=tmp_path)
        versions.append(juror.version)

    assert versions[0] != versions[1]


def test_a_description_tells_what_a_seat_may_give() -> None:
    told = describe(Words, "here")

    assert (told.needs, told.params) == (("turn",), ("word", "times", "criteria"))
    assert told.takes[:2] == ("word: str", "times: int = 1")
    assert told.about == "Counts a word."
