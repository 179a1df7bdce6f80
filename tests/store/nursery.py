"""Children that may be killed: imported once, forked on request, each doing one thing to a file.

Run as a program it reads one request a line from stdin and tells on stdout what its child does:
`child PID`, whatever the child tells, `done` where it came to its end. The child stays the
nursery's to bury until `bury` is asked, so no other process can have its number when it is killed.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import society.store.migrate  # noqa: F401 - the time to import is not what is to be killed
from society.domain.dialogue import Draft
from society.domain.events import Drafted, Ended, Event, Spoke, Started
from society.store.record import record
from society.store.schema import Schema
from society.store.store import Store
from tests.store import paper


class Nursery:
    """The process that has the children; one child at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.child = 0

    def start(self, job: str, path: Path, **more: Any) -> None:
        """Have a child that does the job to the file at `path`."""
        self._ask(json.dumps([job, str(path), more]))
        self.child = int(self.line().removeprefix("child "))

    def line(self) -> str:
        """The next thing told."""
        assert self._process.stdout
        told = self._process.stdout.readline().strip()
        assert told, "the nursery itself died"
        return told

    def kill(self) -> None:
        """Kill the child with -9 at this instant."""
        os.kill(self.child, signal.SIGKILL)

    def rest(self) -> list[str]:
        """All that the child told and nobody read yet; returns once it is gone."""
        self._ask("bury")
        return [told for told in iter(self.line, "gone") if told != "done"]

    def _ask(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery, closed at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield Nursery(process)
        assert process.stdin
        process.stdin.close()


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def migrate(path: str, *, folder: str, chain: list[str]) -> None:
    tell("begins")
    Store.open(path, schema=Schema(Path(folder), tuple(chain))).close()


def play(path: str, *, names: list[str], turns: int) -> None:
    with Store.open(path) as store:
        asyncio.run(_play_all(store, names, turns))


async def _play_all(store: Store, names: list[str], turns: int) -> None:
    await asyncio.gather(*(_play_on(store, name, turns) for name in names))


async def _play_on(store: Store, name: str, turns: int) -> None:
    """Play a dialogue, or the rest of it; each turn is told once it was yielded on."""
    known = {row.id: row.status for row in store.episodes(100)}
    if known.get(name) == "done":
        return
    so_far = store.episode(name).dialogue.turns if name in known else ()
    async for event in record(store, paper.told(paper.play(name, turns, so_far=so_far))):
        if isinstance(event, Spoke):
            tell(f"said {name} {event.turn.index}")
        await asyncio.sleep(0)


def think(path: str, *, samples: int) -> None:
    with Store.open(path) as store:
        asyncio.run(_think_on(store, samples))


async def _think_on(store: Store, samples: int) -> None:
    """Sample replies for one turn, or the rest of them, and say it; each is told once yielded."""
    known = store.episodes()
    if known and known[0].status == "done":
        return
    had = store.episode("e1").drafted if known else ()
    async for event in record(store, paper.told(_thoughts(had, samples))):
        if isinstance(event, Drafted):
            tell(f"sampled {event.n}")
        await asyncio.sleep(0)


def _thoughts(had: Sequence[Draft], samples: int) -> Iterator[Event]:
    yield Started(episode="e1", game=paper.game(), provenance=paper.provenance())
    found = list(had)
    for n in range(len(had), samples):
        for event in paper.sampled(n, call=f"{n} by {os.getpid()}"):
            if isinstance(event, Drafted):
                found.append(event.draft)
            yield event
    yield Spoke(episode="e1", turn=paper.turn(0, calls=(), drafts=tuple(found)))
    yield Ended(episode="e1", outcome=paper.outcome())


def main() -> None:
    jobs: dict[str, Callable[..., None]] = {"migrate": migrate, "play": play, "think": think}
    while request := sys.stdin.readline():
        job, path, more = json.loads(request)
        child = os.fork()
        if child == 0:
            tell(f"child {os.getpid()}")
            jobs[job](path, **more)
            tell("done")
            os._exit(0)
        assert sys.stdin.readline() == "bury\n"
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
