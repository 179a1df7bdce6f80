"""The fault server beside a command: in a loop of its own, since a command runs its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.server import FaultServer


@contextmanager
def beside(running: FaultServer) -> Iterator[FaultServer]:
    """The server answers until the end of the block."""
    loop, there, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with running:
            there.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    there.wait()
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()
