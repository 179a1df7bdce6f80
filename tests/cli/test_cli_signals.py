import asyncio
import os
import signal

import pytest

from society.cli.signals import draining
from society.domain.errors import Exit


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)],
)
async def test_the_first_signal_asks_and_cancels_nothing(
    number: signal.Signals, code: Exit
) -> None:
    with draining() as drain:
        assert not drain.asked
        os.kill(os.getpid(), number)
        async with asyncio.timeout(10):
            while not drain.asked:
                await asyncio.sleep(0)

        assert drain.exit == code


async def test_the_second_signal_cancels() -> None:
    async def work() -> None:
        with draining():
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0)
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(work())
