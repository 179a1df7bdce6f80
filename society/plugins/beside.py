"""Other people's blocking code, run beside the loop."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

Made = TypeVar("Made")


async def beside(work: Callable[[], Made], name: str) -> Made:
    """What the work gives, from a thread that nothing waits for when the process leaves."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Made] = loop.create_future()
    context = copy_context()

    def settle(made: Callable[[], None]) -> None:
        if not answer.done():
            made()

    def run() -> None:
        try:
            result = context.run(work)
            made = lambda: answer.set_result(result)  # noqa: E731
        except BaseException as error:
            bug = error if isinstance(error, Exception) else RuntimeError(repr(error))
            made = lambda: answer.set_exception(bug)  # noqa: E731
        # The dialogue may have been stopped meanwhile, its loop with it: then nobody listens.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, made)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await answer
