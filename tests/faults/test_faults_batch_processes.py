"""`--processes`: several play one batch; one that dies leaves its dialogues to the others."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from tests.faults.batch_commands import Night, until
from tests.faults.batch_server import lot
from tests.faults.batch_stage import billed, nobody_plays, whole

SHARED = ("-c", "4", "--processes", "2")


def workers(pid: int) -> list[int]:
    """The processes that a command has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = place.read_text(encoding="utf-8").rpartition(")")[2].split()
            if fields[1] == str(pid) and fields[0] != "Z":
                found.append(int(place.parent.name))
    return found


def playing(night: Night) -> tuple[int, list[int]]:
    """A batch of two processes with four requests held; the command and its workers."""
    night.provider.choose = lambda ask: "hold" if lot(ask) else "ok"
    pid = night.start(8, *SHARED)
    until(lambda: night.provider.holding == 4, "both have two in flight")
    return pid, workers(pid)


def test_two_processes_of_one_command_play_each_dialogue_once(night: Night) -> None:
    assert night.run(12, *SHARED) == 0, night.err

    whole(night.db, done=12)
    assert nobody_plays(night.db)
    assert len([ask for ask in night.provider.asked if lot(ask)]) == 12 * 4
    assert billed(night.db, night.provider.requests)
    assert night.out.startswith("night: 12 of 12 dialogues done")


def test_a_process_that_is_killed_leaves_its_dialogues_to_the_others(night: Night) -> None:
    pid, pair = playing(night)
    assert len(pair) == 2
    os.kill(pair[0], signal.SIGKILL)
    night.provider.go()

    assert night.wait(pid) == 0, night.err

    assert "was ended by signal 9" in night.err
    whole(night.db, done=8)


def test_when_the_command_is_killed_its_processes_do_not_play_on(night: Night) -> None:
    pid, pair = playing(night)

    night.strike(pid)
    night.provider.go()

    until(lambda: not any(map(alive, pair)), "its processes have ended, too")
    night.provider.choose = lambda _: "ok"
    assert night.run(8, *SHARED) == 0, night.err
    whole(night.db, done=8)


def alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    return False
