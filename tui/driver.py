"""Drawing on a terminal that may go away: what can be written nowhere is dropped, once for all.

Textual writes from a thread of its own. Where that thread dies of the terminal's going, the next
writes wait for it for ever, and a window that nobody sees is never left.
"""

import errno
from typing import IO

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

GONE = {errno.EIO, errno.ENXIO, errno.EPIPE}
"""What a write to a terminal says that is not there any more."""


class Vanishing:
    """A file until its terminal goes, and then nothing; other faults are not hidden."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False

    def write(self, text: str) -> int:
        """Write it where there is somewhere."""
        if self.gone:
            return len(text)
        try:
            return self._file.write(text)
        except OSError as fault:
            self._lost(fault)
            return len(text)

    def flush(self) -> None:
        """Hand over what was written."""
        if self.gone:
            return
        try:
            self._file.flush()
        except OSError as fault:
            self._lost(fault)

    def fileno(self) -> int:
        """The number of the file."""
        return self._file.fileno()

    def _lost(self, fault: OSError) -> None:
        if fault.errno not in GONE:
            raise fault
        self.gone = True


class Terminal(LinuxDriver):
    """The terminal that `society` was started in."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = Vanishing(self._file)  # type: ignore[assignment,arg-type]
