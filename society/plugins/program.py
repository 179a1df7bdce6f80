"""A judge that is a program in any language: JSON on its stdin, JSON on its stdout."""

import os
from functools import partial
from pathlib import Path

from society.domain.errors import SocietyError
from society.plugins.marks import split
from society.plugins.outside import Outside, OutsidePair, outside
from society.plugins.permission import Permission, forbidden
from society.plugins.process import run


def from_program(use: str, here: Path | None, permission: Permission) -> Outside | OutsidePair:
    """The judge that `cmd:./judge.sh` names; a process is started for each question."""
    bare, badge = split(use, "a program of its own")
    path = bare.partition(":")[2]
    file = ((here or Path.cwd()) / path).resolve()
    if not file.is_file():
        raise SocietyError(f"there is no file {path!r} for judge {use!r}", hint=f"looked at {file}")
    if not permission.covers(file):
        raise forbidden(use, file)
    if not os.access(file, os.X_OK):
        raise SocietyError(f"{path} cannot be run", hint=f"chmod +x {path}, and begin it with #!")
    return outside(badge(file.stem), file.read_bytes(), partial(run, file))
