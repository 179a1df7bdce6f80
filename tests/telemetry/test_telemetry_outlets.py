"""A collector over HTTP: reached, dead, deaf or missing; and an environment without the extra."""

import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from society.telemetry.outlets import GRACE
from society.telemetry.spans import Traces
from tests.telemetry.collector import Collector, collecting
from tests.telemetry.stage import haggled

HOUSE = Path(__file__).resolve().parents[2]
HEAVY = ("opentelemetry", "structlog", "litellm", "langgraph", "sqlmodel", "requests")


async def tell(url: str) -> Traces:
    traces = Traces.open(url, environ={"OTEL_SERVICE_NAME": "night shift"})
    for event in await haggled():
        traces.hear(event)
    traces.close()
    return traces


async def test_a_collector_gets_spans_and_evaluations_of_one_trace() -> None:
    with collecting() as collector:
        traces = await tell(f"{collector.url}/")

    spans = [
        span
        for body in bodies(collector, "/v1/traces")
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    events = [
        event
        for body in bodies(collector, "/v1/logs")
        for resource in ExportLogsServiceRequest.FromString(body).resource_logs
        for scope in resource.scope_logs
        for event in scope.log_records
    ]
    assert traces.trouble == ""
    assert len(spans) == 22
    assert {event.event_name for event in events} == {"gen_ai.evaluation.result"}
    assert {each.trace_id for each in (*spans, *events)} == {spans[0].trace_id}
    assert b"night shift" in bodies(collector, "/v1/traces")[0]


async def test_a_dead_endpoint_raises_nothing_and_is_told(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with collecting() as collector:
        dead = collector.url

    traces = await tell(dead)

    assert traces.trouble.startswith(f"36 of 36 spans and evaluations did not reach {dead}: ")
    assert capfd.readouterr() == ("", "")


async def test_an_endpoint_that_does_not_answer_is_given_up_on() -> None:
    with collecting(holds=True) as collector:
        traces = await tell(collector.url)
        waiting = not collector.go.is_set()

    assert waiting
    assert traces.trouble.endswith(f"no answer within {GRACE} seconds")


async def test_an_endpoint_that_refuses_is_told_with_its_answer() -> None:
    with collecting(status=400) as collector:
        traces = await tell(collector.url)

    assert traces.trouble.startswith("36 of 36 spans and evaluations did not reach")
    assert "400" in traces.trouble


def test_without_the_extra_the_reason_is_one_sentence() -> None:
    code = """
import sys
sys.modules["opentelemetry"] = None
from society.domain.errors import SocietyError
from society.telemetry.spans import Traces
try:
    Traces.open("spans.jsonl", environ={})
except SocietyError as error:
    print(error)
"""

    assert run(code) == [
        "traces need OpenTelemetry, which is not installed",
        "  pip install 'dialogue-society[otel]'",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "import society",
        "from society.cli.root import outcome; assert outcome(['--help']) == 0",
        "import society.telemetry.facts, society.telemetry.redact",
        "import society.telemetry.spans, society.telemetry.attributes",
    ],
)
def test_what_is_light_stays_light(code: str) -> None:
    heavy = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])"

    assert run(f"{code}\n{heavy}")[-1] == "[]"


def run(code: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True
    )
    return ran.stdout.splitlines()


def bodies(collector: Collector, path: str) -> list[bytes]:
    return [body for at, body in collector.got if at == path]
