"""What each turn took, as sums over the ledger, and dialogues read whole with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
)

from society.domain.dialogue import Searched
from society.domain.episode import Episode
from society.domain.receipts import Receipt, Spent, Thinking, receipt
from society.domain.scenario import Scenario
from society.store.query import whole
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json

_EPISODE, _TURN, _CALL = (METADATA.tables[name] for name in ("episode", "turn", "call"))
_PAGE = 100


def receipts(store: Store, ids: Sequence[str]) -> Iterator[tuple[Episode, Receipt]]:
    """The dialogues of these ids that are stored, each with what it took; a page at a time."""
    known: dict[bytes, Scenario] = {}
    for at in range(0, len(ids), _PAGE):
        page = list(ids[at : at + _PAGE])
        with store.reading() as db:
            found = db.execute(select(_EPISODE).where(_EPISODE.c.id.in_(page))).mappings().all()
            episodes, spent = whole(db, found, known), _spent(db, page)
        for each in episodes:
            yield each, receipt(each.dialogue.turns, spent.get(each.id, {}))


def receipt_of(store: Store, episode: Episode) -> Receipt:
    """What a dialogue took, as far as it is stored."""
    with store.reading() as db:
        spent = _spent(db, [episode.id]).get(episode.id, {})
    return receipt(episode.dialogue.turns, spent)


def _spent(db: Connection, ids: Sequence[str]) -> dict[str, dict[int | None, Spent]]:
    found: dict[str, dict[int | None, Spent]] = {}
    for row in db.execute(_sums(), {"ids": list(ids)}).mappings():
        of, turn = found.setdefault(row["episode_id"], {}), turn_of(row["purpose"])
        of[turn] = of.get(turn, Spent()) + _spent_of(row)
    return found


def thinking(store: Store, batch: str) -> Thinking:
    """What was searched in all dialogues of a batch, and what those turns took."""
    with store.reading() as db:
        return _thinking(db, _EPISODE.c.batch == batch, literal(value=True))


def thinking_of(db: Connection, ids: Collection[str], roles: Collection[str]) -> Thinking:
    """What these roles searched in the dialogues of these ids, and what those turns took."""
    found, listed = Thinking(), sorted(ids)
    for at in range(0, len(listed), _PAGE):
        page = _EPISODE.c.id.in_(listed[at : at + _PAGE])
        found += _thinking(db, page, _TURN.c.role.in_(roles))
    return found


def _thinking(db: Connection, mine: ColumnElement[bool], whose: ColumnElement[bool]) -> Thinking:
    told = [Searched(**from_json(each)) for each in db.scalars(_searched(mine & whose))]
    if not told:
        return Thinking()
    row = db.execute(_of_searched(mine & whose)).mappings().one()
    kept = db.scalar(select(func.count()).where(mine, _EPISODE.c.status == "done"))
    return Thinking(
        turns=len(told),
        simulations=sum(each.simulations for each in told),
        seconds=sum(each.seconds for each in told),
        spent=_spent_of(row),
        kept=kept or 0,
    )


def _searched(mine: ColumnElement[bool]) -> Select[Any]:
    joined = _TURN.join(_EPISODE, _EPISODE.c.id == _TURN.c.episode_id)
    return select(_TURN.c.searched).select_from(joined).where(mine, _TURN.c.searched.is_not(None))


def _of_searched(mine: ColumnElement[bool]) -> Select[Any]:
    of_turn = and_(
        _TURN.c.episode_id == _CALL.c.episode_id,
        _CALL.c.purpose == literal("turn:") + cast(_TURN.c.seq, String),
    )
    joined = _CALL.join(_TURN, of_turn).join(_EPISODE, _EPISODE.c.id == _CALL.c.episode_id)
    return select(*_columns()).select_from(joined).where(mine, _TURN.c.searched.is_not(None))


def turn_of(purpose: str) -> int | None:
    """The number of the turn that a request was made to speak; None where for something else.

    >>> turn_of("turn:3"), turn_of("judge:deal")
    (3, None)
    """
    kind, _, number = purpose.partition(":")
    return int(number) if kind == "turn" and number.isdecimal() else None


def _spent_of(row: Mapping[Any, Any]) -> Spent:
    return Spent(**{name: row[name] for name in Spent.model_fields})


@cache
def _sums() -> Select[Any]:
    return (
        select(_CALL.c.episode_id, _CALL.c.purpose, *_columns())
        .where(_CALL.c.episode_id.in_(bindparam("ids", expanding=True)))
        .group_by(_CALL.c.episode_id, _CALL.c.purpose)
    )


def _columns() -> list[ColumnElement[Any]]:
    """The sums that make a `Spent`."""
    replied = _CALL.c.error_kind == ""
    attempts = func.count(_CALL.c.entry)
    return [
        func.count(func.distinct(_CALL.c.call_id)).label("calls"),
        attempts.label("attempts"),
        func.coalesce(func.sum(_CALL.c.prompt_tokens), 0).label("prompt"),
        func.coalesce(func.sum(_CALL.c.completion_tokens), 0).label("completion"),
        func.coalesce(func.sum(_CALL.c.cached_tokens), 0).label("cached"),
        func.coalesce(func.sum(_CALL.c.cost), 0.0).label("cost"),
        attempts.filter(replied & _CALL.c.cost.is_(None)).label("unpriced"),
        func.coalesce(func.sum(_CALL.c.seconds), 0.0).label("seconds"),
    ]
