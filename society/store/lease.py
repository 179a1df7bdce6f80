"""Who plays a dialogue: one process at a time, by a lease that the death of its owner ends.

Law: `fence` counts the leases of a dialogue, and every write of a player is bound to its own. One
that was stalled while another took over commits nothing more but what it paid for.
"""

import os
import platform
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from society.domain.errors import StoreError

SECONDS = 120
"""How long a lease of another machine holds after the last thing stored under it."""


class Taken(StoreError):
    """Somebody else plays the dialogue, or has played it on."""


class Holder(NamedTuple):
    """A process, told apart from a later one of the same number by when it started."""

    host: str
    pid: int
    start: str
    since: str

    @classmethod
    def here(cls, now: str) -> Self:
        """This process."""
        return cls(platform.node(), os.getpid(), _begun(os.getpid()), now)

    @classmethod
    def read(cls, owner: str) -> Self:
        """The holder that a lease names."""
        host, pid, start, since = owner.split(":", 3)
        return cls(host, int(pid), start, since)

    @property
    def owner(self) -> str:
        """The holder as a lease names it."""
        return ":".join(map(str, self))

    @property
    def near(self) -> bool:
        """Whether it can be seen from here if it lives."""
        return os.name == "posix" and self.host == platform.node()

    @property
    def lives(self) -> bool:
        """Whether a process that can be seen from here still runs; a zombie does not."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        state, start = _stat(self.pid)
        return state != "Z" and (not start or start == self.start)


class Lease(NamedTuple):
    """The lease of a dialogue as it is stored; `lapsed` by the clock of the database."""

    owner: str
    until: float
    fence: int
    lapsed: bool

    @property
    def free(self) -> bool:
        """Whether it may be taken: nobody has it, or who has it is gone."""
        if not self.owner:
            return True
        holder = Holder.read(self.owner)
        return not holder.lives if holder.near else self.lapsed


@cache
def _begun(own: int) -> str:
    """When this process started, which does not change while it can ask."""
    return _stat(own)[1]


def _stat(pid: int) -> tuple[str, str]:
    """The state of a process and when it started, both "" where the system does not say."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", ""
    fields = told.rpartition(")")[2].split()
    return fields[0], fields[19]
