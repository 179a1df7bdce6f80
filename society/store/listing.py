"""Lists by page, sums over the ledger, and from what a user typed to the id that was meant."""

import difflib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from society.domain.episode import Status
from society.domain.errors import SocietyError
from society.domain.strategy import Strategy
from society.store import rows
from society.store.clauses import condition
from society.store.lease import Lease
from society.store.statements import NOW
from society.store.tables import METADATA
from society.store.texts import from_json
from society.store.values import EpisodeRow, Totals
from society.store.where import EVERYTHING, Where

_EPISODE, _TURN, _CALL = (METADATA.tables[name] for name in ("episode", "turn", "call"))
_LEASE = (
    _EPISODE.c.lease_owner,
    _EPISODE.c.lease_until,
    _EPISODE.c.fence,
    _EPISODE.c.lease_until < literal_column(NOW),
)
_OUTCOME, _STRATEGY = METADATA.tables["outcome"], METADATA.tables["strategy"]
_SURE = {"proven": 0, "proposed": 1, "retired": 2, "observed": 3}


def resolve(db: Connection, wanted: str, *, table: str = "episode") -> str:
    """The id that `wanted` is, or is the unique beginning of; SocietyError otherwise."""
    ids = METADATA.tables[table].c.id
    if db.execute(select(ids).where(ids == wanted)).first():
        return wanted
    near = select(ids).where(ids >= wanted, ids < wanted + "\U0010ffff").limit(6)
    found = [each for each in db.scalars(near) if wanted and each.startswith(wanted)]
    if len(found) == 1:
        return str(found[0])
    word = "dialogue" if table == "episode" else table
    if found:
        raise SocietyError(
            f"{len(found)}{'' if len(found) < 6 else ' or more'} {word}s begin with {wanted!r}",
            hint=f"write more of it: {', '.join(found)}",
        )
    recent = db.scalars(
        select(ids).order_by(METADATA.tables[table].c.number.desc()).limit(1000)
    ).all()
    close = difflib.get_close_matches(wanted, recent, n=1, cutoff=0.5)
    lister = "society list" if table == "episode" else f"society {table} list"
    meant = f"did you mean {close[0]}? " if close else ""
    raise SocietyError(f"no {word} is called {wanted!r}", hint=f"{meant}`{lister}` shows all")


def strategies(
    db: Connection,
    *,
    scenario: str | None = None,
    role: str | None = None,
    status: str | None = None,
    limit: int | None = None,
) -> list[Strategy]:
    """Strategies, the surest first and of equals the latest; each filter narrows."""
    wanted = {"scenario": scenario, "role": role, "status": status}
    sure = case(_SURE, value=_STRATEGY.c.status)
    chosen = select(_STRATEGY).order_by(sure, _STRATEGY.c.number.desc()).limit(limit)
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(_STRATEGY.c[name] == value)
    return [rows.strategy_of(each) for each in db.execute(chosen).mappings()]


def strategy(db: Connection, wanted: str) -> Strategy:
    """One strategy by its id or a unique beginning of it."""
    id_ = resolve(db, wanted, table="strategy")
    chosen = select(_STRATEGY).where(_STRATEGY.c.id == id_)
    return rows.strategy_of(db.execute(chosen).mappings().one())


def unfinished(db: Connection, *, idle: bool = False) -> list[str]:
    """The ids of what can be resumed, the latest first; `idle`: without what is being played."""
    chosen = (
        select(_EPISODE.c.id, *_LEASE)
        .where(_EPISODE.c.status != "done")
        .order_by(_EPISODE.c.number.desc())
    )
    return [id_ for id_, *lease in db.execute(chosen) if not idle or Lease(*lease).free]


def lease(db: Connection, id_: str) -> Lease:
    """The lease of the episode with exactly that id."""
    return Lease(*db.execute(_lease_of(), {"id": id_}).one())


@cache
def _lease_of() -> Select[Any]:
    return select(*_LEASE).where(_EPISODE.c.id == bindparam("id"))


