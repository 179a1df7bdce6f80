"""`society doctor`: is this installation sound, and what is missing?"""

import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import distributions, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from society.cli.output import as_json, say
from society.domain.errors import Exit

SAFE_SQLITE = (3, 51, 3)


class Finding(NamedTuple):
    """One check: what was looked at, what was found, and what to do where it is not well."""

    what: str
    well: bool
    found: str
    advice: str = ""


def doctor(*, json: bool = False) -> int:
    """Check this installation: packages, weights, the store, start-up files of other packages.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    findings = list(_findings())
    if json:
        as_json([finding._asdict() for finding in findings])
    else:
        for each in findings:
            say(
                f"{'✓' if each.well else '✗'} {each.what}: {each.found}", "" if each.well else "red"
            )
            if each.advice:
                say(f"    {each.advice}")
    fatal = {"python", "packages"}
    return Exit.USER if any(not f.well and f.what in fatal for f in findings) else Exit.DONE


def _findings() -> Iterator[Finding]:
    version = sys.version.split()[0]
    yield Finding("python", sys.version_info >= (3, 11), version)
    yield _packages()
    yield _judges()
    yield _weights()
    yield _sqlite()
    yield _store()
    yield _startup_files()


def _packages() -> Finding:
    foreign = [
        name
        for name in ("judges", "tui", "scenarios")
        if not _ours(find_spec(name).origin if find_spec(name) else None)  # type: ignore[union-attr]
    ]
    if not foreign:
        return Finding("packages", True, "society, judges, tui and scenarios are ours")
    advice = f"dialogue-society and {foreign[0]} both install a package '{foreign[0]}'; keep one"
    return Finding("packages", False, f"{', '.join(foreign)}: of another project", advice)


def _ours(origin: str | None) -> bool:
    return origin is not None and Path(origin).parents[1] == Path(__file__).parents[2]


def _judges() -> Finding:
    names = sorted(each.name for each in entry_points(group="society.judges"))
    return Finding("judges", bool(names), ", ".join(names) or "none installed")


def _weights() -> Finding:
    from society.llm.weights import find
    from society.settings import models_folder, settings

    path = find(models_folder(settings()))
    advice = "" if path else "society models get fetches them (98 MB)"
    return Finding("embedded weights", path is not None, str(path or "missing"), advice)


def _sqlite() -> Finding:
    version = tuple(map(int, sqlite3.sqlite_version.split(".")))
    well = version >= SAFE_SQLITE
    advice = (
        ""
        if well
        else "before 3.51.3 a rare race can damage a database that two programs write; "
        "run one society at a time on it"
    )
    return Finding("sqlite", well, sqlite3.sqlite_version, advice)


def _store() -> Finding:
    from society.settings import database

    where = database()
    there = "://" in where or Path(where).exists()
    return Finding("store", True, where if there else f"{where} (made by the first run)")


def _startup_files() -> Finding:
    """A .pth file runs at every start of Python: that is how litellm 1.82.8 was attacked."""
    known = ("distutils-precedence.pth", "__editable__", "_editable_impl_", "_virtualenv.pth")
    strays = sorted(
        f"{each.metadata['Name']}: {file}"
        for each in distributions()
        for file in each.files or ()
        if str(file).endswith(".pth") and not Path(str(file)).name.startswith(known)
    )
    advice = "read these files; they run at every start of Python" if strays else ""
    return Finding("start-up files", not strays, "; ".join(strays) or "none unknown", advice)
