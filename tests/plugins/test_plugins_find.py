"""Finding a judge: by name, by module, by file, and only with permission."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from society import SocietyError
from society.domain.errors import ForeignError
from society.plugins import find, in_full, installed

POLITE = '''
"""A judge beside a scenario."""
from society import judge

@judge(scope="turn", roles=["seller"])
def politeness(turn):
    """Please and thank you."""
    return 0.9, "polite"
'''


def offer(value: str, name: str = "odd") -> EntryPoint:
    return EntryPoint(name=name, value=value, group="society.judges")


@pytest.fixture
def polite(tmp_path: Path) -> Path:
    (tmp_path / "judges.py").write_text(POLITE, encoding="utf-8")
    return tmp_path


def test_an_installed_judge_is_found_by_its_name() -> None:
    juror = find("brevity")

    assert juror.name == "brevity"
    assert juror.reference == "judges.brevity:brevity"
    assert juror.needs == ("turn",)


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(SocietyError, match="no judge is installed as 'brevety'") as told:
        find("brevety")

    assert told.value.hint.startswith("did you mean brevity? installed: answer, brevity, ")


def test_a_file_beside_the_scenario_does_not_run_unasked(polite: Path) -> None:
    with pytest.raises(SocietyError, match="it has not been run") as told:
        find("./judges.py:politeness", here=polite)

    assert "--allow-code" in told.value.hint
    assert f"society config trust {polite}" in told.value.hint


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("./tone.sh", "cmd:./tone.sh;"),
        ("tone.sh#scope=pair", "cmd:./tone.sh#scope=pair;"),
        ("/opt/tone", "cmd:/opt/tone;"),
    ],
)
def test_the_path_of_a_program_is_answered_with_how_it_is_written(path: str, meant: str) -> None:
    with pytest.raises(SocietyError, match="path of no Python file") as told:
        find(path)

    assert f"a program is written {meant}" in told.value.hint


def test_a_file_runs_when_the_user_allows_code(polite: Path) -> None:
    juror = find("./judges.py:politeness", here=polite, allow_code=True)

    assert juror.badge.roles == ("seller",)
    assert juror.badge.about == "Please and thank you."


def test_a_file_runs_when_its_folder_is_trusted(polite: Path) -> None:
    assert find("./judges.py:politeness", here=polite, trusted=[polite]).name == "politeness"


def test_trust_in_a_folder_ends_at_its_walls(polite: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.py").symlink_to(polite / "judges.py")

    for reference in ("../judges.py:politeness", "./link.py:politeness"):
        with pytest.raises(SocietyError, match="has not been run"):
            find(reference, here=inner, trusted=[inner])


def test_the_only_judge_of_a_file_needs_no_name(polite: Path) -> None:
    assert find("./judges.py", here=polite, allow_code=True).name == "politeness"


def test_a_file_runs_once_however_often_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "counts.py").write_text(
        "from pathlib import Path\n"
        "with (Path(__file__).parent / 'ran').open('a') as ran: ran.write('x')\n"
        "def fair(turn): return 1\n",
        encoding="utf-8",
    )

    for _ in range(3):
        find("counts.py:fair", here=tmp_path, allow_code=True)

    assert (tmp_path / "ran").read_text() == "x"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param("def fair(turn) return 1", "SyntaxError", id="syntax"),
        pytest.param("import nowhere_to_be_found", "ModuleNotFoundError", id="import"),
        pytest.param("import sys; sys.exit(3)", "SystemExit: 3", id="exit"),
    ],
)
def test_a_file_that_breaks_is_one_sentence(tmp_path: Path, source: str, sentence: str) -> None:
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")

    with pytest.raises(ForeignError, match=rf"judge file 'broken.py': {sentence}"):
        find("broken.py:fair", here=tmp_path, allow_code=True)


@pytest.mark.parametrize(
    "use", ["os:system", "subprocess:run", "judges.python:sys.exit", "judges.python:run"]
)
def test_what_is_no_installed_judge_is_refused_unless_code_is_allowed(use: str) -> None:
    with pytest.raises(SocietyError, match="has not been run") as told:
        find(use)

    assert "--allow-code" in told.value.hint


def test_even_with_code_allowed_a_judge_must_ask_for_what_judges_get() -> None:
    with pytest.raises(SocietyError, match="judge 'system' asks for 'command'"):
        find("os:system", allow_code=True)


def test_a_judge_in_an_installed_package_of_judges_may_be_named_by_module() -> None:
    assert find("judges.deal:deal").name == "deal"


def test_a_missing_file_and_a_missing_name_are_told_apart(polite: Path) -> None:
    with pytest.raises(SocietyError, match=r"there is no file 'none\.py'"):
        find("none.py:fair", here=polite, allow_code=True)
    with pytest.raises(SocietyError, match="there is no 'politness'") as told:
        find("judges.py:politness", here=polite, allow_code=True)

    assert told.value.hint == "marked as judges there: politeness"


def test_two_judges_of_one_name_are_not_chosen_between() -> None:
    with pytest.raises(SocietyError, match="two judges are installed as 'odd'"):
        find("odd", offers=[offer("judges.deal:deal"), offer("judges.leak:leak")])


def test_a_rival_package_named_judges_is_one_sentence() -> None:
    [found] = installed([offer("pytest.no_such_module:brevity", "brevity")])

    assert found.badge is None
    assert found.error.startswith("judge 'brevity' (pytest.no_such_module:brevity) does not import")
    assert found.hint == (
        "dialogue-society and pytest both install a package 'pytest'; keep one of them"
    )


def test_the_installed_judges_all_load() -> None:
    found = installed()

    assert [each.name for each in found if each.error] == []
    assert {each.name for each in found} >= {"answer", "brevity", "deal", "leak", "python"}
    assert all(each.badge and each.badge.about and len(each.version) == 16 for each in found)


@pytest.mark.parametrize(
    ("use", "whole"),
    [
        pytest.param("deal", "deal", id="a name"),
        pytest.param("my.judges:fair", "my.judges:fair", id="a module"),
        pytest.param("http://localhost:1/a.py", "http://localhost:1/a.py", id="a service"),
        pytest.param("a.py", "/at/a.py", id="a file"),
        pytest.param("../a.py:fair", "/a.py:fair", id="an object in a file"),
        pytest.param("/x/a.py:fair", "/x/a.py:fair", id="whole already"),
        pytest.param("cmd:./a.sh", "cmd:/at/a.sh", id="a program"),
        pytest.param("cmd:a.sh#scope=pair", "cmd:/at/a.sh#scope=pair", id="with marks"),
        pytest.param("openevals:a.py:fair#name=x", "openevals:/at/a.py:fair#name=x", id="library"),
        pytest.param("openevals:my.evals:fair", "openevals:my.evals:fair", id="library's module"),
    ],
)
def test_a_reference_in_full_is_the_same_wherever_it_is_read(use: str, whole: str) -> None:
    assert in_full(use, Path("/at")) == whole
    assert in_full(whole, Path("/elsewhere")) == whole


def test_what_is_missing_is_said_to_be_missing_before_anybody_is_asked_to_allow_it(
    tmp_path: Path,
) -> None:
    for use in ("none.py:fair", "cmd:./none.sh"):
        with pytest.raises(SocietyError, match="there is no file") as told:
            find(use, here=tmp_path)

        assert told.value.hint.startswith(f"looked at {tmp_path}")
