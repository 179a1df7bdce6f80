"""What went wrong, written down for whoever mends it: a JSON object a line, without keys."""

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from society.llm.scrub import Scrubber
from society.settings import environment

if TYPE_CHECKING:
    from tui.backstage import Backstage

LAST = 50
"""Entries that are shown."""

_READ = 200_000


def write(backstage: "Backstage", error: BaseException) -> None:
    """Add an error with its traceback; the values of variables are never in it."""
    scrub = Scrubber(environment(backstage.environ, backstage.here))
    told = {
        "time": backstage.now().isoformat(timespec="milliseconds"),
        "error": type(error).__name__,
        "message": scrub(str(error)),
        "traceback": scrub("".join(traceback.format_exception(error))),
    }
    backstage.log.parent.mkdir(parents=True, exist_ok=True)
    with backstage.log.open("ab") as file:
        file.write(orjson.dumps(told) + b"\n")


def ending(log: Path, most: int) -> bytes:
    """The last bytes of a file, so many at most; nothing where there is no file."""
    if not log.exists():
        return b""
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - most, 0))
        return file.read()


def lately(log: Path) -> str:
    """The latest entries, newest last."""
    lines = ending(log, _READ).splitlines()[-LAST:]
    whole = (line for line in lines if line.startswith(b"{") and line.endswith(b"}"))
    return "\n\n".join(_entry(line) for line in whole)


def _entry(line: bytes) -> str:
    told = orjson.loads(line)
    return f"{told['time']}  {told['error']}: {told['message']}\n{told['traceback']}"
