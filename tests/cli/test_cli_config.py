from pathlib import Path

import pytest

from society.cli.root import outcome
from society.settings import config_file, settings


def test_config_show_says_where_each_value_comes_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert outcome(["config", "show", "--origin"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("db") and line.endswith("environment") for line in lines)


def test_trusting_a_folder_is_written_once_and_keeps_the_rest(tmp_path: Path) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('# mine\nplayer = "llm"\n')

    assert outcome(["config", "trust", str(tmp_path)]) == 0
    assert outcome(["config", "trust", str(tmp_path)]) == 0

    assert settings().trusted == (str(tmp_path),)
    assert settings().player == "llm"
    assert "# mine" in config_file().read_text()


def test_trusting_what_is_no_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["config", "trust", str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().err
