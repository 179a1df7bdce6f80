"""What the user has set: environment over .env over society.toml over user config over defaults.

Flags come first of all; they are laid on top by the command that has them. Keys are never
settings: they live in the environment or in .env, and nowhere else.
"""

import getpass
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value

PREFIX = "SOCIETY_"
Transport = Literal["auto", "direct", "litellm"]
Animation = Literal["full", "basic", "none"]
TABLES = frozenset({"prices", "limits", "models", "keys"})
"""Settings that are tables of names."""

HERE = (".env", "society.toml", "pyproject.toml")
"""Layers that come with the current folder, whoever wrote them."""


class Settings(Value):
    """Every setting and its default."""

    model: str | None = None
    models: dict[str, str] = Field(default_factory=dict)
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
    theme: str = ""
    animation: Animation = "full"
    keys: dict[str, str] = Field(default_factory=dict)


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
            f"setting {name!r} is {first['input']!r}: {_first(error)}",
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
            Origin(name=name, value=field.get_default(call_default_factory=True), source="default"),
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


def write(file: Path, name: str, value: Any) -> None:
    """Set one setting in a TOML file, or take it out where None; the rest stays as it is written.

    A table is changed key by key: those that are None are taken out. SocietyError where the value
    is none of that setting, or the file cannot be read or written.
    """
    import tomlkit

    _check(name, value)
    written(file)
    document = tomlkit.parse(file.read_text(encoding="utf-8") if file.is_file() else "")
    if isinstance(value, Mapping):
        _merge(document.setdefault(name, tomlkit.table()), value)
    else:
        _merge(document, {name: value})
    exchange(file, tomlkit.dumps(document))


def _check(name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        value = {key: each for key, each in value.items() if each is not None}
    try:
        Settings.model_validate({} if value is None else {name: value})
    except ValidationError as error:
        raise SocietyError(f"setting {name!r} cannot be {value!r}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    return error.errors()[0]["msg"]


def _merge(table: MutableMapping[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if value is not None:
            table[key] = value
        elif key in table:
            del table[key]


def exchange(file: Path, text: str) -> None:
    """Put the text in the place of a file, whole or not at all; SocietyError where it cannot be."""
    target = file.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise SocietyError(f"{file}: {fault.strerror or fault}") from fault


def person() -> str:
    """Who rates here: the name of the account, `me` where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


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


def adapters_folder() -> Path:
    """Where adapters that were trained here are kept."""
    return data_folder() / "adapters"


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
    yield "society.toml", written(folder / "society.toml")
    tool = written(folder / "pyproject.toml").get("tool", {})
    ours = tool.get("society", {}) if isinstance(tool, dict) else {}
    yield "pyproject.toml", dict(ours) if isinstance(ours, dict) else {}
    yield str(config_file()), written(config_file())


def _listed(key: str, value: str) -> Any:
    """Lists are separated as paths are, hosts by commas; tables are JSON."""
    name = key.removeprefix(PREFIX).lower()
    if name == "judge_hosts":
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if name in {"scenarios", "trusted", "callbacks"}:
        return tuple(part for part in value.split(os.pathsep) if part)
    if name not in TABLES:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise SocietyError(
            f"{key} is not JSON: {error}", hint="or say it in society.toml"
        ) from None


def written(path: Path) -> dict[str, Any]:
    """What a TOML file says; nothing where there is none, SocietyError where it cannot be read."""
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SocietyError(f"{path}: {error}", hint="mend the file, or move it away") from None
