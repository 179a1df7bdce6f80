"""Words and keys in traces, and files that cannot be written."""

import json
from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from society.domain.events import Called, Failed, Token
from society.telemetry.logs import Log
from society.telemetry.outlets import events_file
from society.telemetry.spans import Traces
from tests.play.table import game
from tests.telemetry.stage import (
    SAID,
    WHY,
    attempt,
    canned,
    evaluations,
    haggled,
    named,
    spans,
    write,
)

CANARY = "canary-0123456789abcdef"
FULL = Path("/dev/full")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "traces" / "spans.jsonl"


async def test_no_words_leave_unless_they_are_asked_for(file: Path) -> None:
    private = [text for role in game().roles for text in (role.private, role.goal)]
    write(file, [*await haggled("e1"), *canned("e2")])

    written = str([each.raw for each in (*spans(file), *evaluations(events_file(file)))])
    assert not [words for words in (SAID, WHY, "70 then.", *private) if words in written]


@pytest.mark.parametrize(
    ("content", "captured", "shown"),
    [
        (True, "", True),
        (False, "true", True),
        (False, "SPAN_ONLY", True),
        (False, "SPAN_AND_EVENT", True),
        (False, "NO_CONTENT", False),
        (False, "EVENT_ONLY", False),
        (False, "", False),
    ],
)
def test_words_are_captured_where_the_caller_or_the_environment_says_so(
    file: Path, content: bool, captured: str, shown: bool
) -> None:
    environ = {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": captured}
    write(file, canned(), content=content, environ=environ)

    said = named(spans(file), "chat openai/large")[-1].said
    assert ("gen_ai.input.messages" in said) is shown
    assert (SAID in file.read_text()) is shown
    assert (SAID in events_file(file).read_text()) is shown


def test_captured_words_have_the_form_of_the_conventions(file: Path) -> None:
    write(file, canned(), content=True)

    said = named(spans(file), "chat openai/large")[-1].said
    part = {"type": "text", "content": SAID}
    assert json.loads(said["gen_ai.input.messages"]) == [{"role": "system", "parts": [part]}]
    assert json.loads(said["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [part], "finish_reason": "stop"}
    ]


def test_a_key_is_in_no_trace_though_words_are_captured(file: Path) -> None:
    said = f"Incorrect API key provided: {CANARY}"
    call = attempt(error=said, error_kind="auth", response=said, host=f"u:{CANARY}@h", purpose=said)
    failed = Failed(episode="e1", code="auth", error=said)
    token = Token(episode="e1", role="buyer", text=CANARY)
    events = [*canned()[:2], token, Called(episode="e1", attempt=call), failed]
    write(file, events, content=True, environ={"SOCIETY_API_KEY": CANARY})

    written = file.read_text() + events_file(file).read_text()
    assert "[key]" in written
    assert CANARY not in written


def test_closing_twice_is_no_harm(file: Path) -> None:
    traces = write(file, canned())

    traces.close()

    assert traces.trouble == ""


@pytest.mark.skipif(not FULL.exists(), reason="there is no full disk here")
def test_a_full_disk_stops_no_dialogue_and_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spans.jsonl").symlink_to(FULL)

    log = Log.open(tmp_path / "log.jsonl", environ={})

    traces = write(tmp_path / "spans.jsonl", canned())
    log.close()

    assert "spans and evaluations did not reach" in traces.trouble
    assert "No space left" in traces.trouble
    assert capfd.readouterr() == ("", "")
    assert (tmp_path / "log.jsonl").read_text() == "", "it is told once, and not for each span"


@pytest.mark.parametrize("target", ["", "grpc://127.0.0.1:4317", "file:///spans.jsonl"])
def test_a_target_that_is_neither_file_nor_address_is_refused(target: str) -> None:
    with pytest.raises(SocietyError, match="traces cannot go to") as refused:
        Traces.open(target, environ={})

    assert refused.value.hint == "--otel takes a file, or an http(s) address"


def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="cannot be written: Is a directory"):
        Traces.open(str(tmp_path), environ={})
