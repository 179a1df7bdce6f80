"""What may run beside the installed judges. A scenario never grants it, only its user does."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from society.domain.errors import Forbidden


@dataclass(frozen=True)
class Permission:
    """What may run that is not installed as a judge: anything, or files in trusted folders.

    `hosts` are those that judges may be asked at over HTTP, beside this machine.
    """

    allow_code: bool = False
    trusted: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()

    def covers(self, file: Path) -> bool:
        """Whether that file may run."""
        inside = any(file.is_relative_to(folder.resolve()) for folder in self.trusted)
        return self.allow_code or inside


def forbidden(use: str, file: Path | None = None) -> Forbidden:
    """The error of a judge that nobody gave permission to run; `file` is where it lies."""
    folder = shlex.quote(str(file.parent)) if file else ""
    trust = f", or trust its folder: society config trust {folder}" if file else ""
    return Forbidden(
        f"judge {use!r} is a program and not an installed judge; it has not been run",
        program=str(file) if file else use,
        hint=f"read it, then pass --allow-code{trust}",
    )
