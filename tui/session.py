"""What the window remembers from one start to the next: where one was, and how it looked."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value

FILE = "session.json"


class Session(Value):
    """The mode one was in, the theme, and what each page wants to know again."""

    mode: str = "home"
    theme: str = "textual-dark"
    pages: dict[str, dict[str, Any]] = Field(default_factory=dict)


def recalled(folder: Path) -> Session:
    """The session that was kept there, a new one where none was.

    SocietyError where what is there cannot be read.
    """
    file = folder / FILE
    try:
        return Session.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Session()
    except (OSError, ValidationError) as error:
        raise SocietyError(
            f"the last session cannot be read: {type(error).__name__}", hint=f"see {file}"
        ) from error


def keep(folder: Path, session: Session) -> None:
    """Keep it for the next start: the old file or the new one, never half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{FILE}.{os.getpid()}"
    new.write_text(session.model_dump_json(indent=2), encoding="utf-8")
    new.replace(folder / FILE)
