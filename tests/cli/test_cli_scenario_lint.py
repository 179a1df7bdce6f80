"""Linting a folder: every problem of every file at once."""

from pathlib import Path

import pytest

from society.cli.root import outcome


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"a: \x80\n")
    (tmp_path / "ugly.yaml").write_text("schema: nope\n")

    assert outcome(["scenario", "lint", str(tmp_path)]) == 2

    told = capsys.readouterr().out
    assert "bad.yaml:1:4: byte 0x80 is not UTF-8" in told
    assert "ugly.yaml:1:1: schema is 'nope'" in told
