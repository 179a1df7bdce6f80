"""Who takes part, as the command line says it: a file is looked for where the user stands."""

from pathlib import Path

import pytest

from society.casting import Cast
from society.cli.options import CastOptions, MindOptions, cast_of
from society.cli.root import outcome
from tests.cli.talks import CHAT, played, stored

TONE = '#!/bin/sh\necho \'{"score": 0.3, "critique": "here"}\'\n'
FAIR = """
from society import judge

@judge(scope="turn")
def fair(turn):
    \"\"\"Always the same.\"\"\"
    return 0.7
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the user stands, with two judges in it; no scenario lies there."""
    folder = tmp_path / "here #1"
    folder.mkdir()
    (folder / "tone.sh").write_text(TONE)
    (folder / "tone.sh").chmod(0o755)
    (folder / "mine.py").write_text(FAIR)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("use", "name", "score"),
    [
        ("cmd:./tone.sh", "tone", 0.3),
        ("cmd:tone.sh#name=mood", "mood", 0.3),
        ("./mine.py:fair", "fair", 0.7),
        ("mine.py", "fair", 0.7),
    ],
)
def test_a_judge_on_the_command_line_is_looked_for_where_the_user_stands(
    here: Path, use: str, name: str, score: float
) -> None:
    db = played(here, "-n", "1", "--judge", use, "--allow-code", scenario=CHAT)

    (episode,) = stored(db)
    assert {(said.judge, said.score) for said in episode.judgements} == {(name, score)}


def test_a_judge_that_is_missing_is_told_with_the_place_where_it_was_looked_for(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["run", str(CHAT), "--judge", "cmd:./tune.sh"]) == 2

    told = capsys.readouterr().err
    assert "there is no file" in told
    assert f"looked at {here / 'tune.sh'}" in told


def test_run_and_batch_take_the_same_cast(here: Path) -> None:
    cast = CastOptions(
        model="m",
        models={"a": "n"},
        player="llm",
        judge=("deal", "./mine.py:fair"),
        judge_model="j",
    )

    made = cast_of(cast, MindOptions(searches={"a": "best-of-2"}))

    assert made == Cast(
        model="m",
        models={"a": "n"},
        player="llm",
        searches={"a": "best-of-2"},
        judge_model="j",
        judges=("deal", f"{here / 'mine.py'}:fair"),
    )


def test_without_a_judge_the_scenarios_own_are_seated() -> None:
    assert cast_of(CastOptions()).judges is None
