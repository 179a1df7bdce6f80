"""The one writer of a process: a thread that commits what everyone hands it, in groups.

A lone write does not wait; while one commit runs the next group gathers, and where many write at
once it gathers a little longer. `write` returns after the COMMIT, so what a caller goes on with is
on the disk.
"""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from society.domain.errors import StoreError
from society.store.connect import beside
from society.store.faults import concerns_one, translated
from society.store.spill import Job, save
from society.store.statements import LEASE, Write, apply, bill

_GROUP = 256
_PATIENCE = 2.5
_FEW, _GATHER = 2, 0.004
"""After a group of more than a few the next one gathers for so many seconds: fewer commits."""

_WOKEN = 16
"""Callers woken in one go: more would hold up the loop until each has done its next step."""


class _Handed(NamedTuple):
    job: Job
    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[None]"


class Writer:
    """Owns the writing connection; `close` in a finally. A forked child may not use it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._queue: SimpleQueue[_Handed | None] = SimpleQueue()
        self._files = {each: _inode(each) for each in (path, beside(path, "-wal"))}
        self._pid = os.getpid()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"write {path.name}", daemon=True)
        self._thread.start()

    async def write(self, *writes: Write) -> None:
        """Commit the writes as one; StoreError where that cannot be.

        A caller that is cancelled meanwhile does not take the write with it: it was paid for.
        """
        if os.getpid() != self._pid:
            raise StoreError(
                f"{self._path.name} was opened before this process was forked",
                hint="open the store in the process that uses it",
            )
        if self._closed:
            raise StoreError(f"{self._path.name} is closed")
        loop = asyncio.get_running_loop()
        handed = _Handed(writes, loop, loop.create_future())
        self._queue.put(handed)
        await handed.done

    def close(self) -> None:
        """Commit what was handed in and close the connection; twice is fine."""
        if self._closed or os.getpid() != self._pid:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        busy = False
        try:
            while (first := self._queue.get()) is not None:
                if busy:
                    time.sleep(_GATHER)
                group, last = self._gather(first)
                busy = len(group) > _FEW
                self._settle(group)
                if last:
                    return
        finally:
            self._closed = True
            self._connection.close()
            _tell(self._left(), StoreError(f"{self._path.name} is closed"))

    def _left(self) -> list[_Handed]:
        left = []
        while not self._queue.empty():
            if handed := self._queue.get_nowait():
                left.append(handed)
        return left

    def _gather(self, first: _Handed) -> tuple[list[_Handed], bool]:
        group = [first]
        while len(group) < _GROUP:
            try:
                handed = self._queue.get_nowait()
            except Empty:
                break
            if handed is None:
                return group, True
            group.append(handed)
        return group, False

    def _settle(self, group: list[_Handed]) -> None:
        """Commit the group and tell everyone; one bad job must not take the others with it."""
        try:
            self._commit([handed.job for handed in group])
        except Exception as fault:
            if not concerns_one(fault):
                self._refuse(group, fault)
            elif len(group) > 1:
                for handed in group:
                    self._settle([handed])
            else:
                self._bill(group, fault)
        else:
            _tell(group, None)

    def _bill(self, alone: list[_Handed], fault: Exception) -> None:
        """A job was refused, as wrong or because another was first: its bill still stands."""
        try:
            if paid := bill(alone[0].job):
                self._commit([paid])
        except Exception as worse:
            self._refuse(alone, worse)
        else:
            self._refuse(alone, fault)

    def _commit(self, jobs: Iterable[Job]) -> None:
        self._still_there()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for job in jobs:
                apply(self._connection, job)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _refuse(self, group: list[_Handed], fault: Exception) -> None:
        told = translated(fault, self._path) if isinstance(fault, sqlite3.Error) else None
        if told and not concerns_one(fault):
            told = StoreError(told.message, hint=f"{told.hint}; {self._spilled(group)}")
        _tell(group, told or fault)

    def _spilled(self, group: list[_Handed]) -> str:
        jobs = [each.job for each in group if any(one.name not in LEASE for one in each.job)]
        if not jobs:
            return "nothing is lost"
        try:
            return f"the last {len(jobs)} replies wait in {save(self._path, jobs).name}"
        except OSError as fault:
            return f"the last {len(jobs)} replies could not be kept: {fault.strerror}"

    def _still_there(self) -> None:
        """Refuse to go on when a file was moved or deleted under us: nobody would find the rows."""
        for path, inode in self._files.items():
            if _inode(path) != inode:
                raise StoreError(
                    f"{path.name} was moved or deleted while society was writing to it",
                    hint="bring it back, or begin again; leave the files alone while society runs",
                )


def _tell(group: list[_Handed], fault: Exception | None) -> None:
    """Wake the callers, each loop once; a loop that has closed has nobody left to tell."""
    for loop in {handed.loop for handed in group}:
        waiting = [handed.done for handed in group if handed.loop is loop]
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, loop, waiting, fault)


def _wake(
    loop: asyncio.AbstractEventLoop,
    waiting: "list[asyncio.Future[None]]",
    fault: Exception | None,
) -> None:
    if len(waiting) > _WOKEN:
        loop.call_soon(_wake, loop, waiting[_WOKEN:], fault)
    for done in waiting[:_WOKEN]:
        if done.done():
            continue
        if fault:
            done.set_exception(fault)
        else:
            done.set_result(None)


def _inode(path: Path) -> int:
    """Which file lies at the path; 0 where none does."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0
