"""`society export --check`: what was written, read back as its trainers will read it."""

from collections.abc import Sequence
from pathlib import Path

from society.cli.output import note
from society.domain.display import one_line
from society.domain.errors import SocietyError

SHOWN = 10
"""So many findings of a format are shown."""


def checked(out: Path, formats: Sequence[str]) -> None:
    """Check each format that is there by its rules, then let its trainer make two steps.

    SocietyError where a record breaks a rule; a trainer that refuses raises its own.
    """
    from society.export.check import check, train

    broken = []
    for name in formats:
        if out.is_dir() and not (out / name).is_dir():
            continue
        found = check(out, name)
        for each in found[:SHOWN]:
            note(f"{name}: {one_line(str(each))}", "red")
        if found:
            broken.append(name)
        else:
            note(one_line(train(out, name)), "green")
    if broken:
        raise SocietyError(
            f"{', '.join(broken)}: not as its trainer takes it",
            hint=f"{out} is written all the same; the lines above say what is wrong",
        )
