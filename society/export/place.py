"""Where an export may be written, and how it takes its place: the old or the new, never half.

Law: what is written lies beside its place until it is whole and on the disk. A link is never
followed, and nothing is replaced that an export did not write.
"""

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from society.domain.errors import SocietyError, StoreError

PROVENANCE = "provenance.json"
SCHEMA = "society.export/1"
_EXCHANGE, _HERE = 2, -100
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder of its own next to `out` to write in; gone afterwards, whatever happens."""
    with in_words(out):
        parent = out.parent
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}.", suffix=".part", dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def checked_file(out: Path) -> None:
    """Refuse a place that a file may not take."""
    with in_words(out):
        _refuse_links(out)
        if out.exists() and not out.is_file():
            what = "a folder" if out.is_dir() else "not a plain file"
            raise SocietyError(f"{out} is {what}", hint="name another file")


def checked_folder(out: Path) -> None:
    """Refuse a place that a folder may not take: it must be new, empty, or an export's own."""
    with in_words(out):
        _refuse_links(out)
        if out.exists() and not out.is_dir():
            raise SocietyError(
                f"{out} is a file",
                hint="name a folder, or a file ending in .jsonl, .json, .csv or .parquet",
            )
        if strangers := sorted(_strangers(out)):
            raise SocietyError(
                f"{out} holds {strangers[0]!r}, which no export wrote",
                hint="move it away, or name another folder",
            )


def take_file(whole: Path, out: Path) -> None:
    """Put a file that is whole in its place."""
    checked_file(out)
    with in_words(out):
        whole.chmod(0o644)
        sync(whole)
        whole.replace(out)
        sync(out.parent)


def take_folder(whole: Path, out: Path) -> None:
    """Put a folder that is whole in its place; one that was there is exchanged in one step."""
    checked_folder(out)
    with in_words(out):
        whole.chmod(0o755)
        for path in [*whole.rglob("*"), whole]:
            sync(path)
        if out.exists():
            _exchange(whole, out)
        else:
            whole.rename(out)
        sync(out.parent)


def sync(path: Path) -> None:
    """Have a file or folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder by its name, with the hash of what is in it."""
    return {
        path.relative_to(folder).as_posix(): _sha(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def inside(folder: Path, name: str) -> Path:
    """The place of a file of that name below a folder; a name that leads out of it is refused."""
    path = folder / name
    parts = Path(name).parts
    if not parts or Path(name).is_absolute() or ".." in parts or "\0" in name:
        raise SocietyError(f"{name!r} leads out of the folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def in_words(out: Path) -> Iterator[None]:
    """Say in words what the disk refuses: exit 5 where it is full, 2 where the place is wrong."""
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        message = f"{out}: {error.strerror or error}"
        if error.errno in _FULL:
            raise StoreError(message, hint="what was there before is as it was") from error
        raise SocietyError(message, hint="name another place for the export") from error


def _refuse_links(out: Path) -> None:
    if out.name in ("", ".", "..") or "\0" in str(out):
        raise SocietyError(f"{str(out)!r} is no name of a file or folder", hint="name a new one")
    if out.is_symlink():
        raise SocietyError(
            f"{out} is a link", hint=f"it leads to {out.readlink()}; name that place itself"
        )


def _strangers(out: Path) -> set[str]:
    """What lies in a folder that the export there did not write."""
    if not out.exists():
        return set()
    found = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    return found - _own(out)


def _own(out: Path) -> set[str]:
    try:
        told: Any = orjson.loads((out / PROVENANCE).read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(told, Mapping) or told.get("schema") != SCHEMA:
        return set()
    return {PROVENANCE, *told.get("files", {})}


def _exchange(new: Path, old: Path) -> None:
    """Both swap names in one step where the system can; else one after the other."""
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if swap and swap(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0:
        return
    aside = new.with_name(new.name + ".old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


def _sha(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
