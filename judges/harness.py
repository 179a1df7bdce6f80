"""Runs submitted code inside limits; started by `judges.python` as a program, never imported.

Reads a job from stdin and writes one JSON line a call to what was its stdout. Whatever the code
prints goes nowhere.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_CPU: 2,
    resource.RLIMIT_AS: 512 * MEGABYTE,
    resource.RLIMIT_FSIZE: MEGABYTE,
    resource.RLIMIT_NOFILE: 16,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NPROC: 0,
}
NOBODY = 65534
HARMLESS = frozenset(
    [
        "import",
        "compile",
        "exec",
        "marshal.load",
        "marshal.loads",
        "code.__new__",
        "function.__new__",
        "object.__getattr__",
        "object.__setattr__",
        "object.__delattr__",
        "sys._getframe",
        "sys._getframemodulename",
        "sys.excepthook",
        "sys.unraisablehook",
        "builtins.id",
        "array.__new__",
        "time.sleep",
        "cpython._PySys_ClearAuditHooks",
    ]
)
READING = frozenset(["open", "os.listdir", "os.scandir"])
WITHOUT_A_TRACE = frozenset(["_posixsubprocess", "_ctypes", "_multiprocessing", "_posixshmem"])
"""Modules that can start or reach what the hook would never hear of."""


def main() -> None:
    """Read the job, lower every limit for good, run the code, tell what each call gave."""
    job = json.load(sys.stdin)
    report = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    lower_limits()
    become_nobody()
    sys.addaudithook(guard(tuple(sys.path)))
    os.write(report, b'{"test": -1}\n')
    for test, result in enumerate(results(job)):
        os.write(report, (json.dumps({"test": test, **result}) + "\n").encode())


def results(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What each call gave: its value, or its error in words."""
    space: dict[str, Any] = {"__name__": "submission"}
    broken = attempt(lambda: exec(compile(job["code"], "submission", "exec"), space))  # noqa: S102
    for name, args in job["calls"]:
        if "error" in broken:
            yield broken
        elif not callable(space.get(name)):
            yield {"error": f"defines no function {name!r}"}
        else:
            yield attempt(partial(space[name], *args))


def attempt(work: Callable[[], Any]) -> dict[str, Any]:
    """The work's value, as JSON can say it, or its error."""
    try:
        value = work()
        json.dumps(value)
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    return {"value": value}


def lower_limits() -> None:
    """Soft and hard, so that they cannot be raised again."""
    for limit, most in LIMITS.items():
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):
            continue  # macOS knows RLIMIT_AS and does not take it; the wall clock still holds


def become_nobody() -> None:
    """The superuser is bound by no limit of processes: be nobody, if the library stays readable."""
    if os.geteuid() != 0:
        return
    with suppress(PermissionError):  # a root without capabilities stays what it is
        os.seteuid(NOBODY)
        readable = can_read(os.__file__)
        os.seteuid(0)
        if readable:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)


def can_read(path: str) -> bool:
    """Whether this process may open the file now."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def guard(library: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that lets the code compute, and import the standard library, and nothing else.

    All it uses is bound here: the code may replace what it finds in modules and builtins.
    """
    kind, text, refusal = type, str, PermissionError
    harmless, reading, hidden = HARMLESS, READING, WITHOUT_A_TRACE
    inside = tuple(f"{folder}/" for folder in library)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "import" and text.rpartition(args[0], ".")[2] in hidden:
            raise refusal(f"not allowed here: import {args[0]}")
        if event in harmless:
            return
        path: Any = args[0] if event in reading else None
        if kind(path) is text and (path in library or path.startswith(inside)):
            reads = event != "open" or not args[2] & writing
            if reads and ".." not in path:
                return
        raise refusal(f"not allowed here: {event} {path or ''}")

    return hook


if __name__ == "__main__":
    main()