def totals(db: Connection, wanted: str | None = None) -> Totals:
    """Sums over the ledger, or over one episode's part of it."""
    chosen = select(*_sums())
    if wanted is not None:
        chosen = chosen.where(_CALL.c.episode_id == resolve(db, wanted))
    return Totals.model_validate(dict(db.execute(chosen).mappings().one()))


def _sums() -> list[ColumnElement[Any]]:
    replied = _CALL.c.error_kind == ""
    attempts = func.count(_CALL.c.entry)
    return [
        func.count(func.distinct(_CALL.c.call_id)).label("calls"),
        attempts.label("attempts"),
        attempts.filter(~replied).label("failed"),
        func.coalesce(func.sum(_CALL.c.prompt_tokens), 0).label("prompt_tokens"),
        func.coalesce(func.sum(_CALL.c.completion_tokens), 0).label("completion_tokens"),
        func.sum(_CALL.c.cost).label("cost"),
        attempts.filter(replied & _CALL.c.cost.is_(None)).label("unpriced"),
    ]


def page(
    db: Connection,
    *,
    limit: int = 20,
    before: str | None = None,
    scenario: str | None = None,
    status: Status | None = None,
    winner: str | None = None,
    where: Where = EVERYTHING,
) -> list[EpisodeRow]:
    """The latest `limit` episodes, or those begun before the one called `before`; by keyset."""
    chosen = (
        select(_EPISODE, _OUTCOME.c.ended, _OUTCOME.c.utilities, _OUTCOME.c.winner)
        .outerjoin(_OUTCOME, _OUTCOME.c.episode_id == _EPISODE.c.id)
        .where(condition(where))
        .order_by(_EPISODE.c.number.desc())
        .limit(limit)
    )
    if before is not None:
        at = select(_EPISODE.c.number).where(_EPISODE.c.id == resolve(db, before))
        chosen = chosen.where(_EPISODE.c.number < at.scalar_subquery())
    narrow = {_EPISODE.c.scenario: scenario, _EPISODE.c.status: status, _OUTCOME.c.winner: winner}
    for column, value in narrow.items():
        if value is not None:
            chosen = chosen.where(column == value)
    return light(db, db.execute(chosen).mappings().all())


def light(db: Connection, found: Sequence[Mapping[Any, Any]]) -> list[EpisodeRow]:
    """Rows of dialogues, each with how it ended, as lines of a list, in their order."""
    turns, spent = _sizes(db, [each["id"] for each in found])
    return [_light(each, turns.get(each["id"], 0), spent.get(each["id"])) for each in found]


def _sizes(db: Connection, ids: Sequence[str]) -> tuple[dict[str, int], dict[str, Totals]]:
    of_turn = select(_TURN.c.episode_id, func.count().label("turns"))
    counted = of_turn.where(_TURN.c.episode_id.in_(ids)).group_by(_TURN.c.episode_id)
    turns = {each["episode_id"]: each["turns"] for each in db.execute(counted).mappings()}
    of_call = select(_CALL.c.episode_id, *_sums()).where(_CALL.c.episode_id.in_(ids))
    spent = {
        each["episode_id"]: Totals(**{name: each[name] for name in Totals.model_fields})
        for each in db.execute(of_call.group_by(_CALL.c.episode_id)).mappings()
    }
    return turns, spent


def _light(row: Mapping[Any, Any], turns: int, spent: Totals | None) -> EpisodeRow:
    made_by = from_json(row["provenance"])
    sums = spent or Totals()
    plain = ("number", "id", "started", "scenario", "level", "locale", "seconds", "status", "code")
    return EpisodeRow(
        **{name: row[name] for name in plain},
        models=made_by["models"],
        players=made_by["players"],
        turns=turns,
        ended=row["ended"] or "",
        utilities=from_json(row["utilities"]) if row["utilities"] else {},
        winner=row["winner"],
        cost=sums.cost,
        unpriced=sums.unpriced,
        tokens=sums.tokens,
    )
