"""`society batch` itself, killed, stalled and doubled: nothing lost, nothing doubled, all paid."""

import os
import signal
import sqlite3
from contextlib import closing

import pytest

from society.domain.errors import StoreError
from society.store.store import Store
from tests.faults.batch_commands import Night, until
from tests.faults.batch_server import lot
from tests.faults.batch_stage import attempts, billed, codes, rows, whole


@pytest.mark.parametrize("many", [3, 12, 24])
def test_a_killed_batch_goes_on_and_pays_again_only_for_what_was_in_flight(
    night: Night, many: int
) -> None:
    """The provider holds everything from the so many-th request on, so it is known what is lost."""
    night.provider.choose = lambda _: "ok" if night.provider.requests < many else "hold"
    pid = night.start(8, "-c", "4")
    until(lambda: night.provider.holding >= 4, "all are in flight")

    assert night.strike(pid) == -signal.SIGKILL
    lost = night.provider.requests - attempts(night.db)
    night.provider.choose = lambda _: "ok"
    night.provider.go()

    assert night.run(8, "-c", "4") == 0, night.err
    assert 1 <= lost <= 4 + 1, "no more than was in flight, and the greeting"
    assert attempts(night.db) + lost == night.provider.requests
    whole(night.db, done=8)
    assert night.run(8, "-c", "4") == 0
    assert attempts(night.db) + lost == night.provider.requests


def test_two_processes_share_the_work_and_ask_nothing_twice(night: Night) -> None:
    first, second = night.start(12, "-c", "3"), night.start(12, "-c", "3")

    assert [night.wait(first), night.wait(second)] == [0, 0], night.err

    whole(night.db, done=12)
    talks = [ask for ask in night.provider.asked if lot(ask)]
    assert len(talks) == 12 * 4, "nobody pays twice"
    assert attempts(night.db) == night.provider.requests == 12 * 4 + 2


def test_the_second_of_two_processes_says_who_plays_and_waits(night: Night) -> None:
    night.provider.choose = lambda ask: "hold" if lot(ask) else "ok"
    first = night.start(2, "-c", "2")
    until(lambda: night.provider.holding == 2, "the first plays both")
    second = night.start(2, "-c", "2", "--no-preflight")
    until(lambda: f":{first} since" in night.err, "the second names the first")

    night.provider.go()

    assert [night.wait(first), night.wait(second)] == [0, 0], night.err
    whole(night.db, done=2)
    assert night.provider.requests == 1 + 2 * 4


def test_who_was_stalled_while_another_took_over_commits_nothing_late(night: Night) -> None:
    night.provider.choose = lambda ask: "hold" if lot(ask) else "ok"
    stalled = night.start(2, "-c", "2")
    until(lambda: night.provider.holding == 2, "both are in flight")
    os.kill(stalled, signal.SIGSTOP)
    taken_over(night)
    night.provider.go()

    assert night.run(2, "-c", "2", "--no-preflight") == 0, night.err
    before = rows(night.db, "SELECT episode_id, seq, calls FROM turn ORDER BY 1, 2")
    os.kill(stalled, signal.SIGCONT)

    assert night.wait(stalled) == 0, night.err
    assert rows(night.db, "SELECT episode_id, seq, calls FROM turn ORDER BY 1, 2") == before
    whole(night.db, done=2)
    assert billed(night.db, night.provider.requests), "what was paid late is on the bill"


def taken_over(night: Night) -> None:
    """As if the owner sat on another machine and its leases had run out."""
    with closing(sqlite3.connect(night.db)) as db:
        db.execute("UPDATE episode SET lease_owner = 'far:1:1:then', lease_until = 0")
        db.commit()


def test_a_command_that_is_forked_away_from_may_not_use_the_store(night: Night) -> None:
    with Store.open(night.db) as store:
        child = os.fork()
        if child == 0:
            try:
                store.episodes()
            except StoreError as error:
                os._exit(error.exit)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5
    assert codes(night.db).total() == 0
