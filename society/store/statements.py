"""Every statement that writes, by name: compiled once, run by the driver."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert, insert

from society.store.lease import SECONDS, Taken
from society.store.tables import METADATA
from society.store.texts import mended

Row = Mapping[str, Any]

_KEPT = (
    "run",
    "scenario",
    "body",
    "episode",
    "turn",
    "draft",
    "call",
    "strategy",
    "policy",
    "meta",
    "share",
    "tag",
)
_ADDED = ("turn", "draft", "judgement", "meta", "label", "audit")
_LAST = (
    *("draft", "reward", "outcome", "share", "batch", "meta"),
    *("strategy", "generation"),
)
_COUNTED = {
    **{"episode": "number", "strategy": "number", "call": "entry"},
    **dict.fromkeys(("judgement", "label", "audit"), "id"),
}
_KEYS = {"strategy": ["id"]}
"""By what a row is found where it is not the primary key, which counts."""

PAID = frozenset({"keep body", "keep call"})
"""The statements that write the ledger: what was paid for, whatever becomes of the reply."""

LEASE = frozenset({"take", "renew", "release"})
"""The statements that say who plays a dialogue."""

NOW = "CAST(strftime('%s', 'now') AS REAL)"
_TAKE = f"""
    UPDATE episode SET lease_owner = :owner, lease_until = {NOW} + {SECONDS}, fence = fence + 1
    WHERE id = :id AND fence = :fence AND lease_owner = :seen AND lease_until = :until
"""  # noqa: S608
_RENEW = f"""
    UPDATE episode SET lease_until = {NOW} + {SECONDS} WHERE id = :id AND fence = :fence
"""  # noqa: S608
_RELEASE = """
    UPDATE episode SET lease_owner = '', lease_until = 0 WHERE id = :id AND fence = :fence
"""
_START = """
    UPDATE episode SET status = 'running', code = '', error = '',
        started = CASE started WHEN '' THEN :now ELSE started END
    WHERE id = :id AND status <> 'done'
        AND :turns = (SELECT count(*) FROM turn WHERE episode_id = :id)
"""
_FINISH = """
    UPDATE episode SET status = :status, code = :code, error = :error, seconds = seconds + :seconds
    WHERE id = :id AND status <> 'done'
"""
_GROW = """
    UPDATE share SET risk = max(risk, :risk), risk_calls = max(risk_calls, :risk_calls),
        dollars = dollars + min(max(:want, 0), max(0, :budget - (
            SELECT sum(dollars) FROM share WHERE batch = :batch))),
        calls = calls + min(max(:want_calls, 0), max(0, :most - (
            SELECT sum(calls) FROM share WHERE batch = :batch)))
    WHERE batch = :batch AND owner = :owner
"""
_DROP = "DELETE FROM share WHERE batch = :batch AND owner = :owner"
_FORGET = "DELETE FROM draft WHERE episode_id = :episode_id AND seq = :seq"
_UNTAG = "DELETE FROM tag WHERE episode_id = :episode_id AND tag = :tag"
_SPELT = {
    "grow share": _GROW,
    "drop share": _DROP,
    "drop tag": _UNTAG,
    "drop draft": _FORGET,
    "take": _TAKE,
    "renew": _RENEW,
    "release": _RELEASE,
    "start": _START,
    "finish": _FINISH,
}


class Write(NamedTuple):
    """Rows for one named statement; `missing` says what it means when no row was touched."""

    name: str
    rows: tuple[Row, ...]
    missing: str = ""


def write(name: str, *rows: Row, missing: str = "") -> Write:
    """Rows for a statement."""
    return Write(name, rows, missing)


def some(name: str, rows: Iterable[Row]) -> list[Write]:
    """One write of all the rows; no write where there are none."""
    listed = tuple(rows)
    return [Write(name, listed)] if listed else []


def bill(job: Iterable[Write]) -> list[Write]:
    """The part of a job that says what was paid for: it holds whatever becomes of the rest."""
    return [one for one in job if one.name in PAID]


def apply(connection: sqlite3.Connection, writes: Iterable[Write]) -> None:
    """Run the writes inside the transaction that is open; Taken where a row is missing."""
    for name, rows, missing in writes:
        sql = catalogue()[name]
        try:
            touched = _run(connection, sql, rows)
        except UnicodeEncodeError:
            touched = _run(connection, sql, tuple(map(_held, rows)))
        if missing and not touched.rowcount:
            raise Taken(missing)


@cache
def catalogue() -> Mapping[str, str]:
    """SQL by name. add: a second row is an error; keep: the first stays; put: the last counts."""
    built = {
        **{f"add {name}": _insert(name) for name in _ADDED},
        **{f"keep {name}": _insert(name).on_conflict_do_nothing() for name in _KEPT},
        **{f"put {name}": _put(name) for name in _LAST},
    }
    dialect = sqlite.dialect(paramstyle="named")
    compiled = {name: str(each.compile(dialect=dialect)) for name, each in built.items()}
    return MappingProxyType({**compiled, **_SPELT})


def _insert(name: str) -> Insert:
    table = METADATA.tables[name]
    columns = [each.name for each in table.columns if each.name != _COUNTED.get(name)]
    return insert(table).values({column: bindparam(column) for column in columns})


def _run(connection: sqlite3.Connection, sql: str, rows: Sequence[Row]) -> sqlite3.Cursor:
    """Run it for all rows; of several, none before all are such that UTF-8 can hold them."""
    if len(rows) == 1:
        return connection.execute(sql, rows[0])
    return connection.executemany(sql, [_held(row) for row in rows])


def _held(row: Row) -> Row:
    """The row with every text such that UTF-8 can hold it."""
    return {key: mended(each) if isinstance(each, str) else each for key, each in row.items()}


def _put(name: str) -> Insert:
    statement, table = _insert(name), METADATA.tables[name]
    keys = _KEYS.get(name) or [each.name for each in table.primary_key]
    changed = {
        each.name: statement.excluded[each.name]
        for each in table.columns
        if each.name not in (*keys, _COUNTED.get(name))
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
