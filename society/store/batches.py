"""Batches as the store knows them: their plans, how far they are, what each process may spend.

Law: what all processes of a batch may spend together is one sum, changed in one statement, so that
two of them never take the same dollar.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, or_, select

from society.domain.calls import Attempt, Heard
from society.domain.value import Value
from society.store.lease import Holder
from society.store.rows import call_row
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json, to_json

_BATCH, _SHARE = METADATA.tables["batch"], METADATA.tables["share"]
_EPISODE, _CALL = METADATA.tables["episode"], METADATA.tables["call"]

PAST = "past"
"""The owner of the share that stands for every process that is gone."""

UNDONE = ("rate_limited", "server", "auth", "quota", "unknown_model", "bad_request", "context")
"""Failures of requests that were refused before any work was done for them."""


class Revision(Value):
    """A plan as it was begun, or as it was changed to; revisions count from 1."""

    name: str
    revision: int
    created: str
    plan: dict[str, Any]


class _Bill(NamedTuple):
    """What the ledger says: the sum, the most that one call could have cost, and the worst rate.

    A rate of 2 means that a call was billed at twice the most it could have cost.
    """

    dollars: float
    calls: int
    dearest: float
    rate: float


_NOTHING = MappingProxyType({"dollars": 0.0, "calls": 0, "risk": 0.0, "risk_calls": 0})


class Granted(Value):
    """Dollars and requests that one process may spend in all."""

    dollars: float = 0.0
    calls: int = 0


def latest(store: Store, name: str) -> Revision | None:
    """The plan that a batch was last begun with; None where there is no such batch."""
    chosen = select(_BATCH).where(_BATCH.c.name == name).order_by(_BATCH.c.revision.desc()).limit(1)
    with store.reading() as db:
        row = db.execute(chosen).mappings().one_or_none()
    return None if row is None else _revision(row)


def batches(store: Store) -> list[Revision]:
    """Every batch's latest plan, the last begun first."""
    grouped = select(_BATCH.c.name, func.max(_BATCH.c.revision).label("revision"))
    newest = grouped.group_by(_BATCH.c.name).subquery()
    same = (_BATCH.c.name == newest.c.name) & (_BATCH.c.revision == newest.c.revision)
    chosen = select(_BATCH).join(newest, same).order_by(_BATCH.c.created.desc())
    with store.reading() as db:
        return [_revision(row) for row in db.execute(chosen).mappings()]


async def put_down(
    store: Store, name: str, revision: int, plan: Mapping[str, Any], *, created: str = ""
) -> None:
    """Store a plan as that revision of the batch, in place of the one that was there."""
    begun = created or store.now()
    row = {"name": name, "revision": revision, "created": begun, "plan": to_json(plan)}
    await store.write(write("put batch", row))


async def put_on_the_bill(store: Store, name: str, heard: Iterable[Heard]) -> None:
    """Keep the attempts among what was heard: calls of a batch that belong to no dialogue."""
    attempts = [each for each in heard if isinstance(each, Attempt)]
    rows = [
        call_row(None, attempt.model_copy(update={"purpose": preflight(name)}), None)
        for attempt in attempts
    ]
    if rows:
        await store.write(write("keep call", *rows))


def statuses(store: Store, name: str) -> dict[str, tuple[str, str]]:
    """Status and code of every dialogue of the batch that was begun, by id."""
    chosen = select(_EPISODE.c.id, _EPISODE.c.status, _EPISODE.c.code)
    with store.reading() as db:
        found = db.execute(chosen.where(_EPISODE.c.batch == name)).all()
    return {id_: (status, code) for id_, status, code in found}


def holders(store: Store, name: str) -> list[Holder]:
    """The processes that play dialogues of the batch now."""
    chosen = select(_EPISODE.c.lease_owner).distinct()
    chosen = chosen.where(_EPISODE.c.batch == name, _EPISODE.c.lease_owner != "")
    with store.reading() as db:
        found = [Holder.read(owner) for (owner,) in db.execute(chosen)]
    return [holder for holder in found if holder.lives or not holder.near]


async def settle_the_past(store: Store, name: str) -> Granted:
    """Bring together what earlier processes of the batch spent; gives the sum, an upper bound.

    That is everything on the ledger, the most that a broken call may have cost, and what a process
    that was killed may have had under way. What living processes hold is left alone.
    """
    with store.reading() as db:
        shares = db.execute(select(_SHARE).where(_SHARE.c.batch == name)).mappings().all()
        bill = _billed(db, name)
    if not all(_gone(share["owner"]) for share in shares):
        return Granted(dollars=sum(each["dollars"] for each in shares))
    row = {"batch": name, "owner": PAST, **_past(shares, bill)}
    dead = [{"batch": name, "owner": each["owner"]} for each in shares]
    await store.write(*(write("drop share", each) for each in dead), write("put share", row))
    return Granted(dollars=row["dollars"], calls=row["calls"])


