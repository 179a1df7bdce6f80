"""Scenario files are written here: by exchange, never over what shipped, never over news."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from society.domain.errors import SocietyError
from tui.screens.home.shelf import Card, Stamp


def stamp(path: Path) -> Stamp | None:
    """When the file was last written and its size; None where there is none."""
    try:
        known = path.stat()
    except FileNotFoundError:
        return None
    return known.st_mtime_ns, known.st_size


def save(path: Path, text: str, expected: Stamp | None) -> Stamp | None:
    """Put the text in the place of the file, whole or not at all; its new stamp.

    SocietyError where it cannot be written, or was changed since `expected` (None: never mind).
    """
    if expected is not None and stamp(path) != expected:
        raise SocietyError(
            f"{path.name} was changed by someone else since it was read",
            hint="ctrl+s again writes yours over it; esc drops yours",
        )
    try:
        _exchange(path.resolve(), text)
    except OSError as fault:
        raise SocietyError(f"{path}: {fault.strerror or fault}") from fault
    return stamp(path)


def copy(card: Card, own: Path) -> Path:
    """A copy of a file that ships, under one's own scenarios; the path it has."""
    path = own / f"{card.id}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.parent.resolve().is_relative_to(own.resolve()):
            raise SocietyError(f"{path.parent} leads outside of {own}")
        with path.open("x", encoding="utf-8") as file:
            file.write(card.text)
    except OSError as fault:
        raise SocietyError(f"{path}: {fault.strerror or fault}") from fault
    return path


def _exchange(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(beside).chmod(mode)
        Path(beside).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
