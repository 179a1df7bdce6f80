"""Where spans and evaluations go: OTLP as JSON lines in files, or over HTTP to a collector.

Law: an outlet never stops or delays a dialogue. What did not arrive is counted and said.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.json.file import FileSpanExporter
from opentelemetry.exporter.otlp.json.file._log_exporter import FileLogExporter
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LogRecordProcessor, ReadableLogRecord
from opentelemetry.sdk._logs.export import (
    BatchLogRecordProcessor,
    LogRecordExporter,
    LogRecordExportResult,
    SimpleLogRecordProcessor,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)

from society import __version__
from society.domain.display import one_line
from society.domain.errors import SocietyError

GRACE = 1.5
"""Seconds that the end waits for what is still on its way."""


class Outlet:
    """A tracer, and a way to emit evaluations, that both end in one place."""

    def __init__(self, target: str, ends: "Ends", environ: Mapping[str, str]) -> None:
        self.trouble = ""
        """What did not arrive, as a sentence; nothing where all did, and before the end."""
        self._target = target
        self._ends = ends
        self._ear = _Ear()
        name = environ.get("OTEL_SERVICE_NAME") or "society"
        resource = Resource.create({"service.name": name, "service.version": __version__})
        self._spans = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._spans.add_span_processor(_Count(ends.tally))
        self._spans.add_span_processor(ends.spans)
        self._events = LoggerProvider(resource=resource, shutdown_on_exit=False)
        self._events.add_log_record_processor(ends.events)
        self.tracer = self._spans.get_tracer("society", __version__)
        self._logger = self._events.get_logger("society", __version__)

    def emit(self, name: str, attributes: dict[str, Any], *, context: Context, at: int) -> None:
        """An event at a moment (ns), parented to the span of the context."""
        self._ends.tally.made += 1
        self._logger.emit(
            LogRecord(
                timestamp=at,
                observed_timestamp=at,
                context=context,
                event_name=name,
                severity_number=SeverityNumber.INFO,
                attributes=attributes,
            )
        )

    def close(self) -> None:
        """Send what is still here, for at most `GRACE` seconds; `trouble` is settled then."""
        ends = [Thread(target=each.shutdown, daemon=True) for each in (self._spans, self._events)]
        for end in ends:
            end.start()
        until = monotonic() + GRACE
        for end in ends:
            end.join(max(0.0, until - monotonic()))
        self.trouble = self._lost()
        if any(end.is_alive() for end in ends):
            self._ends.give_up()
        else:
            self._ear.close()

    def _lost(self) -> str:
        made, arrived = self._ends.tally.made, self._ends.tally.arrived
        if made == arrived:
            return ""
        why = self._ends.tally.why or self._ear.why or f"no answer within {GRACE} seconds"
        lost = f"{made - arrived} of {made} spans and evaluations did not reach {self._target}"
        return f"{lost}: {why}"


@dataclass
class Tally:
    """How many spans and evaluations were made, and how many arrived."""

    made: int = 0
    arrived: int = 0
    why: str = ""


@dataclass(frozen=True)
class Ends:
    """The two processors of one place; `give_up` interrupts what they are still trying."""

    spans: SpanProcessor
    events: LogRecordProcessor
    tally: Tally
    give_up: Callable[[], None]


def outlet(target: str, environ: Mapping[str, str]) -> Outlet:
    """An outlet to a file or to an http(s) address; SocietyError where it cannot be."""
    if target.startswith(("http://", "https://")):
        return Outlet(target, _collector(target), environ)
    if not target or "://" in target:
        raise SocietyError(
            f"traces cannot go to {target!r}", hint="--otel takes a file, or an http(s) address"
        )
    return Outlet(target, _files(Path(target)), environ)


def events_file(path: Path) -> Path:
    """The file beside the spans' that holds the evaluations: a file holds one kind of record.

    >>> events_file(Path("traces/spans.jsonl")).as_posix()
    'traces/spans.events.jsonl'
    """
    return path.with_name(f"{path.stem}.events{path.suffix or '.jsonl'}")


def _files(path: Path) -> Ends:
    """Each record is written at once, so that a process that is killed loses none."""
    tally = Tally()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        spans = _Spans(FileSpanExporter(path), tally)
        events = _Events(FileLogExporter(events_file(path)), tally)
    except OSError as error:
        raise SocietyError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="choose another file with --otel",
        ) from error
    return Ends(SimpleSpanProcessor(spans), SimpleLogRecordProcessor(events), tally, _nothing)


def _collector(address: str) -> Ends:
    """Records are sent in batches by threads of their own; a full queue drops the oldest."""
    tally, base = Tally(), address.rstrip("/")
    spans = _Spans(OTLPSpanExporter(endpoint=f"{base}/v1/traces"), tally)
    events = _Events(OTLPLogExporter(endpoint=f"{base}/v1/logs"), tally)

    def give_up() -> None:
        spans.shutdown()
        events.shutdown()

    return Ends(BatchSpanProcessor(spans), BatchLogRecordProcessor(events), tally, give_up)


def _nothing() -> None:
    """A file is not waited for."""


class _Count(SpanProcessor):
    """Counts the spans that are to arrive; a sampler may have chosen to drop others."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def on_end(self, span: ReadableSpan) -> None:
        """Count a span that was sampled."""
        if span.context and span.context.trace_flags.sampled:
            self._tally.made += 1


class _Spans(SpanExporter):
    """Counts the spans that arrived."""

    def __init__(self, exporter: SpanExporter, tally: Tally) -> None:
        self._exporter = exporter
        self._tally = tally
        self._down = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them on."""
        result = self._exporter.export(spans)
        self._tally.arrived += len(spans) if result is SpanExportResult.SUCCESS else 0
        return result

    def shutdown(self) -> None:
        """Once; a file that cannot be closed has lost what it held."""
        if not self._down:
            self._down = True
            _close(self._exporter, self._tally)


class _Events(LogRecordExporter):
    """Counts the evaluations that arrived."""

    def __init__(self, exporter: LogRecordExporter, tally: Tally) -> None:
        self._exporter = exporter
        self._tally = tally
        self._down = False

    def export(self, batch: Sequence[ReadableLogRecord]) -> LogRecordExportResult:
        """Send them on."""
        result = self._exporter.export(batch)
        self._tally.arrived += len(batch) if result is LogRecordExportResult.SUCCESS else 0
        return result

    def shutdown(self) -> None:
        """Once; a file that cannot be closed has lost what it held."""
        if not self._down:
            self._down = True
            _close(self._exporter, self._tally)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing is held back here."""
        return self._exporter.force_flush(timeout_millis)


def _close(exporter: SpanExporter | LogRecordExporter, tally: Tally) -> None:
    try:
        exporter.shutdown()
    except OSError as error:
        tally.why = str(error)


class _Ear(logging.Handler):
    """Hears why the SDK could not deliver: it says so of each record, and once will do."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.why = ""
        self._logger = logging.getLogger("opentelemetry")
        self._logger.addHandler(self)
        self._before, self._logger.propagate = self._logger.propagate, False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first reason."""
        self.why = self.why or one_line(record.getMessage(), 240)

    def close(self) -> None:
        """Hear no more."""
        self._logger.removeHandler(self)
        self._logger.propagate = self._before
        super().close()
