"""`society export --check`, as far as it goes without a trainer."""

from pathlib import Path

import pytest

from society.cli.export.checking import checked
from society.domain.errors import SocietyError

CONTENTS = '[{"role": "user", "parts": [{"text": "90?"}]}, {"role": "model", "parts": [%s]}]'


def written(folder: Path, last: str) -> Path:
    (folder / "gemini-sft").mkdir()
    line = f'{{"contents": {CONTENTS % last}}}\n'
    (folder / "gemini-sft" / "train.jsonl").write_text(line, encoding="utf-8")
    return folder


def test_files_that_keep_their_rules_are_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(written(tmp_path, '{"text": "85."}'), ["gemini-sft", "trl-sft"])

    assert "gemini-sft: no trainer for it is tried here" in capsys.readouterr().err


def test_a_record_that_breaks_a_rule_is_shown_and_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SocietyError, match="gemini-sft: not as its trainer takes it"):
        checked(written(tmp_path, ""), ["gemini-sft"])

    told = capsys.readouterr().err
    assert "train.jsonl, row 1: contents[1].parts is no list of texts" in " ".join(told.split())
