"""Traces of many dialogues at once, from their events: OpenTelemetry, without a service.

Law: nothing here stops a dialogue; what did not arrive is said at the end (`trouble`).
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from society.domain.errors import SocietyError
from society.domain.events import Called, Ended, Event, Failed, Started
from society.telemetry.semconv import CAPTURE, CAPTURING

if TYPE_CHECKING:
    from society.telemetry.trace import Desk, Trace


class Traces:
    """Hears the events of any number of dialogues; each becomes a trace of its own.

    Only dialogues under way are held: what has ended is written and forgotten.
    """

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._live: dict[str, Trace] = {}
        self._closed = False

    @classmethod
    def open(
        cls,
        target: str,
        *,
        content: bool = False,
        environ: Mapping[str, str],
        now: Callable[[], int] = time.time_ns,
    ) -> "Traces":
        """Traces that go to a file, or to the http(s) address of a collector.

        Words go with them only with `content`, or where the environment captures message content.
        Raises SocietyError where OpenTelemetry is not installed or the file cannot be written.
        """
        try:
            from society.telemetry.outlets import outlet
            from society.telemetry.trace import Desk
        except ModuleNotFoundError as missing:
            if not (missing.name or "").startswith("opentelemetry"):
                raise
            raise SocietyError(
                "traces need OpenTelemetry, which is not installed",
                hint="pip install 'dialogue-society[otel]'",
            ) from missing
        from society.telemetry.redact import Redactor

        words = content or environ.get(CAPTURE, "").strip().lower() in CAPTURING
        redact = Redactor(environ)
        return cls(Desk(outlet(target, environ), redact, words, now))

    def hear(self, event: Event) -> None:
        """Take one event of any dialogue."""
        if isinstance(event, Started):
            self._begin(event)
            return
        trace = self._live.get(event.episode)
        if trace:
            trace.hear(event)
        elif isinstance(event, Called):
            self._alone(event)
        if isinstance(event, Ended | Failed):
            self._live.pop(event.episode, None)

    @property
    def live(self) -> int:
        """How many dialogues are held."""
        return len(self._live)

    @property
    def trouble(self) -> str:
        """What did not arrive, as a sentence; nothing where all did. Ask after `close`."""
        return self._desk.redact.text(self._desk.outlet.trouble)

    def close(self) -> None:
        """End what is open and send what is left, within two seconds; twice is no harm."""
        if self._closed:
            return
        self._closed = True
        for trace in self._live.values():
            trace.stop()
        self._live.clear()
        self._desk.outlet.close()

    def _begin(self, started: Started) -> None:
        from society.telemetry.trace import Trace

        if before := self._live.pop(started.episode, None):
            before.stop()
        self._live[started.episode] = Trace(self._desk, started)

    def _alone(self, event: Called) -> None:
        """A call that no dialogue under way made is paid for all the same."""
        from society.telemetry.trace import alone

        alone(self._desk, event.episode, event.attempt)
