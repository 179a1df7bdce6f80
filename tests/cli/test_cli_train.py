"""`society train`: what it would take, another's trainer, and what is told of a slip."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from society.cli.root import outcome
from society.cli.train.progress import line
from society.selfplay.training.recipe import Step
from society.store import policies
from society.store.store import Store
from tests.selfplay.bikes import played

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("bikes"))


def words(db: Path, *more: str) -> list[str]:
    return ["train", "stock", "--from", "batch:bikes", "--db", str(db), *more]


def told(capsys: Captured, *command: str) -> Any:
    assert outcome([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_says_what_it_would_take_and_trains_nothing(db: Path, capsys: Captured) -> None:
    found = told(capsys, *words(db, "--dry-run", "--steps", "12", "--losers"))

    assert found["schema"] == "society/1"
    assert (found["dialogues"], found["steps"]) == (8, 12)
    assert found["rows"] > 0
    assert found["tokens"] > 0
    assert found["seconds"] > 0


def test_one_role_can_learn_alone(db: Path, capsys: Captured) -> None:
    both = told(capsys, *words(db, "--dry-run", "--losers", "--held", "0"))
    one = told(capsys, *words(db, "--dry-run", "--losers", "--held", "0", "--role", "seller"))
    other = told(capsys, *words(db, "--dry-run", "--losers", "--held", "0", "--role", "buyer"))

    assert one["rows"] + other["rows"] == both["rows"] > one["rows"] > 0


def test_another_trainer_leaves_a_policy_of_the_model_that_it_names(
    db: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCIETY_HOME", str(tmp_path))
    script = tmp_path / "theirs.py"
    script.write_text('print(\'{"model": "openai/ft:bike"}\')', encoding="utf-8")
    trainer = f"{sys.executable} {script}"

    found = told(
        capsys, *words(db, "--command", trainer, "--name", "bike", "--model", str(tmp_path))
    )

    with Store.open(db) as store:
        policy = policies.policy(store, "bike")
    assert found["label"] == policy.label
    assert (policy.model, policy.player, policy.origin) == ("openai/ft:bike", "llm", "command")
    assert (tmp_path / "training" / "bike" / "README.md").is_file()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(["--held", "100%"], "leaves nothing to learn from", id="all held out"),
        pytest.param(["--steps", "0"], "steps 0", id="no step"),
        pytest.param(["--top", "much"], "--top much is no share", id="no share"),
        pytest.param(["--limit", "0"], "--limit 0 keeps nothing", id="no row"),
        pytest.param(["--command", "sh 'x"], "--command sh 'x", id="an open quote"),
        pytest.param(["--model", "no/such"], "no/such is no folder", id="no such model"),
        pytest.param(["--min-reward", "9"], "no row is left to train on", id="nothing is left"),
    ],
)
def test_a_slip_is_told_before_anything_is_done(
    more: list[str], said: str, db: Path, capsys: Captured, tmp_path: Path
) -> None:
    dry = [] if "--command" in more or "--model" in more else ["--dry-run"]

    assert outcome(words(db, *more, *dry, "--out", str(tmp_path / "out"))) == 2

    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_policy_that_is_not_there_is_told(db: Path, capsys: Captured) -> None:
    assert outcome(["train", "nobody", "--from", "batch:bikes", "--db", str(db)]) == 2

    assert "no policy is called 'nobody'" in capsys.readouterr().err


def test_a_moment_of_a_training_is_one_line() -> None:
    step = Step(step=3, steps=10, loss=0.5, seconds=30.0, done=3)

    assert line("bike", step) == "bike: step 3/10 · loss 0.500 · 1 min 10 s left"
