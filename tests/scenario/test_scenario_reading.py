"""YAML as it is read here: 1.2, plain, and every surprise a named error with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.scenario.reading import parse, plain
from tests.scenario.stage import complaints

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30:45", "12:30:45"),
        ("2026-11-22", "2026-11-22"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("-7", -7),
        ("true", True),
        ("Null", None),
        ("~", None),
        ("1_000", "1_000"),
        ("<<", "<<"),
    ],
)
def test_a_bare_word_is_what_yaml_1_2_says(text: str, value: object) -> None:
    found = plain(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        pytest.param("", "1:1", "the file is empty", id="empty"),
        pytest.param("# nothing\n", "1:1", "the file is empty", id="only a comment"),
        pytest.param("- a\n- b\n", "1:1", "a scenario is a mapping", id="not a mapping"),
        pytest.param("just words\n", "1:1", "a scenario is a mapping", id="a word"),
        pytest.param("roles:\n\ta: 1\n", "2:1", "a tab stands", id="tab"),
        pytest.param("roles:\n  a: 1\n b: 2\n", "3:2", "look at the indentation", id="indent"),
        pytest.param("turns: 5\nturns: 5000\n", "2:1", "here twice", id="duplicate key"),
        pytest.param(BOMB, "1:4", "&a is an anchor", id="bomb"),
        pytest.param("a: *b\n", "1:4", "*b is an alias", id="alias"),
        pytest.param("a: !!python/object/apply:os.system [id]\n", "1:4", "is a tag", id="python"),
        pytest.param("a: !secret x\n", "1:4", "is a tag", id="tag"),
        pytest.param("%YAML 1.1\n---\na: no\n", "1:1", "directives", id="directive"),
        pytest.param("a: 1\n---\nb: 2\n", "2:1", "a second document", id="two documents"),
        pytest.param("a: " + "[" * 5000 + "\n", "1:44", "nested deeper than 20", id="flow"),
        pytest.param(
            "\n".join(" " * at + "a:" for at in range(700)), "21:21", "nested deeper", id="block"
        ),
        pytest.param("a: x\x00y\n", "1:5", "U+0000 is not text", id="nul"),
        pytest.param("a: x\x1b[2Jy\n", "1:5", "U+001B is not text", id="escape"),
        pytest.param('a: "\\ud800"\n', "1:4", "lone surrogate", id="surrogate"),
        pytest.param('a: "\\UFFFFFFFF"\n', "1:1", "names no character", id="no character"),
        pytest.param("%YAML 9.9\n---\na: 1\n", "1:1", "directives", id="odd directive"),
        pytest.param("a: 1e999\n", "1:4", "not a finite number", id="infinite"),
        pytest.param("a: .nan\n", "1:4", "not a finite number", id="nan"),
        pytest.param("a: " + "9" * 4000 + "\n", "1:4", "too large a number", id="large"),
        pytest.param("? [a]\n: 1\n", "1:3", "a key must be a word", id="complex key"),
        pytest.param("1: x\n", "1:1", "put it in quotes", id="number as a key"),
        pytest.param("a: [1, 2\n", "2:1", "look at the indentation and quotes", id="open flow"),
        pytest.param("a: 'x\n", "2:1", "quoted scalar from line 1", id="open quote"),
        pytest.param("t: {en: pay ${{ x }}.}\n", "1:14", "block style", id="template in flow"),
        pytest.param("t: {{ x }}\n", "1:5", "in quotes", id="bare template"),
    ],
)
def test_a_malformed_file_is_one_named_error_with_its_place(
    text: str, place: str, said: str
) -> None:
    problems = complaints(text)

    at_place = [problem for problem in problems if problem.startswith(f"my.yaml:{place}: ")]
    assert any(said in problem for problem in at_place), problems


def test_all_that_is_wrong_with_the_form_is_told_at_once() -> None:
    faults = parse("a: 1\na: 2\nb: !x 3\nb: 4\n").faults

    assert [place for place, _ in faults] == [(2, 1), (3, 4), (4, 1)]


def test_a_tag_never_constructs_anything() -> None:
    reading = parse("a: !!python/object/apply:os.getcwd []\n")

    assert reading.tree == {"a": []}
    assert reading.faults


def test_windows_lines_are_lines() -> None:
    assert parse("a: |\r\n  one\r\n  two\r\nb: 2\r\n").tree == {"a": "one\ntwo\n", "b": 2}


def test_every_key_and_item_has_its_place() -> None:
    marks = parse("a:\n  b: [x, y]\n").marks

    assert marks == {(): (1, 1), ("a",): (1, 1), ("a", "b"): (2, 3), ("a", "b", 0): (2, 7)} | {
        ("a", "b", 1): (2, 10)
    }


@given(st.text())
def test_any_text_is_read_or_faulted_and_never_raises(text: str) -> None:
    reading = parse(text)

    assert all(line >= 1 and column >= 1 for (line, column), _ in reading.faults)
