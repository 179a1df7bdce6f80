"""Files that several processes make: one makes, the others wait; whole or not there at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock beside the target; the system frees it should this process die.

    Where the system has no such locks, work may be done twice, and is still whole.
    """
    with target.with_name(f".{target.name}.lock").open("wb") as lock:
        _hold(lock.fileno())
        yield


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file to write; it becomes the target when the block ends well, and vanishes otherwise."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    os.close(number)
    part = Path(name)
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _hold(file: int) -> None:
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX)
