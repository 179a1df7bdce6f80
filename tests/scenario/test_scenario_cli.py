"""`society scenario` and `society schema` as people and scripts meet them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from society.scenario.source import catalog
from tests.scenario.conftest import Run
from tests.scenario.stage import FILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good and one broken scenario."""
    for name in ("market/used_bike", "diplomacy/ceasefire"):
        target = tmp_path / f"{name}.yaml"
        target.parent.mkdir()
        target.write_bytes((FILES / f"{name}.yaml").read_bytes())
    broken = (tmp_path / "market" / "used_bike.yaml").read_text(encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(
        broken.replace("id: market/used_bike", "id: broken").replace("max: 12", "mx: 12"),
        encoding="utf-8",
    )
    return tmp_path


def test_list_shows_what_ships(society: Run) -> None:
    code, out, _ = society("scenario", "list")

    assert code == 0
    assert out.splitlines()[0].split() == [
        *("scenario", "title", "roles", "languages", "levels", "tags")
    ]
    assert [line.split()[0] for line in out.splitlines()[1:]] == [each.id for each in catalog()]


def test_list_shows_a_broken_file_with_its_first_problem(society: Run, folder: Path) -> None:
    code, out, _ = society("scenario", "list", "--dir", folder)

    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("✗ broken"))
    assert "broken.yaml:43:42: turns has no 'mx'; did you mean 'max'?" in line
    assert "diplomacy/ceasefire" in out


def test_list_as_json_is_one_document(society: Run, folder: Path) -> None:
    _, out, _ = society("scenario", "list", "--dir", folder, "--json")

    found = {each["id"]: each for each in json.loads(out)}
    assert found["market/used_bike"]["roles"] == ["seller", "buyer"]
    assert found["market/used_bike"]["languages"] == ["en", "zh"]
    assert found["market/used_bike"]["levels"] == ["easy", "normal", "hard"]
    assert "mx" in found["broken"]["error"]


def test_list_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from society.cli.root import outcome\n"
        "assert outcome(['scenario', 'list']) == 0\n"
        "heavy = {'litellm', 'langgraph', 'sqlmodel', 'textual'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ran.returncode == 0, ran.stderr


def test_show_tells_the_public_side_only(society: Run, folder: Path) -> None:
    code, out, _ = society("scenario", "show", "market/used_bike", "--dir", folder, "--seed", 7)

    assert code == 0
    assert "A used bike is listed at $165. Condition - like new." in out
    assert "propose(price: number 0..) by seller, buyer" in out
    assert "accept() by seller, buyer; accepts propose; ends the dialogue (agreement)" in out
    assert not {"101", "119"} & set(out.replace(".", " ").split())


def test_show_private_tells_all(society: Run, folder: Path) -> None:
    words = ("scenario", "show", "market/used_bike", "--dir", folder, "--seed", 7)
    _, out, _ = society(*words, "--private")
    _, document, _ = society(*words, "--private", "--json")

    assert "private: You will not sell below $101." in out
    assert "must not say: 101" in out
    assert "zopa = 18" in out
    assert json.loads(document)["variables"]["zopa"] == 18


def test_show_json_without_private_holds_nothing_private(society: Run, folder: Path) -> None:
    _, out, _ = society(
        *("scenario", "show", "market/used_bike", "--dir", folder, "--seed", 7, "--json")
    )

    found = json.loads(out)
    assert "variables" not in found
    assert set(found["roles"][0]) == {"id", "name", "public", "train"}
    assert "101" not in out


def test_show_speaks_the_language_and_the_level(society: Run, folder: Path) -> None:
    words = ("scenario", "show", "market/used_bike", "--dir", folder)
    _, out, _ = society(*words, "--locale", "zh", "--level", "easy")

    assert "二手自行车议价" in out
    assert "level easy · zh" in out
    assert "at most 8 turns" in out


def test_show_yaml_is_the_file(society: Run, folder: Path) -> None:
    _, out, _ = society("scenario", "show", "market/used_bike", "--dir", folder, "--yaml")

    assert out == (FILES / "market" / "used_bike.yaml").read_text(encoding="utf-8")


def test_show_says_that_a_treaty_takes_two(society: Run, folder: Path) -> None:
    _, out, _ = society("scenario", "show", "diplomacy/ceasefire", "--dir", folder)

    assert "ends the dialogue (treaty) once 2 have signed" in out
    assert "leaves the dialogue" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "market/used_bkie"), "did you mean market/used_bike?"),
        (("show", "market/used_bike", "--level", "hrad"), "there is no level 'hrad'"),
        (("show", "market/used_bike", "--locale", "fr"), "not 'fr'"),
        (("show", "../../etc/passwd"), "no scenario is called"),
        (("lint", "/no/such/file.yaml"), "/no/such/file.yaml: No such file"),
        (("list", "--dir", "/no/such/folder"), "there is no folder"),
        (("new", "../../x"), "'../../x' cannot be an id"),
        (("new", "x", "--template", "poker"), "there is no template 'poker'"),
    ],
)
def test_what_the_user_can_mend_is_a_sentence_and_exit_2(
    society: Run, words: tuple[str, ...], said: str
) -> None:
    code, out, err = society("scenario", *words)

    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert out == ""


def test_lint_prints_every_problem_and_exits_2(society: Run, folder: Path) -> None:
    path = folder / "broken.yaml"

    code, out, err = society("scenario", "lint", path)

    assert code == 2
    assert out == f"{path}:43:42: turns has no 'mx'; did you mean 'max'?\n"
    assert "1 error, 0 warnings in 1 of 1 file" in err


def test_lint_takes_a_folder_and_counts(society: Run, folder: Path) -> None:
    (folder / "broken.yaml").unlink()

    code, out, err = society("scenario", "lint", folder)

    assert code == 0
    assert "warning: actions.propose.args.price has no maximum" in out
    assert "2 files: 0 errors, 1 warning" in err


def test_lint_as_json_is_one_document(society: Run, folder: Path) -> None:
    code, out, _ = society("scenario", "lint", folder / "broken.yaml", "--json")

    assert code == 2
    assert json.loads(out)[0] | {"file": ""} == {
        "file": "",
        "line": 43,
        "col": 42,
        "level": "error",
        "message": "turns has no 'mx'; did you mean 'max'?",
    }


def test_a_hostile_file_cannot_speak_to_the_terminal(society: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text(
        'schema: scenario/v1\nid: evil\ntitle: "\\e]0;pwned\\a[red]x[/]"\n'
        "roles: {a: {name: A}, b: {name: B}}\nreward: {turn: 0, outcome: 1}\n",
        encoding="utf-8",
    )

    code, out, _ = society("scenario", "show", path)

    assert code == 0
    assert "\x1b" not in out
    assert "[red]x[/]" in out


def test_schema_prints_a_json_schema(society: Run) -> None:
    code, out, _ = society("schema")

    assert code == 0
    assert json.loads(out)["title"] == "society scenario/v1"
