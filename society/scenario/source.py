"""Where scenario files are: those that ship, those of a user's folders, and any file by path."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from stat import S_ISREG

from society.domain.errors import ScenarioError
from society.scenario.problems import Problem
from society.scenario.reading import MAX_BYTES

_ID = re.compile(r"[a-z0-9_]{1,64}(/[a-z0-9_]{1,64})*")
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Entry:
    """A scenario file under a scenarios folder; its id is its path there."""

    id: str
    path: Path


@dataclass(frozen=True)
class Source:
    """A scenario file as it is: `name` is how messages call it, `id` what its place asks for."""

    path: Path
    name: str
    text: str
    sha256: str
    id: str = ""


def catalog(folders: Sequence[Path] = ()) -> list[Entry]:
    """Every scenario of the folders and of those that ship, by id; the first folder has the say."""
    found: dict[str, Entry] = {}
    for folder in (*folders, shipped()):
        for entry in within(folder):
            found.setdefault(entry.id, entry)
    return [found[key] for key in sorted(found)]


def shipped() -> Path:
    """The folder of the scenarios that ship."""
    import scenarios

    return Path(str(scenarios.__file__)).parent


def read(ref: str | Path, *, folders: Sequence[Path] = ()) -> Source:
    """The file that a reference means: an id, or a path that ends in .yaml; ScenarioError else."""
    if isinstance(ref, Path) or ref.endswith(_SUFFIXES):
        return _read(Path(ref), str(ref))
    for folder in (*folders, shipped()):
        path = _under(folder, ref)
        if path is not None:
            return _read(path, _shown(path), id=ref)
    raise _unknown(ref, [entry.id for entry in catalog(folders)])


def within(folder: Path) -> Iterator[Entry]:
    """Every scenario file under the folder whose path there is an id."""
    if not folder.is_dir():
        raise ScenarioError([f"there is no folder {folder}"], hint="name one that holds scenarios")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if path.suffix in _SUFFIXES and _ID.fullmatch(name) and path.is_file():
            yield Entry(name, path)


def _under(folder: Path, ref: str) -> Path | None:
    """The file of that id under the folder; None where there is none, or where it leads outside."""
    if not _ID.fullmatch(ref):
        return None
    for suffix in _SUFFIXES:
        path = folder / f"{ref}{suffix}"
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _unknown(ref: str, known: Sequence[str]) -> ScenarioError:
    shown = ref if len(ref) <= 80 else ref[:79] + "…"
    last = {name.rpartition("/")[2]: name for name in known}
    close = get_close_matches(ref, known, n=1) or [
        last[each] for each in get_close_matches(ref.rpartition("/")[2], list(last), n=1)
    ]
    asked = f"did you mean {close[0]}? " if close else ""
    listed = "`society scenario list` shows all; or give a path ending in .yaml"
    return ScenarioError([f"no scenario is called {shown!r}"], hint=asked + listed)


def written(path: Path, name: str, *, what: str = "scenario") -> tuple[str, bytes]:
    """The text and the bytes of a file that people write; ScenarioError says why it is none.

    A pipe, a device or a folder is none: reading one may never end.
    """
    hint = f"give the path of a {what} file"
    try:
        if not S_ISREG(path.stat().st_mode):
            raise ScenarioError([f"{name} is not a file that can be read whole"], hint=hint)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise ScenarioError([f"{name}: {why}"], hint=hint) from fault
    if len(raw) > MAX_BYTES:
        raise ScenarioError([f"{name}:1:1: the file is larger than {MAX_BYTES} bytes"])
    try:
        return raw.decode("utf-8-sig"), raw
    except UnicodeDecodeError as fault:
        raise ScenarioError([str(_not_utf8(name, raw, fault))]) from fault


def _read(path: Path, name: str, *, id: str = "") -> Source:  # noqa: A002
    text, raw = written(path, name)
    return Source(path, name, text, hashlib.sha256(raw).hexdigest(), id)


def _not_utf8(name: str, raw: bytes, fault: UnicodeDecodeError) -> Problem:
    before = raw[: fault.start]
    line = before.count(b"\n") + 1
    column = fault.start - before.rfind(b"\n")
    message = f"byte 0x{raw[fault.start]:02x} is not UTF-8; save the file as UTF-8"
    return Problem(name, line, column, message)
