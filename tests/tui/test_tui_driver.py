"""The terminal goes away: what is drawn afterwards is drawn nowhere, and nobody waits for it."""

import os
import pty
from contextlib import suppress
from pathlib import Path

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from tui.driver import Vanishing


def test_a_closed_terminal_takes_any_number_of_writes() -> None:
    ours, theirs = pty.openpty()
    file = os.fdopen(theirs, "w")
    vanishing = Vanishing(file)
    vanishing.write("seen")
    vanishing.flush()
    os.close(ours)
    thread = WriterThread(vanishing)  # type: ignore[arg-type]
    thread.start()
    for _ in range(3 * MAX_QUEUED_WRITES):
        thread.write("not seen")
    thread.stop()

    with suppress(OSError):
        file.close()
    assert vanishing.gone
    assert not thread.is_alive()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_another_fault_is_not_hidden() -> None:
    file = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115
    vanishing = Vanishing(file)
    vanishing.write("x")

    with pytest.raises(OSError, match="No space left"):
        vanishing.flush()

    with suppress(OSError):
        file.close()
