from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from society.settings import environment, origins, settings


def source_of(name: str, environ: dict[str, str], folder: Path) -> tuple[object, str]:
    (found,) = [each for each in origins(environ, folder) if each.name == name]
    return found.value, found.source


def test_the_environment_comes_before_dotenv_before_the_project_file(tmp_path: Path) -> None:
    (tmp_path / "society.toml").write_text('model = "from-toml"\nplayer = "llm"\ntimeout = 3.0\n')
    (tmp_path / ".env").write_text("SOCIETY_MODEL=from-dotenv\nSOCIETY_PLAYER=planned\n")
    environ = {"SOCIETY_MODEL": "from-env"}

    assert source_of("model", environ, tmp_path) == ("from-env", "environment")
    assert source_of("player", environ, tmp_path) == ("planned", ".env")
    assert source_of("timeout", environ, tmp_path) == (3.0, "society.toml")
    assert source_of("db", environ, tmp_path) == (None, "default")
    assert settings(environ, tmp_path).model == "from-env"


def test_dotenv_adds_keys_and_never_overrides_the_real_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=from-file\nOTHER=x\n")

    merged = environment({"OPENAI_API_KEY": "real"}, tmp_path)

    assert (merged["OPENAI_API_KEY"], merged["OTHER"]) == ("real", "x")


def test_an_unknown_setting_and_a_wrong_value_are_named(tmp_path: Path) -> None:
    (tmp_path / "society.toml").write_text('modell = "x"\n')
    with pytest.raises(SocietyError, match=r"society\.toml: no setting is called 'modell'"):
        settings({}, tmp_path)

    (tmp_path / "society.toml").write_text('timeout = "soon"\n')
    with pytest.raises(SocietyError, match="setting 'timeout' is 'soon'"):
        settings({}, tmp_path)


@pytest.mark.parametrize("name", ["society.toml", ".env", "pyproject.toml"])
def test_a_folder_cannot_trust_itself(name: str, tmp_path: Path) -> None:
    says = {
        "society.toml": 'trusted = ["."]',
        ".env": "SOCIETY_TRUSTED=.",
        "pyproject.toml": '[tool.society]\ntrusted = ["."]',
    }
    (tmp_path / name).write_text(says[name])

    with pytest.raises(SocietyError, match="a folder cannot trust itself"):
        settings({}, tmp_path)


def test_a_project_may_keep_its_settings_in_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.society]\nmodel = "here"\n')

    assert settings({}, tmp_path).model == "here"
