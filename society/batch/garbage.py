"""The garbage collector, told what a batch is: a large process that makes few circles of its own.

Left alone it looks through every module and every dialogue in flight several times a second: a
third of the CPU of a turn, and halts of the loop that grow with what was imported.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 50)
"""New objects before a look at the young ones, and looks before one at the older."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Until the block ends, what is there now is not looked through, and what comes seldom is.

    For the whole process, so it is entered once, by whoever runs it.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
