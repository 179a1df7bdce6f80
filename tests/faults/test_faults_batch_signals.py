"""Somebody stops a batch: what runs comes to its end or is left, all of it can be gone on with."""

import os
import signal
from signal import SIGHUP, SIGINT, SIGTERM, Signals

import pytest

from tests.faults.batch_commands import Night, until
from tests.faults.batch_server import lot
from tests.faults.batch_stage import attempts, billed, codes, nobody_plays, whole

ASKED = "finishing this turn"


def begun(night: Night, *more: str) -> int:
    """A batch with four dialogues in flight, whose requests the provider holds."""
    night.provider.choose = lambda ask: "hold" if night.provider.requests > 8 else "ok"
    pid = night.start(8, "-c", "4", *more)
    until(lambda: night.provider.holding == 4, "four requests are held")
    return pid


def gone_on_with(night: Night) -> None:
    """The same command plays what is left; the bill is whole and nothing is there twice."""
    assert nobody_plays(night.db), "no lease is left behind"
    night.provider.choose = lambda _: "ok"
    night.provider.go()
    assert night.run(8, "-c", "4") == 0, night.err
    whole(night.db, done=8)
    assert billed(night.db, night.provider.requests)


@pytest.mark.parametrize(("number", "code"), [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)])
def test_the_first_signal_lets_what_runs_come_to_its_turn_and_tells_how_to_go_on(
    night: Night, number: Signals, code: int
) -> None:
    pid = begun(night)
    os.kill(pid, number)
    until(lambda: ASKED in night.err, "it heard the signal")
    night.provider.go()

    assert night.wait(pid) == code, night.err

    assert "go on with: society batch" in night.err
    assert "dialogues done" in night.out
    assert set(codes(night.db)) <= {"done", "stopped cancelled", "stopped cut"}
    assert billed(night.db, night.provider.requests)
    assert night.provider.requests <= 9 + 4, "nothing more was begun"
    gone_on_with(night)


@pytest.mark.parametrize(("number", "code"), [(SIGINT, 130), (SIGTERM, 143)])
def test_the_second_signal_cancels_and_what_was_sent_is_on_the_bill(
    night: Night, number: Signals, code: int
) -> None:
    pid = begun(night)
    os.kill(pid, number)
    until(lambda: ASKED in night.err, "it heard the first signal")
    os.kill(pid, number)

    assert night.wait(pid) == code, night.err

    assert "go on with: society batch" in night.err
    assert "Traceback" not in night.err
    assert billed(night.db, night.provider.requests)
    gone_on_with(night)


def test_a_signal_during_the_pre_flight_ends_it_in_the_same_way(night: Night) -> None:
    night.provider.choose = lambda ask: "ok" if lot(ask) else "hold"
    pid = night.start(8)
    until(lambda: night.provider.holding == 1, "the greeting is held")
    os.kill(pid, SIGTERM)
    until(lambda: ASKED in night.err, "it heard the first signal")
    os.kill(pid, SIGTERM)

    assert night.wait(pid) == 143, night.err

    assert "go on with: society batch" in night.err
    assert attempts(night.db) == night.provider.requests == 1
    gone_on_with(night)


def test_a_signal_while_waiting_for_a_provider_that_asks_to_wait_is_heard_at_once(
    night: Night,
) -> None:
    night.provider.choose = lambda ask: "429-retry-after-250" if lot(ask) else "ok"
    pid = night.start(4, "-c", "2")
    until(lambda: night.provider.hits["429-retry-after-250"] >= 1, "the provider asks to wait")
    until(lambda: attempts(night.db) >= 2, "the refusal is on the bill")
    os.kill(pid, SIGINT)
    until(lambda: ASKED in night.err, "it heard the first signal")
    os.kill(pid, SIGINT)

    assert night.wait(pid) == 130, night.err
    assert billed(night.db, night.provider.requests)


def test_a_drained_batch_leaves_no_process_and_no_lock_behind(night: Night) -> None:
    pid = begun(night, "--processes", "2")
    os.kill(pid, signal.SIGTERM)
    until(lambda: ASKED in night.err, "it heard the signal")
    night.provider.go()

    assert night.wait(pid) == 143, night.err
    assert codes(night.db)["running"] == 0
    gone_on_with(night)
