"""What every command prints with: data on stdout, narration on stderr, nothing raw."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

import orjson
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from society.domain.display import one_line, visible

SCHEMA = "society/1"
_C1 = re.compile("[\x7f-\x9f]")


class Terminal(Console):
    """A console that obeys nothing a text says, and tells when nobody reads it any more."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)
        self.soft_wrap = not self.is_terminal

    def on_broken_pipe(self) -> None:
        """Nobody reads any more: the command line ends with its own exit code."""
        raise BrokenPipeError


@cache
def out() -> Terminal:
    """The console of data (stdout)."""
    return Terminal()


@cache
def err() -> Terminal:
    """The console of narration (stderr)."""
    return Terminal(stderr=True)


def show(line: Text) -> None:
    """Print one line of data; on a terminal what is too long goes on under its own indent."""
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    if out().is_terminal and indent:
        out().print(Padding(line[indent:], (0, 0, 0, indent), expand=False))
    else:
        out().print(line)


def say(text: str = "", style: str = "") -> None:
    """Print one line of data; untrusted parts may be in it."""
    out().print(Text(visible(text), style=style))


def note(text: str, style: str = "") -> None:
    """Print one line of narration."""
    err().print(Text(visible(text), style=style))


def as_json(value: Any) -> None:
    """Print one JSON document."""
    out().file.write(dumps(value, indent=True) + "\n")


def dumps(value: Any, *, indent: bool = False) -> str:
    """The value as JSON text, in which no control character stands raw."""
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if indent else 0)
    text = orjson.dumps(value, default=_plain, option=option).decode()
    return _C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def program() -> str:
    """How this program is called here: by its name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if which("society") or called.name != "society":
        return "society"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their column names, aligned by cells (Chinese is two wide)."""
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    widths = [
        max([cell_len(name), *(cell_len(row[at]) for row in cells)])
        for at, name in enumerate(columns)
    ]
    for row, style in [([*columns], "bold"), *((row, "") for row in cells)]:
        line = "  ".join(
            set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)
        )
        shown = Text(line.rstrip(), style=style)
        out().print(shown, overflow="ellipsis" if out().is_terminal else None, no_wrap=True)


def _plain(value: object) -> object:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
