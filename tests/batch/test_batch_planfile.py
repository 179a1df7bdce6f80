"""Plan files: what is wrong with one is told in the house's words, each at its place."""

import os
from pathlib import Path

import pytest

from society.batch.planfile import read_plan
from society.domain.errors import Exit, ScenarioError

PLAN = "schema: plan/v1\nname: night\nscenarios: [market/*]\n"


def wrong(folder: Path, text: str) -> list[str]:
    """What is said of a plan file, without the path of the file."""
    path = folder / "p.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_plan(path)
    return [each.removeprefix(f"{path}:") for each in caught.value.problems]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("n: 0", "4:1: n is 0; it must be at least 1"),
        ("n: many", "4:1: n is 'many'; it must be a whole number"),
        ('n: "5"', "4:1: n is '5'; it must be a whole number"),
        ("seeds: 7", "4:1: seeds is 7; it must be a list"),
        ("sedes: [7]", "4:1: the plan has no 'sedes'; did you mean 'seeds'?"),
        ("levels: []", "4:1: levels has 0 entries; it needs 1"),
        ("set: [turns]", "4:1: set is ['turns']; it must be a mapping of names to values"),
        ("casts:\n- {modle: x}", "5:4: casts[0] has no 'modle'; did you mean 'model'?"),
        ("casts:\n- {model: x}\n- {model: 3}", "6:4: casts[1].model is 3; it must be a text"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_what_it_must_be(
    tmp_path: Path, more: str, said: str
) -> None:
    assert wrong(tmp_path, f"{PLAN}{more}\n") == [said]


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    said = wrong(tmp_path, "schema: plan/v2\nname: ../up\nrollouts: 0\n")

    assert [each.partition(": ")[0] for each in said] == ["1:1", "1:1", "2:1", "3:1"]
    assert "schema is 'plan/v2'; it must be 'plan/v1'" in said[0] + said[1]
    assert "scenarios is missing" in said[0] + said[1]
    assert "up to 64 letters, digits, dots, dashes" in said[2]


@pytest.mark.parametrize(
    ("text", "said"), [("", "the file is empty"), ("- a\n", "a plan is a mapping of names")]
)
def test_a_file_that_is_no_mapping_is_told_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    (told,) = wrong(tmp_path, text)

    assert told.startswith("1:1: ")
    assert said in told


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "nothing"])
def test_what_cannot_be_read_whole_is_one_sentence_and_nothing_waits(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "p.yaml"
    made = {"pipe": os.mkfifo, "folder": os.mkdir, "device": lambda at: at.symlink_to("/dev/zero")}
    made.get(kind, str)(path)

    with pytest.raises(ScenarioError) as caught:
        read_plan(path)

    assert caught.value.exit is Exit.USER
    assert len(caught.value.problems) == 1
    assert "Errno" not in str(caught.value)
    assert caught.value.hint == "give the path of a plan file"
