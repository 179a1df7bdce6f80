"""What every command prints with: data on stdout, narration on stderr, nothing raw."""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

import orjson
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from society.cli.columns import GAP, Yields, fitted, shortened
from society.domain.display import one_line, visible

SCHEMA = "society/1"
_C1 = re.compile("[\x7f-\x9f]")
_SIZE = re.compile("[1-9][0-9]{0,3}")


class Terminal(Console):
    """A console that obeys nothing a text says, and tells when nobody reads it any more."""

    def __init__(self, *, stderr: bool = False) -> None:
        environ = {key: said for key, said in os.environ.items() if not _no_size(key, said)}
        super().__init__(
            stderr=stderr, highlight=False, markup=False, emoji=False, _environ=environ
        )
        self.soft_wrap = not self.is_terminal

    def on_broken_pipe(self) -> None:
        """Nobody reads any more: the command line ends with its own exit code."""
        raise BrokenPipeError


def _no_size(key: str, said: str) -> bool:
    """Whether the environment says a size that no window has: then the terminal is asked."""
    return key in {"COLUMNS", "LINES"} and not _SIZE.fullmatch(said)


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


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, yields: Yields = ()) -> None:
    """Print rows under their column names, aligned by cells (Chinese is two wide).

    On a terminal that is too narrow the columns of `yields` give way; without them, and where that
    is not enough, nothing is dropped: a line is cut at the edge, or goes on below it.
    """
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    widths = [
        max([cell_len(name), *(cell_len(row[at]) for row in cells)])
        for at, name in enumerate(columns)
    ]
    narrow = out().is_terminal
    kept = fitted(columns, widths, out().width, yields if narrow else ())
    for row, style in [([*columns], "bold"), *((row, "") for row in cells)]:
        line = GAP.join(shortened(row[at], width) for at, width in kept.items())
        cut = narrow and not yields
        out().print(
            Text(line.rstrip(), style=style),
            overflow="ellipsis" if cut else "fold" if narrow else None,
            no_wrap=cut or not narrow,
        )
    if left := [name for at, name in enumerate(columns) if at not in kept]:
        note(f"no room for: {', '.join(left)}; a wider window or --json shows all", "dim")


def _plain(value: object) -> object:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
