"""What `society scenario new` needs to know, and where it writes: never over a file unasked."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from society.domain.errors import ScenarioError, SocietyError

Ask = Callable[[str, str], str]


class Answers(NamedTuple):
    """The new scenario in a few words."""

    id: str
    template: str
    title: str
    roles: tuple[str, ...]
    locales: tuple[str, ...]


def answers(
    ask: Ask | None, scenario: str, template: str, title: str, roles: str, locale: str
) -> Answers:
    """What was given, asked for where there is somebody to ask, and the defaults for the rest."""
    from society.scenario.blank import DEFAULT_ROLES, checked_roles, slug

    if not scenario and ask is None:
        raise ScenarioError(
            ["a new scenario needs an id"],
            hint="write society scenario new my_lamp --template bargain",
        )
    asked = ask or (lambda _, default: default)
    name = scenario or asked("id (small letters, digits and _, such as market/my_lamp)?", "")
    slug(name)
    kind = template or asked(f"template ({', '.join(DEFAULT_ROLES)})?", "bargain")
    own = ",".join(checked_roles(kind, ()))
    shown = title or asked("title?", name.rpartition("/")[2].replace("_", " ").capitalize())
    there = _words(roles or asked("roles, with commas between?", own))
    spoken = _words(locale or asked("languages, with commas between?", "en"))
    return Answers(name, kind, shown, there, spoken)


def place(scenario: str, text: str, out: Path, *, force: bool) -> Path:
    """Write the file under `out`, all of it or nothing; the path it has."""
    path = out / f"{scenario}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.parent.resolve().is_relative_to(out.resolve()):
            raise SocietyError(f"{path.parent} leads outside of {out}")
        if not force and os.path.lexists(path):
            raise SocietyError(
                f"{path} exists", hint="choose another id, or overwrite it with --force"
            )
        _write(path, text)
    except OSError as fault:
        raise SocietyError(f"{path}: {fault.strerror or fault}") from fault
    return path


def _write(path: Path, text: str) -> None:
    """By a file beside it that takes its place: a link at its place is replaced, not followed."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".yaml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)
