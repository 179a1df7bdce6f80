"""A mother that has everything imported: for each line of JSON on stdin she forks one command.

A line is {"words": [...], "folder": ..., "kill_after": seconds or null}; the answer is a line with
the exit code, -9 where the command was killed, and the seconds that it took. What the command
prints is added to the folder's `out` and `err`.
"""

import json
import os
import select
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from time import monotonic

from society.cli.root import outcome
from society.play.graph import graph

ROOMS = (
    "society.cli.play.live",
    "society.llm.connect",
    "society.store.record",
    "society.scenario.lint",
)


def command(words: list[str], folder: Path) -> None:
    """In the child: run one command and leave."""
    for number, name in [(1, "out"), (2, "err")]:
        file = os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(file, number)
    code = outcome(words)
    sys.stdout.flush()
    os._exit(code)


def watched(pid: int, gone: int, kill_after: float | None) -> int:
    """The exit code of the child, killed when it is still there after that many seconds."""
    if not select.select([gone], [], [], kill_after)[0]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    graph()
    for room in ROOMS:
        import_module(room)
    for line in sys.stdin:
        asked = json.loads(line)
        gone, alive = os.pipe()
        began = monotonic()
        pid = os.fork()
        if pid == 0:
            os.close(gone)
            command(asked["words"], Path(asked["folder"]))
        os.close(alive)
        code = watched(pid, gone, asked["kill_after"])
        os.close(gone)
        print(json.dumps({"code": code, "seconds": monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
