"""What may run beside the installed judges. A scenario never grants it, only its user does."""

from dataclasses import dataclass
from pathlib import Path

from society.domain.errors import SocietyError


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


def forbidden(use: str) -> SocietyError:
    """The error of a judge that nobody gave permission to run."""
    return SocietyError(
        f"judge {use!r} is a program that the scenario brings along; it has not been run",
        hint="read it, then pass --allow-code, or trust its folder: society config trust FOLDER",
    )
