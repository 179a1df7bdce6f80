"""What was found in scenario files, kept by what stands in them: nothing is checked twice.

Law: a verdict is only of use while file and program are the same; whoever plays checks anew.
"""

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from society import __version__
from society.domain.value import Value

FILE = "scenarios.json"
MOST = 2_000
"""Verdicts that are kept; the latest."""

_LARGEST = 1_000_000


class Verdict(Value):
    """A scenario as a list tells of it; with `problems` it is none."""

    title: str = ""
    roles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


_KEPT: TypeAdapter[dict[str, Verdict]] = TypeAdapter(dict[str, Verdict])


def key(path: Path, id: str) -> str:  # noqa: A002
    """What a verdict on that file is kept under; '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError:
        return ""
    told = f"{__version__}\n{id}\n{len(content)}\n".encode()
    return hashlib.sha256(told + content).hexdigest()


def recalled(folder: Path) -> dict[str, Verdict]:
    """The verdicts that were kept there; none where there are none that can be read."""
    try:
        return _KEPT.validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return {}  # They only save time: everything is checked anew.


def keep(folder: Path, verdicts: Mapping[str, Verdict]) -> None:
    """Keep them for the next start, whole or not at all; a folder nobody may write keeps none."""
    latest = dict(list(verdicts.items())[-MOST:])
    new = folder / f"{FILE}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        new.write_bytes(orjson.dumps(_KEPT.dump_python(latest, mode="json")))
        new.replace(folder / FILE)
