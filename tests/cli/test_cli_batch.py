"""The words of `society batch`: what they mean, what is refused, what is printed."""

import json
from pathlib import Path

import pytest

from society.cli.batch.command import MatrixOptions, WorkOptions, planned, seconds
from society.cli.options import CastOptions
from society.cli.root import outcome
from society.domain.errors import SocietyError

CHAT = Path(__file__).with_name("chat.yaml")
LINES = 400


@pytest.fixture
def script(tmp_path: Path) -> str:
    """A model that needs no server."""
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(f'"line {at}"\n' for at in range(LINES)), encoding="utf-8")
    return f"scripted:{path}"


def words(script: str, db: Path, *more: str) -> list[str]:
    cast = ["--model", script, "--player", "llm"]
    return ["batch", str(CHAT), *cast, "--db", str(db), "--name", "night", *more]


def refused(*more: str) -> str:
    """What is said of a command that nothing can be begun with."""
    matrix, work = MatrixOptions(), WorkOptions()
    with pytest.raises(SocietyError) as error:
        planned(more, matrix, CastOptions(), work)
    return str(error.value)


def test_the_summary_tells_how_it_ended_and_where_to_go_from_there(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(words(script, tmp_path / "t.db", "-n", "3")) == 0

    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "night: 3 of 3 dialogues done"
    assert "12 turns · 12 calls" in told.out
    assert "ended in over 100%" in told.out
    assert "society list --where batch:night" in told.err
    assert "go on with" not in told.err


def test_json_is_one_document_on_stdout(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(words(script, tmp_path / "t.db", "-n", "2", "--json")) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "society/1"
    assert (told["batch"], told["revision"], told["exit"]) == ("night", 1, 0)
    assert (told["total"], told["done"], told["failed"], told["turns"]) == (2, 2, 0, 8)


def test_jsonl_is_every_event_and_then_the_summary(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome(words(script, tmp_path / "t.db", "-n", "2", "--jsonl"))

    lines = capsys.readouterr().out.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines if line.startswith("{")]
    assert kinds.count("started") == kinds.count("ended") == 2
    assert kinds.count("spoke") == 8


def test_quiet_shows_no_progress(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome(words(script, tmp_path / "t.db", "-n", "2", "--quiet"))

    assert "running" not in capsys.readouterr().err


def test_a_batch_is_listed_under_its_name(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "t.db"
    outcome(words(script, db, "-n", "2"))
    capsys.readouterr()

    assert outcome(["list", "--where", "batch:night", "--db", str(db), "--json"]) == 0

    assert len(json.loads(capsys.readouterr().out)["episodes"]) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["-n", "0"], "--n is 0"),
        (["-n", "-3"], "--n is -3"),
        (["-n", "100000000"], "too many for one batch"),
        (["--rollouts", "0"], "--rollouts is 0"),
        (["--processes", "0"], "--processes is 0"),
        (["--concurrency", "0"], "--concurrency is 0"),
        (["--max-calls", "-1"], "--max-calls is -1"),
        (["--budget", "0"], "--budget is 0"),
        (["--budget", "nan"], "--budget is nan"),
        (["--name", "../up"], "is no name of a batch"),
        (["--until", "soon"], "is not a duration"),
        (["--transport", "pigeon"], "pigeon"),
        (["--plan", "p.yaml"], "--plan and scenarios exclude each other"),
    ],
)
def test_words_that_mean_nothing_are_refused_in_one_sentence(
    script: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    said: str,
) -> None:
    db = tmp_path / "t.db"
    base = [word for word in words(script, db) if word not in {"--name", "night"}]

    assert outcome([*base, *more]) == 2

    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert not db.exists()


def test_without_a_scenario_it_says_what_to_write() -> None:
    assert "no scenario is named" in refused()


@pytest.mark.parametrize(
    ("cast", "matrix", "flag"),
    [
        (CastOptions(model="x"), {}, "--model"),
        (CastOptions(judge_model="x"), {}, "--judge-model"),
        (CastOptions(), {"seed": (3,)}, "--seed"),
        (CastOptions(), {"rollouts": 2}, "--rollouts"),
    ],
)
def test_what_a_plan_says_is_not_said_again(
    tmp_path: Path, cast: CastOptions, matrix: dict[str, object], flag: str
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(f"schema: plan/v1\nname: p\nscenarios: ['{CHAT}']\n")

    with pytest.raises(SocietyError, match=f"--plan and {flag} exclude each other"):
        planned([], MatrixOptions(plan=file, **matrix), cast, WorkOptions())  # type: ignore[arg-type]


def test_a_batch_of_scenarios_gets_the_name_that_these_always_get() -> None:
    one = planned([str(CHAT)], MatrixOptions(), CastOptions(), WorkOptions())
    many = planned(["market/*"], MatrixOptions(), CastOptions(), WorkOptions())

    assert one.name == "chat"
    assert len(many.scenarios) > 1
    assert len(many.name) <= 64


@pytest.mark.parametrize(
    ("said", "long"), [("", None), ("90", 90.0), ("90s", 90.0), ("1.5m", 90.0), ("2h", 7200.0)]
)
def test_a_duration_is_read_as_people_write_it(said: str, long: float | None) -> None:
    assert seconds(said) == long
