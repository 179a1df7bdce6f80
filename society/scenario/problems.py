"""What is wrong with a scenario file and where: `file:line:col: message`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from society.domain.errors import ScenarioError

Path = tuple[str | int, ...]
Place = tuple[int, int]
Marks = Mapping[Path, Place]


@dataclass(frozen=True, order=True)
class Problem:
    """One finding; `line` and `col` count from 1, 0 where it has no place in the file."""

    file: str
    line: int
    col: int
    message: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f":{self.line}:{self.col}" if self.line else ""
        kind = "" if self.level == "error" else "warning: "
        return f"{self.file}{place}: {kind}{self.message}"


@dataclass(frozen=True)
class Finding:
    """A problem at a path of the tree, before its place is looked up."""

    path: Path
    message: str
    level: Literal["error", "warning"] = "error"


class RuleError(ScenarioError):
    """A rule or text of a scenario has no value in this game; `path` is where it stands."""

    def __init__(self, scenario: str, path: Path, why: str, *, hint: str = "") -> None:
        where = f"{scenario}: {dotted(path)}" if path else scenario
        super().__init__([f"{where}: {why}"], hint=hint)
        self.path = path
        self.why = why


def placed(finding: Finding, file: str, marks: Marks) -> Problem:
    """The finding as a problem, at the deepest part of its path that the file has."""
    line, col = place(finding.path, marks)
    return Problem(file, line, col, finding.message, finding.level)


def place(path: Path, marks: Marks) -> Place:
    """Line and column of the path, or of the nearest part above it; (0, 0) where there is none."""
    for length in range(len(path), -1, -1):
        if path[:length] in marks:
            return marks[path[:length]]
    return (0, 0)


def dotted(path: Path) -> str:
    """A path as people write it.

    >>> dotted(("stop", 0, "when"))
    'stop[0].when'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def brief(value: Any) -> str:
    """A value as a message shows it, cut to forty characters."""
    text = {"True": "true", "False": "false", "None": "null"}.get(repr(value), repr(value))
    return text if len(text) <= 40 else text[:39] + "…"


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean x?` where something close is known, else nothing.

    >>> meant("seler", ["seller", "buyer"])
    "; did you mean 'seller'?"
    """
    close = nearest(word, known)
    return f"; did you mean {close!r}?" if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is closest to this one; empty where none is close."""
    return next(iter(get_close_matches(word, list(known), n=1)), "")
