"""What the user has set: environment over .env over society.toml over user config over defaults.

Flags come first of all; they are laid on top by the command that has them. Keys are never
settings: they live in the environment or in .env, and nowhere else.
"""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value

PREFIX = "SOCIETY_"
Transport = Literal["auto", "direct", "litellm"]
HERE = (".env", "society.toml", "pyproject.toml")
"""Layers that come with the current folder, whoever wrote them."""


class Settings(Value):
    """Every setting and its default."""

    model: str | None = None
    judge_model: str | None = None
    player: str | None = None
    api_base: str | None = None
    db: str | None = None
    scenarios: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    models_dir: str | None = None
    timeout: float = Field(default=120.0, gt=0)
    judge_timeout: float = Field(default=60.0, gt=0)
    transport: Transport = "auto"
    prices: dict[str, dict[str, float]] = Field(default_factory=dict)
    limits: dict[str, dict[str, int]] = Field(default_factory=dict)
    callbacks: tuple[str, ...] = ()
    judge_hosts: tuple[str, ...] = ()


class Origin(Value):
    """Where the value of one setting comes from."""

    name: str
    value: Any
    source: str


def settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings in force in `folder` (the current one) with `environ` (the process's)."""
    values = {each.name: each.value for each in origins(environ, folder) if each.value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SocietyError(
            f"setting {name!r} is {first['input']!r}: {first['msg']}",
            hint="`society config show --origin` says where it comes from",
        ) from None


def origins(
    environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> tuple[Origin, ...]:
    """Each setting with its value and the layer it comes from."""
    layers = list(_layers(environment(environ, folder), folder or Path.cwd(), environ))
    known = Settings.model_fields
    for source, values in layers:
        _refuse_what_a_folder_may_not(source, values)
        for name in values:
            if name not in known:
                raise SocietyError(
                    f"{source}: no setting is called {name!r}",
                    hint=f"there are: {', '.join(known)}",
                )
    return tuple(
        next(
            (
                Origin(name=name, value=values[name], source=source)
                for source, values in layers
                if name in values
            ),
            Origin(name=name, value=field.default, source="default"),
        )
        for name, field in known.items()
    )


def _refuse_what_a_folder_may_not(source: str, values: Mapping[str, Any]) -> None:
    if "trusted" in values and source in HERE:
        raise SocietyError(
            f"{source}: a folder cannot trust itself", hint="society config trust FOLDER"
        )
    for name in ("callbacks", "judge_hosts"):
        if name in values and source in HERE:
            raise SocietyError(
                f"{source}: a folder cannot send your dialogues to a service",
                hint=f"name {name} in {config_file()} or in {PREFIX}{name.upper()}",
            )


def environment(
    environ: Mapping[str, str] | None = None, folder: Path | None = None
) -> dict[str, str]:
    """The process's environment with what .env adds; what is already set is never overridden."""
    from dotenv import dotenv_values

    real = dict(os.environ if environ is None else environ)
    read = dotenv_values((folder or Path.cwd()) / ".env", interpolate=False)
    return {**{key: value for key, value in read.items() if value is not None}, **real}


def config_file() -> Path:
    """The user's own configuration file (it may not exist)."""
    from platformdirs import user_config_path

    return user_config_path("society") / "config.toml"


def data_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where models and the database live: SOCIETY_HOME, ./.society, or the user's data folder."""
    from platformdirs import user_data_path

    home = (environment() if environ is None else environ).get("SOCIETY_HOME")
    local = Path(".society")
    if home:
        return Path(home).expanduser()
    return local if local.is_dir() else user_data_path("society")


def database(flag: str | None = None) -> str:
    """The database in force: the flag, the setting, or society.db in the data folder."""
    chosen = flag or settings().db
    return chosen or str(data_folder() / "society.db")


def models_folder(chosen: Settings) -> Path:
    """Where fetched model weights are kept."""
    return Path(chosen.models_dir) if chosen.models_dir else data_folder() / "models"


def _layers(
    environ: Mapping[str, str], folder: Path, given: Mapping[str, str] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    real = os.environ if given is None else given
    for source, there in [("environment", True), (".env", False)]:
        yield (
            source,
            {
                key.removeprefix(PREFIX).lower(): _listed(key, value)
                for key, value in environ.items()
                if key.startswith(PREFIX)
                and key.removeprefix(PREFIX).lower() in Settings.model_fields
                and (key in real) is there
            },
        )
    yield "society.toml", _toml(folder / "society.toml")
    tool = _toml(folder / "pyproject.toml").get("tool", {})
    ours = tool.get("society", {}) if isinstance(tool, dict) else {}
    yield "pyproject.toml", dict(ours) if isinstance(ours, dict) else {}
    yield str(config_file()), _toml(config_file())


def _listed(key: str, value: str) -> Any:
    """Lists are separated as paths are, hosts by commas; tables are JSON."""
    name = key.removeprefix(PREFIX).lower()
    if name == "judge_hosts":
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if name in {"scenarios", "trusted", "callbacks"}:
        return tuple(part for part in value.split(os.pathsep) if part)
    if name not in {"prices", "limits"}:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise SocietyError(
            f"{key} is not JSON: {error}", hint="or say it in society.toml"
        ) from None


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SocietyError(f"{path}: {error}", hint="mend the file, or move it away") from None
