"""A batch as the command plays it, in this process: real scenario, store, purse, wire and summary.

Only the waiting is not real: between two tries nobody sleeps, a clock is put forward instead.
"""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from society.cli.batch.batching import perform
from society.cli.batch.command import MatrixOptions, WorkOptions, planned
from society.cli.options import CastOptions
from society.domain.errors import SocietyError
from society.llm.retry import Patience
from tests.faults.batch_server import Provider

TALK = Path(__file__).with_name("batch_talk.yaml")
TURNS = 4


class Forward:
    """A clock that whoever sleeps puts forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def hurried() -> Patience:
    """As many tries as ever, and no time lost between them."""
    forward = Forward()
    return Patience(sleep=forward.sleep, clock=forward.clock, chance=lambda: 0.5)


@dataclass(frozen=True)
class Told:
    """How a batch ended."""

    code: int
    out: str
    err: str


@dataclass
class Stage:
    """Plays batches of batch_talk.yaml against a provider, kept in one database."""

    provider: Provider
    db: Path
    capsys: pytest.CaptureFixture[str]
    cast: CastOptions = field(
        default_factory=lambda: CastOptions(model="talker", player="llm", judge=("brevity",))
    )

    def play(self, n: int = 4, scenario: Path | str = TALK, **work: Any) -> Told:
        """One run of the command; the same words again go on."""
        matrix = MatrixOptions(n=n, name="night", **work.pop("matrix", {}))
        cast = replace(self.cast, **work.pop("cast", {}))
        return self._told([str(scenario)], matrix, cast, work)

    def plan(self, file: Path, **work: Any) -> Told:
        """One run of the command with a plan file."""
        return self._told([], MatrixOptions(plan=file), CastOptions(), work)

    def _told(
        self, words: list[str], matrix: MatrixOptions, cast: CastOptions, work: dict[str, Any]
    ) -> Told:
        usual = {"concurrency": 4, "api_base": self.provider.url, "db": str(self.db)}
        options = WorkOptions(**{**usual, **work})
        self.capsys.readouterr()
        try:
            plan = planned(words, matrix, cast, options)
            code = asyncio.run(perform(plan, options, patience=hurried()))
            error = ""
        except SocietyError as fault:
            code, error = fault.exit, f"{fault}"
        told = self.capsys.readouterr()
        return Told(int(code), told.out, told.err + error)

    def codes(self) -> Counter[str]:
        """How many dialogues are done, or failed or stopped with which code."""
        return codes(self.db)

    def attempts(self) -> int:
        return attempts(self.db)


def rows(db: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def codes(db: Path) -> Counter[str]:
    found = rows(db, "SELECT status, code FROM episode")
    return Counter(f"{status} {code}".strip() for status, code in found)


def attempts(db: Path) -> int:
    return int(rows(db, "SELECT count(*) FROM call")[0][0])


def billed(db: Path, requests: int) -> bool:
    """Whether every request is on the ledger, and nothing else is.

    An attempt that was given up as it began may or may not have reached the provider.
    """
    given_up = rows(db, "SELECT count(*) FROM call WHERE error_kind = 'cancelled'")[0][0]
    return bool(attempts(db) - given_up <= requests <= attempts(db))


def nobody_plays(db: Path) -> bool:
    """Whether every lease was given back."""
    return rows(db, "SELECT count(*) FROM episode WHERE lease_owner <> ''") == [(0,)]


def whole(db: Path, *, done: int, turns: int = TURNS) -> None:
    """The file is sound, so many dialogues are done, and each has every turn once and paid for."""
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    assert codes(db)["done"] == done
    found = rows(
        db,
        "SELECT e.id, group_concat(t.seq) FROM episode e JOIN (SELECT * FROM turn ORDER BY seq) t "
        "ON t.episode_id = e.id WHERE e.status = 'done' GROUP BY e.id",
    )
    expected = ",".join(map(str, range(turns)))
    assert [seqs for _, seqs in found] == [expected] * done
    twice = rows(
        db,
        "SELECT episode_id FROM judgement WHERE scope = 'turn' "
        "GROUP BY episode_id, seq, judge HAVING count(*) > 1",
    )
    assert twice == []
    named = rows(db, "SELECT count(*) FROM turn t, json_each(t.calls) c")
    kept = rows(
        db,
        "SELECT count(*) FROM turn t, json_each(t.calls) c "
        "WHERE EXISTS (SELECT 1 FROM call WHERE call_id = c.value AND error_kind = '')",
    )
    assert named == kept
