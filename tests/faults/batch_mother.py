"""A mother that has everything imported: she forks commands, many at once, and tells how they end.

Each line on stdin is JSON. {"start": words, "folder": ...} is answered with {"pid": ...}, and
{"wait": pid} with {"code": ...} once that command has ended. Output is added to the folder's `out`
and `err`, unless `stdout` is the path of a pipe or `terminal` that of a terminal to be its own.
`environ` is added to the environment, no file may grow beyond `file_size` bytes, and `user` is who
it runs as.
"""

import json
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from society.cli.root import outcome
from society.play.graph import graph

ROOMS = (
    *(
        "society.cli.batch.batching",
        "society.llm.connect",
        "society.llm.direct",
        "society.store.record",
    ),
    *("society.scenario.lint", "society.cli.export.command", "society.batch.stages", "aiohttp"),
    *("encodings.utf_8_sig", "encodings.idna", "society.cli.show.episodes"),
)


def command(asked: dict[str, Any]) -> None:
    """In the child: run one command and leave."""
    folder = Path(asked["folder"])
    os.chdir(folder)
    os.environ.update(asked.get("environ", {}))
    plugged(folder, asked)
    if "file_size" in asked:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["file_size"],) * 2)
    if "user" in asked:
        os.setuid(asked["user"])
    sys.argv = ["society", *asked["start"]]
    code = outcome(asked["start"])
    sys.stdout.flush()
    os._exit(code)


def plugged(folder: Path, asked: dict[str, Any]) -> None:
    """Give the command its input and output."""
    if "terminal" in asked:
        os.setsid()
        terminal = os.open(asked["terminal"], os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(terminal, number)
        return
    out = asked.get("stdout", folder / "out")
    for number, path in [(1, out), (2, folder / "err")]:
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)


def main() -> None:
    graph()
    for room in ROOMS:
        import_module(room)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            code = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
            print(json.dumps({"code": code}), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            command(asked)
        print(json.dumps({"pid": pid}), flush=True)


if __name__ == "__main__":
    main()
