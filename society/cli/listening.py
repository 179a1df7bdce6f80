"""Who else hears what happens: a log, traces. Neither may change or stop what is played."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from society.cli.output import note
from society.domain.events import Event
from society.settings import environment

Hear = Callable[[Event], None]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ListenOptions:
    """What is written down beside the dialogue itself.

    Parameters
    ----------
    log_file
        Log to this file.
    log_format
        json (one object a line) or text.
    log_level
        debug, info, warning or error.
    otel
        Write OpenTelemetry spans to a file, or send them to the URL of a collector.
    """

    log_file: Path | None = None
    log_format: Annotated[Literal["json", "text"] | None, Parameter(name="--log-format")] = None
    log_level: Literal["debug", "info", "warning", "error"] | None = None
    otel: str | None = None


@contextmanager
def listening(options: ListenOptions | None) -> Iterator[Hear]:
    """Something that hears every event until the end of the block; what it missed is told then."""
    with _logging(options) as log, _tracing(options) as trace:

        def hear(event: Event) -> None:
            log(event)
            trace(event)

        yield hear


@contextmanager
def _logging(options: ListenOptions | None) -> Iterator[Hear]:
    if options is None or (options.log_file, options.log_format, options.log_level) == (None,) * 3:
        yield _nobody
        return
    from society.telemetry.logs import Log

    log = Log.open(
        options.log_file,
        format=options.log_format or "json",
        level=options.log_level or "info",
        environ=environment(),
    )
    try:
        yield log.hear
    finally:
        log.close()
        _tell(log.trouble)


@contextmanager
def _tracing(options: ListenOptions | None) -> Iterator[Hear]:
    if options is None or options.otel is None:
        yield _nobody
        return
    from society.telemetry.spans import Traces

    traces = Traces.open(options.otel, environ=environment())
    try:
        yield traces.hear
    finally:
        traces.close()
        _tell(traces.trouble)


def _tell(trouble: str) -> None:
    if trouble:
        note(trouble, "yellow")


def _nobody(_: Event) -> None:
    """Hears nothing."""
