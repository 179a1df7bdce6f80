"""Params as a judge's author typed them: from a command line and from a scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from society import SocietyError, Turn, judge
from society.plugins import Written, find, seat


@judge
class Taking:
    """Keeps what it is given."""

    def __init__(
        self,
        n: int = 1,
        share: float = 0.5,
        sure: bool = False,
        word: str = "",
        weights: Mapping[str, float] | None = None,
        pair: tuple[int, int] = (0, 0),
        how: Literal["mean", "veto"] = "mean",
        file: Path | None = None,
        words: Sequence[str] = (),
        any_: Any = None,
    ) -> None:
        self.given: Mapping[str, Any] = {
            name: value for name, value in locals().items() if name != "self"
        }

    def __call__(self, turn: Turn) -> float:
        return 1.0


def taken(name: str, value: object) -> Any:
    juror = seat(Taking, "taking", params={name: value})
    assert isinstance(juror.function, Taking)
    return juror.function.given[name]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("n", "3", 3),
        ("share", "0.25", 0.25),
        ("sure", "true", True),
        ("sure", "yes", True),
        ("word", "3", "3"),
        ("word", "null", "null"),
        ("word", "plain words", "plain words"),
        ("weights", '{"a": 1}', {"a": 1}),
        ("pair", "[1, 2]", (1, 2)),
        ("how", "veto", "veto"),
        ("file", "mine.npz", Path("mine.npz")),
        ("words", '["a", "b"]', ["a", "b"]),
        ("any_", "3", 3),
        ("any_", "3/4", "3/4"),
    ],
)
def test_what_is_written_arrives_in_the_type_that_is_declared(
    name: str, written: str, value: object
) -> None:
    found = taken(name, Written(written))

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "written"),
    [("n", "3.5"), ("n", "true"), ("share", "much"), ("how", "sum"), ("words", "a"), ("sure", "3")],
)
def test_what_is_written_and_is_no_such_thing_is_refused(name: str, written: str) -> None:
    with pytest.raises(SocietyError, match=f"the param '{name}' is '{written}', which is no "):
        taken(name, Written(written))


def test_what_a_scenario_gives_is_handed_on_as_it_is_where_it_fits() -> None:
    assert type(taken("share", 1)) is int
    assert taken("n", "3") == 3
    assert taken("pair", [1, 2]) == (1, 2)


def test_the_same_param_makes_the_same_judge_wherever_it_is_written() -> None:
    written = find("hindsight", params={"key": Written("1"), "scheme": Written("progress")})

    assert written.version == find("hindsight", params={"key": 1, "scheme": "progress"}).version


@judge
@dataclass
class Fields:
    """Declares its params as fields."""

    n: int
    word: "str" = ""

    def __call__(self, turn: Turn) -> float:
        return 1.0


def test_fields_of_a_class_are_its_params() -> None:
    juror = seat(Fields, "fields", params={"n": Written("3"), "word": Written("4")})

    assert juror.function == Fields(3, "4")
    with pytest.raises(SocietyError, match="the param 'n' is 'x', which is no int") as told:
        seat(Fields, "fields", params={"n": Written("x")})
    assert told.value.hint == "it takes: n: int, word: str = ''"


LATE = """
from __future__ import annotations
from typing import TYPE_CHECKING

from society import judge

if TYPE_CHECKING:
    from nowhere import Strange


@judge
class Late:
    def __init__(self, n: int, odd: Strange = None) -> None:
        self.n, self.odd = n, odd

    def __call__(self, turn):
        return 1.0
"""


def test_an_annotation_that_cannot_be_read_checks_nothing_and_the_others_are(
    tmp_path: Path,
) -> None:
    (tmp_path / "late.py").write_text(LATE, encoding="utf-8")

    def late(**params: str) -> Any:
        given = {name: Written(value) for name, value in params.items()}
        return find("late.py", params=given, here=tmp_path, allow_code=True).function

    assert (late(n="3", odd="x").n, late(n="3", odd="x").odd) == (3, "x")
    with pytest.raises(SocietyError, match="which is no int"):
        late(n="x")


def counts(turn: Turn, params: Mapping[str, Any]) -> float:
    return 1.0


def test_a_function_that_asks_for_params_is_given_json_where_it_reads_as_json() -> None:
    juror = seat(counts, "here", params={"n": Written("3"), "word": Written("a b")})

    assert juror.params == {"n": 3, "word": "a b"}
