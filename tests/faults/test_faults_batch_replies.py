"""What a model may answer in a batch: what is stored, what is flagged, what stops everything."""

import pytest

from tests.faults.batch_server import Once
from tests.faults.batch_stage import Stage, rows, whole


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIETY_TIMEOUT", "1.0")


@pytest.mark.usefixtures("impatient")
def test_a_provider_that_stalls_is_waited_for_no_longer_than_set_and_asked_again(
    stage: Stage,
) -> None:
    stage.provider.choose = once = Once("stall", every=6)

    told = stage.play()

    assert told.code == 0, told.err
    assert once.struck > 1
    assert stage.attempts() == stage.provider.requests
    late = rows(stage.db, "SELECT seconds FROM call WHERE error_kind = 'timeout'")
    assert len(late) >= once.struck
    assert all(seconds > 0.9 for (seconds,) in late)
    whole(stage.db, done=4)


def test_a_batch_does_not_stream_so_no_reply_can_end_in_the_middle_unseen(stage: Stage) -> None:
    stage.play(n=2)

    assert not any(ask.body.get("stream") for ask in stage.provider.asked)


def test_a_cut_reply_is_flagged_and_the_dialogue_goes_on(stage: Stage) -> None:
    stage.provider.choose = once = Once("length")

    assert stage.play().code == 0

    flagged = rows(stage.db, "SELECT count(*) FROM turn WHERE flags LIKE '%truncated%'")
    assert flagged == [(once.struck,)]
    whole(stage.db, done=4)


@pytest.mark.parametrize("fault", ["nul", "surrogate"])
def test_what_no_text_can_hold_is_mended_and_what_came_is_kept(stage: Stage, fault: str) -> None:
    stage.provider.choose = once = Once(fault)

    assert stage.play().code == 0

    mended = rows(stage.db, "SELECT text, raw FROM turn WHERE raw <> ''")
    assert len(mended) == once.struck
    assert not any("\x00" in text for text, _ in mended)
    whole(stage.db, done=4)


def test_terminal_sequences_in_replies_and_errors_are_not_obeyed(stage: Stage) -> None:
    stage.provider.choose = lambda _: "say=\x1b]0;owned\x07 and \x9b2J [/b] fine"

    told = stage.play(jsonl=True)

    assert told.code == 0
    assert not {"\x1b", "\x07", "\x9b"} & set(told.out + told.err)
    whole(stage.db, done=4)


@pytest.mark.parametrize("fault", ["no-usage", "negative-usage"])
def test_usage_that_is_not_told_is_estimated_and_marked(stage: Stage, fault: str) -> None:
    stage.provider.choose = once = Once(fault)

    assert stage.play().code == 0

    marked = rows(stage.db, "SELECT prompt_tokens FROM call WHERE estimated")
    assert len(marked) == once.struck
    assert all(tokens > 0 for (tokens,) in marked)


def test_absurd_usage_stops_the_batch_with_its_bill_and_the_command_that_goes_on(
    stage: Stage,
) -> None:
    stage.provider.choose = Once("absurd-usage", every=7)

    told = stage.play(n=16)

    assert told.code == 4, told.err
    assert "2,000,000,000 tokens" in told.err
    assert "go on with: society" in told.err
    assert stage.provider.requests == stage.attempts() <= 1 + 7 + 4
    assert set(stage.codes()) <= {"done", "stopped limit", "stopped cancelled", "stopped cut"}
    assert rows(stage.db, "SELECT max(completion_tokens) FROM call") == [(10**9,)]
    stage.provider.choose = lambda _: "ok"
    assert stage.play(n=16).code == 0
    whole(stage.db, done=16)
