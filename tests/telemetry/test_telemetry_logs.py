"""The log: lines in a file or on a console, other libraries' too, and no key in any."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from society.domain.errors import SocietyError
from society.domain.events import Called, Waiting
from society.telemetry.logs import Format, Log, within
from tests.telemetry.stage import SAID, attempt, canned, haggled

CANARY = "canary-0123456789abcdef"
ENVIRON = {"SOCIETY_API_KEY": CANARY}
FULL = Path("/dev/full")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "log.jsonl"


@pytest.fixture
def console() -> Iterator[io.StringIO]:
    with io.StringIO() as stream:
        yield stream


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def test_a_dialogue_becomes_lines_of_json_in_a_new_folder(file: Path) -> None:
    log = Log.open(file, environ={})

    for event in await haggled():
        log.hear(event)
    log.close()

    told = lines(file)
    assert [line["event"] for line in told][:3] == ["dialogue_started", "turn_spoken", "call_made"]
    assert told[-1]["event"] == "dialogue_ended"
    assert {line["dialogue"] for line in told} == {"e1"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"]) for line in told)
    assert {line["why"] for line in told if line["event"] == "unscored"} == {"judge_error"}
    assert log.trouble == ""


async def test_a_call_is_told_with_the_turn_and_role_that_it_belongs_to(file: Path) -> None:
    log = Log.open(file, environ={})

    for event in await haggled():
        log.hear(event)
    log.close()

    calls = [
        (line["turn"], line["role"], line["purpose"])
        for line in lines(file)
        if line["event"] == "call_made"
    ]
    assert calls == [
        (turn, role, purpose)
        for turn, role in ((1, "buyer"), (2, "seller"), (3, "buyer"), (4, "seller"))
        for purpose in (f"turn:{turn}", "judge:stern")
    ]


def test_interleaved_dialogues_keep_their_own_turns(file: Path) -> None:
    log = Log.open(file, level="debug", environ={})
    first, second = canned("e1"), canned("e2")

    for event in (*first[:8], *second[:2]):
        log.hear(event)
    wait = {"purpose": "judge:kind", "seconds": 1, "why": "rate_limited: try 2 of 8"}
    log.hear(Waiting(episode="e1", **wait))
    log.hear(Waiting(episode="e3", **wait))
    log.close()

    last = lines(file)[-2:]
    assert [(line["dialogue"], line.get("turn")) for line in last] == [("e1", 0), ("e3", None)]


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("error", ["dialogue_failed"]),
        (
            "warning",
            ["call_failed", "call_waiting", "move_refused", "unscored", "dialogue_failed"],
        ),
    ],
)
def test_a_level_keeps_what_is_less_loud_out(file: Path, level: str, events: list[str]) -> None:
    log = Log.open(file, level=level, environ={})

    for event in canned():
        log.hear(event)
    log.close()

    assert [line["event"] for line in lines(file)] == events


def test_words_are_written_only_where_they_are_asked_for(tmp_path: Path) -> None:
    for content in (False, True):
        log = Log.open(tmp_path / f"{content}", level="debug", environ={}, content=content)
        for event in canned():
            log.hear(event)
        log.close()

    assert SAID not in (tmp_path / "False").read_text()
    assert SAID in (tmp_path / "True").read_text()


def test_a_console_line_is_one_line_and_cannot_move_the_cursor(console: io.StringIO) -> None:
    log = Log.open(None, format="text", environ={}, console=console)

    log.note("batch_progress", done=3, said="a\nb\x1b[2J", nested=["\x1b[2J\u202e"])
    logging.getLogger("aiohttp.client").warning("two\nlines \x1b[31m")
    log.close()

    (own, foreign) = console.getvalue().splitlines()
    assert "batch_progress" in own
    assert "done=3" in own
    assert "two\\nlines <U+001B>[31m" in foreign
    assert "aiohttp.client" in foreign
    assert not re.search("[\x1b\u202e]", console.getvalue())
    assert not console.closed


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("content", [True, False])
def test_a_key_is_in_no_line_at_the_loudest(
    form: Format, content: bool, console: io.StringIO
) -> None:
    log = Log.open(
        None, format=form, level="debug", environ=ENVIRON, content=content, console=console
    )
    said = f"Incorrect API key provided: {CANARY}"

    log.hear(Called(episode="e1", attempt=attempt(error=said, error_kind="auth", response=said)))
    log.note(
        "connected", headers={"Authorization": f"Bearer {CANARY}"}, url=f"http://h/?k={CANARY}"
    )
    logging.getLogger("httpx").debug("sent %s", {"key": CANARY})
    logging.getLogger("httpx").warning("sent %r", CANARY.encode())
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("aiohttp").exception("lost %s", CANARY)
    log.close()

    assert console.getvalue().count("[key]") >= 5
    assert CANARY not in console.getvalue()


@pytest.mark.parametrize(
    ("level", "content", "heard"),
    [
        ("info", False, ["warned"]),
        ("debug", False, ["informed", "warned"]),
        ("debug", True, ["detailed", "informed", "warned"]),
        ("error", False, []),
    ],
)
def test_other_libraries_are_heard_as_loud_as_their_lines_are_harmless(
    file: Path, level: str, content: bool, heard: list[str]
) -> None:
    log = Log.open(file, level=level, environ={}, content=content)
    other = logging.getLogger("langgraph.pregel")

    other.debug("detailed")
    other.info("informed")
    other.warning("warned")
    log.close()

    assert [line["event"] for line in lines(file)] == heard
    assert {line["logger"] for line in lines(file)} <= {"langgraph.pregel"}


def test_the_loggers_are_given_back(file: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    log = Log.open(file, level="debug", environ={}, content=True)
    during = (root.level, len(root.handlers))
    log.close()
    log.close()

    assert during == (logging.DEBUG, len(before[1]) + 1)
    assert (root.level, root.handlers) == before


def test_what_a_task_is_within_stands_on_every_line(file: Path) -> None:
    log = Log.open(file, environ={})

    with within(dialogue="e9", job=3):
        logging.getLogger("aiohttp").warning("slow")
        log.note("noted")
    log.note("noted")
    log.close()

    assert [(line.get("dialogue"), line.get("job")) for line in lines(file)] == [
        ("e9", 3),
        ("e9", 3),
        (None, None),
    ]


def test_a_log_is_added_to(file: Path) -> None:
    for name in ("first", "second"):
        log = Log.open(file, environ={})
        log.note(name)
        log.close()

    assert [line["event"] for line in lines(file)] == ["first", "second"]


def test_text_that_utf8_does_not_know_is_still_a_line_of_json(file: Path) -> None:
    log = Log.open(file, environ={})

    log.note("odd", said="a\ud800b", worth=float("nan"))
    log.close()

    assert (lines(file)[0]["said"], lines(file)[0]["worth"]) == ("a\ud800b", "nan")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full disk here")
def test_a_full_disk_stops_no_dialogue_and_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    log = Log.open(FULL, environ={})

    for event in canned():
        log.hear(event)
    log.close()

    assert re.fullmatch(r"\d+ lines of the log could not be written: .*No space.*", log.trouble)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="cannot be written: Is a directory") as refused:
        Log.open(tmp_path, environ={})

    assert refused.value.hint == "choose another file with --log-file"


def test_an_unknown_level_or_format_is_refused_with_what_there_is() -> None:
    with pytest.raises(SocietyError, match="a log has no level 'loud'") as level:
        Log.open(None, level="loud", environ={})
    with pytest.raises(SocietyError, match="a log has no format 'xml'"):
        Log.open(None, format="xml", environ={})  # type: ignore[arg-type]

    assert level.value.hint == "one of: debug, info, warning, error"
