"""One program, run inside limits: processor time, memory, output, and no key in its environment.

That is a limit, not a jail: the program runs as you and may read what you may read, but for this
process, whose memory and environment are closed to it (`hiding`).
"""

import asyncio
import os
import signal
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from society.domain.errors import JudgeError
from society.plugins.hiding import hide

CPU_SECONDS = 120
MEMORY = 2 * 1024 * 1024
"""Kilobytes of data that each of its processes may hold."""

MOST = 1024 * 1024
"""Bytes that it may print."""

COMPLAINT = 300
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ")
LIMITED = f"""ulimit -c 0
ulimit -t {CPU_SECONDS} 2>/dev/null
ulimit -d {MEMORY} 2>/dev/null
exec "$0"
"""
"""The shell lowers its own limits for good and becomes the program: no code of ours in between."""


async def run(program: Path, document: bytes, environ: Mapping[str, str] | None = None) -> bytes:
    """What the program prints when it is given the document; JudgeError where it fails.

    Ended with all its children when it is done, when it prints too much, or when we are cancelled.
    """
    if os.name != "posix":
        raise JudgeError("programs judge only where the system limits them", hint="use Linux")
    hide()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        given = environment(os.environ if environ is None else environ, home)
        transport, talk = await _started(program, given)
        try:
            talk.ask(document)
            await asyncio.shield(talk.ended)
            _end(transport.get_pid())
            await asyncio.shield(talk.told)
        finally:
            await _stopped(transport, talk)
    return talk.result(transport.get_returncode() or 0)


def environment(environ: Mapping[str, str], home: str) -> dict[str, str]:
    """The little that is passed on: an allow-list, so that no key ever is."""
    kept = {name: environ[name] for name in PASSED_ON if name in environ}
    return {"PATH": os.defpath, **kept, "HOME": home, "TMPDIR": home}


async def _started(
    program: Path, given: dict[str, str]
) -> tuple[asyncio.SubprocessTransport, "_Talk"]:
    """The running program; one that is cancelled while it starts is started, then ended."""
    starting = asyncio.ensure_future(
        asyncio.get_running_loop().subprocess_exec(
            _Talk,
            *("/bin/sh", "-c", LIMITED, str(program)),
            cwd=program.parent,
            env=given,
            start_new_session=True,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _stopped(*await starting)
        raise


async def _stopped(transport: asyncio.SubprocessTransport, talk: "_Talk") -> None:
    _end(transport.get_pid())
    transport.close()
    await talk.ended


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class _Talk(asyncio.SubprocessProtocol):
    """Hears what the program prints, up to a bound, and when it is over."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.told: asyncio.Future[None] = loop.create_future()
        self._out, self._complaint = bytearray(), bytearray()
        self._transport: asyncio.SubprocessTransport | None = None

    def ask(self, document: bytes) -> None:
        """Hand it the document and close its stdin."""
        pipe = self._transport and self._transport.get_pipe_transport(0)
        assert isinstance(pipe, asyncio.WriteTransport)
        pipe.write(document)
        pipe.write_eof()

    def result(self, code: int) -> bytes:
        """What it printed; JudgeError where it printed too much or did not end well."""
        if len(self._out) > MOST:
            raise JudgeError(f"the program printed more than {MOST // 1024} kB")
        if code:
            raise JudgeError(f"the program {_ending(code)}{_shown(self._complaint)}")
        return bytes(self._out)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It runs."""
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """It printed, or complained: of complaints the end is kept."""
        if fd == 1:
            self._out += data[: MOST + 1 - len(self._out)]
            if len(self._out) > MOST and self._transport:
                _end(self._transport.get_pid())
        else:
            self._complaint = (self._complaint + data)[-4 * COMPLAINT :]

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over and all that it printed was heard."""
        if not self.told.done():
            self.told.set_result(None)

    def process_exited(self) -> None:
        """It is over; its children may not be."""
        if not self.ended.done():
            self.ended.set_result(None)


def _ending(code: int) -> str:
    if code == -signal.SIGXCPU:
        return f"used more than {CPU_SECONDS} s of processor time"
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with {code}"


def _shown(complaint: bytearray) -> str:
    text = " ".join(complaint.decode("utf-8", "replace").split())[-COMPLAINT:]
    return f": {''.join(c if c.isprintable() else '?' for c in text)}" if text else ""
