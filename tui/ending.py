"""What a screen began beside the keys ends with the screen, before anything of it is taken down."""

import asyncio
from typing import TypeVar

from textual.screen import Screen

Result = TypeVar("Result")


class Ending(Screen[Result]):
    """A screen whose workers, and those of everything on it, end when it is closed.

    Textual ends them only once what they draw on is gone: one that comes to its end in between
    would look for it in vain.
    """

    async def _on_prune(self) -> None:
        """The screen is being closed; everything that it shows is still there."""
        # What was begun a moment ago takes its first step: a coroutine wants to be awaited once.
        await asyncio.sleep(0)
        here = set(self.walk_children(with_self=True))
        for worker in list(self.workers):
            if worker.node in here:
                worker.cancel()
