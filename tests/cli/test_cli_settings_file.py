"""Settings are written one at a time, and the rest of a file stays as a person wrote it."""

from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from society.settings import origins, settings, write


def test_one_setting_is_changed_and_the_rest_stays(tmp_path: Path) -> None:
    file = tmp_path / "society.toml"
    file.write_text('# mine\nplayer = "llm"   # said why\n\n[prices."x/y"]\nprompt = 1\n')

    write(file, "model", "ollama/qwen3:8b")

    text = file.read_text()
    assert text.startswith('# mine\nplayer = "llm"   # said why\n')
    assert settings({}, tmp_path).model == "ollama/qwen3:8b"
    assert settings({}, tmp_path).prices == {"x/y": {"prompt": 1.0}}


def test_a_table_is_changed_key_by_key(tmp_path: Path) -> None:
    file = tmp_path / "society.toml"

    write(file, "keys", {"home.run": "f5", "home.level": "L"})
    write(file, "keys", {"home.run": None, "help": "h"})

    assert settings({}, tmp_path).keys == {"home.level": "L", "help": "h"}


def test_a_setting_that_is_taken_out_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "society.toml"
    write(file, "theme", "nord")

    write(file, "theme", None)

    assert file.read_text().strip() == ""


def test_what_a_setting_cannot_be_is_refused_and_nothing_written(tmp_path: Path) -> None:
    file = tmp_path / "society.toml"

    with pytest.raises(SocietyError, match="'animation' cannot be 'wild'"):
        write(file, "animation", "wild")

    assert not file.exists()


def test_a_broken_file_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "society.toml"
    file.write_text("model = = x\n")

    with pytest.raises(SocietyError, match=r"society\.toml"):
        write(file, "model", "x")

    assert file.read_text() == "model = = x\n"


def test_tables_in_the_environment_are_json(tmp_path: Path) -> None:
    found = settings({"SOCIETY_MODELS": '{"seller": "a"}'}, tmp_path)

    assert found.models == {"seller": "a"}


def test_a_default_table_is_an_empty_one(tmp_path: Path) -> None:
    named = {each.name: each.value for each in origins({}, tmp_path)}

    assert (named["keys"], named["prices"]) == ({}, {})
