"""Resuming: the same dialogue or none, and never code on a database's word."""

import asyncio
import json
from pathlib import Path

import pytest

from society.cli.root import outcome
from society.domain.episode import Provenance
from society.store.store import Store
from tests.store import paper

CHAT = Path(__file__).parent / "chat.yaml"


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A database with a dialogue that failed after two turns: its script ran out."""
    (tmp_path / "two.jsonl").write_text('"one word"\n"and two"\n')
    (tmp_path / "four.jsonl").write_text('"three now"\n"four, the end"\n')
    scenario = tmp_path / "chat.yaml"
    scenario.write_text(CHAT.read_text())
    return tmp_path


def begun(folder: Path, *more: str) -> str:
    """Play with a judge that stops the dialogue in the middle."""
    (folder / "stop.py").write_text(
        "import os\nfrom pathlib import Path\nfrom society import Turn, judge\n"
        "from society.domain.errors import LimitReached\n\n\n@judge()\n"
        "def stop(turn: Turn) -> float:\n"
        "    Path(__file__).with_name('ran').write_text('yes')\n"
        "    if turn.index == 1 and not Path(__file__).with_name('go').exists():\n"
        "        raise LimitReached('enough')\n"
        "    return 1.0\n"
    )
    words = ["--model", f"scripted:{folder / 'two.jsonl'}", "--player", "llm"]
    words += ["--judge", str(folder / "stop.py") + ":stop", "--allow-code", *more]
    code = outcome(["run", str(folder / "chat.yaml"), *words, "--db", str(folder / "t.db")])
    assert code == 4, "a limit stopped it"
    with Store.open(folder / "t.db", write=False) as store:
        (waiting,) = store.unfinished()
    return waiting


def test_a_limit_is_exit_4_and_can_be_resumed(cut: Path) -> None:
    waiting = begun(cut)
    (cut / "go").touch()

    assert outcome(["resume", "--db", str(cut / "t.db"), "--allow-code"]) == 0

    with Store.open(cut / "t.db", write=False) as store:
        episode = store.episode(waiting)
    assert episode.status == "done"
    assert len(episode.dialogue.turns) == 4


def test_a_database_cannot_make_code_run(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(cut)
    (cut / "ran").unlink()

    assert outcome(["resume", "--db", str(cut / "t.db")]) == 2

    assert "--allow-code" in capsys.readouterr().err
    assert not (cut / "ran").exists()


def test_a_changed_scenario_is_refused_with_the_difference(
    cut: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(cut)
    scenario = cut / "chat.yaml"
    scenario.write_text(scenario.read_text().replace("You like cats.", "You like parrots."))

    assert outcome(["resume", "--db", str(cut / "t.db"), "--allow-code"]) == 2

    told = capsys.readouterr().err
    assert "test/chat has changed since" in told
    assert "roles" in told


def test_a_changed_judge_is_refused_by_name(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(cut)
    judge = cut / "stop.py"
    judge.write_text(judge.read_text().replace("return 1.0", "return 0.5"))

    assert outcome(["resume", "--db", str(cut / "t.db"), "--allow-code"]) == 2

    assert "judges of stop" in capsys.readouterr().err


def test_json_hides_what_only_a_role_knows(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", str(cut / "chat.yaml"), "--model", f"scripted:{cut / 'two.jsonl'}"]
    words += ["--player", "llm", "--db", str(cut / "j.db")]

    for form in ("--json", "--jsonl"):
        assert outcome([*words, form]) == 0
        told = capsys.readouterr().out
        first = json.loads(told if form == "--json" else told.splitlines()[0])
        assert first["schema"] == "society/1"
        assert "You like cats." not in told
        assert outcome([*words, form, "--private"]) == 0
        assert "You like cats." in capsys.readouterr().out


def test_a_run_says_which_program_it_was(cut: Path) -> None:
    waiting = begun(cut)

    with Store.open(cut / "t.db", write=False) as store:
        run = store.run(waiting)

    assert run is not None
    assert run.app
    assert run.lock
    assert run.python
    assert run.command[0] == "society"


def test_a_dialogue_that_came_from_a_file_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(tmp_path / "t.db") as store:
        asyncio.run(store.begin("e1", paper.game(), Provenance(scenario="market/lamp")))

    code = outcome(["resume", "e1", "--db", str(tmp_path / "t.db")])

    assert code == 2
    assert "it came from a file" in capsys.readouterr().err