def _past(shares: Sequence[Mapping[Any, Any]], bill: _Bill) -> dict[str, Any]:
    """The share that stands for these and for what they paid; `risk` is what is on no ledger.

    Nobody spent more than was granted. Of dollars that is ten times too much, since each call
    reserves so many times its worst: then the calls that may have been under way tell, at the
    dearest and at the worst rate that was ever billed.
    """
    before = next((each for each in shares if each["owner"] == PAST), _NOTHING)
    dead = [each for each in shares if each["owner"] != PAST]
    since = bill.dollars - (before["dollars"] - before["risk"])
    calls_since = bill.calls - (before["calls"] - before["risk_calls"])
    under_way = sum(max(each["risk"], each["risk_calls"] * bill.dearest) for each in dead)
    dollars = min(sum(each["dollars"] for each in dead) - since, bill.rate * under_way)
    calls = sum(each["calls"] for each in dead) - calls_since
    risk = before["risk"] + max(dollars, 0.0)
    risk_calls = before["risk_calls"] + max(calls, 0)
    return {
        "dollars": bill.dollars + risk,
        "calls": bill.calls + risk_calls,
        "risk": risk,
        "risk_calls": risk_calls,
    }


async def more(
    store: Store, name: str, owner: str, *, want: Granted, limit: Granted, risk: Granted
) -> Granted:
    """Take up to `want` more of what is left of `limit`; gives what this process has in all.

    `risk` is what it may have in flight at any moment, which is lost if it is killed.
    """
    row = {
        "batch": name,
        "owner": owner,
        "want": want.dollars,
        "want_calls": want.calls,
        "budget": limit.dollars,
        "most": limit.calls,
        "risk": risk.dollars,
        "risk_calls": risk.calls,
    }
    none = {"dollars": 0.0, "calls": 0, "risk": 0.0, "risk_calls": 0}
    await store.write(
        write("keep share", {"batch": name, "owner": owner, **none}), write("grow share", row)
    )
    return _granted(store, name, owner)


async def give_back(store: Store, name: str, owner: str, spent: Granted) -> None:
    """Leave what this process did not spend to the others: it ends, with nothing in flight."""
    row = {"batch": name, "owner": owner, **spent.model_dump(), "risk": 0.0, "risk_calls": 0}
    await store.write(write("put share", row))


def _granted(store: Store, name: str, owner: str) -> Granted:
    chosen = select(_SHARE.c.dollars, _SHARE.c.calls)
    chosen = chosen.where(_SHARE.c.batch == name, _SHARE.c.owner == owner)
    with store.reading() as db:
        dollars, calls = db.execute(chosen).one()
    return Granted(dollars=dollars, calls=calls)


def _billed(db: Connection, name: str) -> _Bill:
    guessed = _CALL.c.estimated | _CALL.c.cost.is_(None) & _CALL.c.error_kind.not_in(UNDONE)
    cost = case((guessed, func.coalesce(_CALL.c.reserved, _CALL.c.cost)), else_=_CALL.c.cost)
    chosen = (
        select(
            func.coalesce(func.sum(cost), 0.0).label("dollars"),
            func.count(_CALL.c.entry).label("calls"),
            func.coalesce(func.max(_CALL.c.reserved), 0.0).label("dearest"),
            func.coalesce(func.max(_CALL.c.cost / func.nullif(_CALL.c.reserved, 0)), 0).label(
                "rate"
            ),
        )
        .outerjoin(_EPISODE, _EPISODE.c.id == _CALL.c.episode_id)
        .where(or_(_EPISODE.c.batch == name, _CALL.c.purpose == preflight(name)))
    )
    dollars, calls, dearest, rate = db.execute(chosen).one()
    return _Bill(dollars, calls, dearest, max(rate, 1.0))


def preflight(name: str) -> str:
    """The purpose of a call that only tries whether a model of the batch answers."""
    return f"preflight:{name}"


def _gone(owner: str) -> bool:
    """Whether no process spends of that share any more; one that cannot be seen may."""
    return owner == PAST or ((holder := Holder.read(owner)).near and not holder.lives)


def _revision(row: Mapping[Any, Any]) -> Revision:
    return Revision(
        name=row["name"],
        revision=row["revision"],
        created=row["created"],
        plan=from_json(row["plan"]),
    )
