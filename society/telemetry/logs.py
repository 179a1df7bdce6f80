"""A structured log of what happens: one line an event, as JSON for tools or as text for people.

Law: a log never stops a dialogue, and never holds a key. What could not be written is counted and
said at the end (`trouble`), so that a full disk is not a silence.
"""

import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from society.domain.display import visible
from society.domain.errors import SocietyError
from society.domain.events import Asked, Ended, Event, Failed, Speaking, Spoke
from society.telemetry.facts import LEVELS, facts
from society.telemetry.redact import Redactor

Format = Literal["text", "json"]
FORMATS = ("text", "json")
NUMBERS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class Log:
    """Hears events and writes lines. Other libraries' loggers end here too, until it is closed.

    Their lines can quote prompts, so below a warning they are written only at level debug, and
    their own debug lines only with `content`.
    """

    def __init__(self, outlet: "_Outlet", *, number: int, content: bool) -> None:
        self._content = content
        self._where: dict[str, dict[str, Any]] = {}
        self._outlet = outlet
        own = logging.Logger("society")
        own.addHandler(outlet)
        self._logger = structlog.wrap_logger(
            own,
            processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            wrapper_class=structlog.make_filtering_bound_logger(number),
        ).bind()
        self._bridge = _Bridge(self._outlet)

    @classmethod
    def open(
        cls,
        path: Path | None,
        *,
        format: Format = "json",  # noqa: A002
        level: str = "info",
        environ: Mapping[str, str],
        content: bool = False,
        console: TextIO | None = None,
    ) -> "Log":
        """A log that is added to the file, or, where there is none, written to stderr.

        `environ` tells what its secrets are. Raises SocietyError where the file cannot be written
        or the format or level is unknown.
        """
        _check("format", format, FORMATS)
        _check("level", level, NUMBERS)
        number = NUMBERS[level]
        stream = (console or sys.stderr) if path is None else _appending(path)
        lines = _formatter(stream, format, Redactor(environ))
        outlet = _Outlet(stream, lines, foreign=_foreign(number, content), own=path is not None)
        return cls(outlet, number=number, content=content)

    def hear(self, event: Event) -> None:
        """Write the event's line, with the turn and role that it belongs to."""
        told = facts(event, content=self._content)
        if told is None:
            return
        name = told.pop("event")
        where = {"dialogue": event.episode, **self._at(event)}
        self._write(LEVELS.get(name, "info"), name, where | told)

    def note(self, name: str, *, level: str = "info", **fields: Any) -> None:
        """A line of the caller's own: `log.note("batch_progress", done=12, running=4)`."""
        self._write(level, name, fields)

    @property
    def trouble(self) -> str:
        """What could not be written, as a sentence; nothing where all was."""
        lost, why = self._outlet.lost, self._outlet.why
        return f"{lost} lines of the log could not be written: {why}" if lost else ""

    def close(self) -> None:
        """Give the other loggers back and close the file; twice is no harm."""
        self._bridge.close()
        self._outlet.close()

    def _write(self, level: str, name: str, fields: Mapping[str, Any]) -> None:
        self._logger.log(NUMBERS[level], name, **fields)

    def _at(self, event: Event) -> dict[str, Any]:
        """Where its dialogue is: an event of a call knows its dialogue only."""
        match event:
            case Speaking():
                self._where[event.episode] = {"turn": event.turn, "role": event.role}
            case Spoke(turn=turn):
                self._where[event.episode] = {"turn": turn.index, "role": turn.role}
            case Asked(turn=None) | Ended() | Failed():
                self._where.pop(event.episode, None)
        return self._where.get(event.episode, {})


@contextmanager
def within(**fields: Any) -> Iterator[None]:
    """Every line written in this task meanwhile, other libraries' too, carries these fields."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class _Outlet(logging.StreamHandler[TextIO]):
    """Writes lines to a stream; a line that cannot be written is counted, never raised."""

    def __init__(
        self, stream: TextIO, formatter: logging.Formatter, *, foreign: int, own: bool
    ) -> None:
        super().__init__(stream)
        self.setFormatter(formatter)
        self.lost = 0
        self.why = ""
        self.foreign = foreign
        self._own = own

    def filter(self, record: logging.LogRecord) -> bool:
        """Own lines pass; other libraries' are held to a level of their own."""
        return hasattr(record, "_logger") or record.levelno >= self.foreign

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Count the line; the first reason is kept."""
        self.lost += 1
        self.why = self.why or str(sys.exc_info()[1])

    def close(self) -> None:
        """Close the file; a console stays open."""
        try:
            if self._own:
                self.stream.close()
        except OSError as error:
            self.lost, self.why = self.lost + 1, self.why or str(error)
        super().close()


class _Bridge:
    """Leads the loggers of the whole process to an outlet while it stands."""

    def __init__(self, outlet: _Outlet) -> None:
        self._outlet = outlet
        self._root = logging.getLogger()
        self._before = self._root.level
        self._root.addHandler(outlet)
        if self._before > outlet.foreign:
            self._root.setLevel(outlet.foreign)

    def close(self) -> None:
        """Leave the loggers as they were."""
        if self._outlet in self._root.handlers:
            self._root.removeHandler(self._outlet)
            self._root.setLevel(self._before)


def _check(what: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise SocietyError(f"a log has no {what} {given!r}", hint=f"one of: {', '.join(known)}")


def _appending(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise SocietyError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="choose another file with --log-file",
        ) from error


def _foreign(level: int, content: bool) -> int:
    """From which level other libraries are heard."""
    if level > NUMBERS["debug"]:
        return max(level, NUMBERS["warning"])
    return NUMBERS["debug"] if content else NUMBERS["info"]


def _formatter(stream: TextIO, form: Format, redact: Redactor) -> logging.Formatter:
    """From an event to its line: redacted before it is rendered."""
    last = _text(stream) if form == "text" else [_json]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _Redaction(redact),
            *last,
        ],
    )


class _Redaction:
    """The redactor as a step of structlog's."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact

    def __call__(self, _: WrappedLogger, __: str, line: EventDict) -> EventDict:
        return {name: self._redact.field(name, value) for name, value in line.items()}


def _json(_: WrappedLogger, __: str, line: EventDict) -> str:
    first = {name: line.pop(name) for name in ("timestamp", "level", "event") if name in line}
    return json.dumps({**first, **line}, ensure_ascii=False, allow_nan=False, default=str)


def _text(stream: TextIO) -> list[Processor]:
    colours = stream.isatty()
    return [_shown, structlog.dev.ConsoleRenderer(colors=colours, sort_keys=False)]


def _shown(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """No line of a log can move the cursor or look like two, whatever a model said."""
    return {
        name: visible(value) if name == "exception" else _one_line(value)
        for name, value in line.items()
    }


def _one_line(value: Any) -> Any:
    return visible(value).replace("\n", "\\n") if isinstance(value, str) else value
