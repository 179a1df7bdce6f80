"""Batches that were started from here and have not been seen to play yet."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.store.sightings import Seen, Sight


def plain(name: str) -> str:
    """The name of a batch as a part of a file's name, whoever gave it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:64]


def alive(pid: int) -> bool:
    """Whether a process of that number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass
class Launches:
    """The numbers of their processes, by name; where each writes is known by its name alone.

    `held` are those that are to begin nothing more as soon as they play.
    """

    folder: Path
    alive: Callable[[int], bool] = alive
    pids: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    def log(self, name: str) -> Path:
        """Where a batch that was started from here writes."""
        return self.folder / f"{plain(name)}.log"

    def state(self, seen: "Seen") -> str:
        """The state of a batch, also while it only starts, or did not start."""
        pid = self.pids.get(seen.name)
        if pid is None or seen.state not in {"resting", "over budget", "failures"}:
            return seen.state
        return self._standing(seen.name, pid)

    def starting(self, name: str) -> bool:
        """Whether a batch was started from here and is not known to play yet."""
        return name in self.pids and self.alive(self.pids[name])

    def hold(self, name: str) -> bool:
        """Let it be paused as soon as it plays, or no more; whether it is to be now."""
        self.held ^= {name}
        return name in self.held

    def due(self, sight: "Sight") -> "list[Seen]":
        """Those that were to be paused and play now, each once."""
        playing = [each for each in sight.batches if each.played and each.name in self.held]
        self.held -= {each.name for each in playing}
        return playing

    def settle(self, sight: "Sight") -> None:
        """Forget those that are played, or are over: the store tells of them from now on."""
        for seen in sight.batches:
            if seen.name in self.pids and (seen.played or seen.over):
                del self.pids[seen.name]

    def unseen(self, sight: "Sight") -> dict[str, str]:
        """Those that are not in the store yet, with their state."""
        known = {seen.name for seen in sight.batches}
        return {
            name: self._standing(name, pid) for name, pid in self.pids.items() if name not in known
        }

    def _standing(self, name: str, pid: int) -> str:
        if not self.alive(pid):
            return "ended"
        return "held" if name in self.held else "starting"
