"""A terminal for a command: its screen as a person sees it, its keyboard, its window."""

import fcntl
import os
import pty
import struct
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyte

SEEN = 200_000


class Terminal:
    """What runs in it draws on `screen`; `raw` is every byte that came."""

    def __init__(self, columns: int, lines: int) -> None:
        self._keyboard, self._inside = pty.openpty()
        fcntl.ioctl(self._inside, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.path = os.ttyname(self._inside)
        self.screen = pyte.Screen(columns, lines)
        self.raw = b""
        self._stream = pyte.ByteStream(self.screen)
        self._open = True
        self._thread = threading.Thread(target=self._draw, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """The screen's lines."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def type(self, keys: bytes) -> None:
        os.write(self._keyboard, keys)

    def let_go(self) -> None:
        """Keep the terminal open only as long as the command does."""
        with suppress(OSError):
            os.close(self._inside)

    def close(self) -> None:
        """Close the window: what runs in it hears that it hangs up."""
        if self._open:
            self._open = False
            self.let_go()
            os.close(self._keyboard)

    def _draw(self) -> None:
        with suppress(OSError):
            while came := os.read(self._keyboard, 4096):
                self.raw = (self.raw + came)[-SEEN:]
                self._stream.feed(came)


@contextmanager
def terminal(columns: int = 80, lines: int = 24) -> Iterator[Terminal]:
    """An open terminal of that size."""
    window = Terminal(columns, lines)
    try:
        yield window
    finally:
        window.close()
