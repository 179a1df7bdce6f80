"""What people said of stored turns: kept as it comes, the latest word of each rater counts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from society.domain.errors import SocietyError
from society.domain.trust import Label
from society.store import query
from society.store.clauses import condition
from society.store.rows import Read
from society.store.statements import Row, write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.where import EVERYTHING, Where

_LABEL, _EPISODE, _TURN = (METADATA.tables[name] for name in ("label", "episode", "turn"))
_SAME = ("role", "rater", "score", "note", "created")
_MANY = 500


async def add(store: Store, labels: Iterable[Label]) -> int:
    """Store them all or none; how many were new. One said already, word for word, is passed over.

    SocietyError where a label is of a turn, or of a dialogue, that is not stored.
    """
    now, told = store.now(), list(labels)
    known = _known(store, told)
    fresh = [_dated(each, now) for each in told if _word(each) not in known]
    for each in fresh:
        _refuse_stray(store, each)
    if fresh:
        await store.write(write("add label", *map(_row, fresh)))
    return len(fresh)


def listed(
    store: Store, *, where: Where = EVERYTHING, rater: str | None = None, episode: str | None = None
) -> list[Label]:
    """The latest that each rater said of each thing, in the order of dialogues and turns."""
    chosen = select(_LABEL).join(_EPISODE, _EPISODE.c.id == _LABEL.c.episode_id)
    chosen = chosen.where(condition(where)).order_by(_EPISODE.c.number, _LABEL.c.seq, _LABEL.c.id)
    if rater is not None:
        chosen = chosen.where(_LABEL.c.rater == rater)
    if episode is not None:
        chosen = chosen.where(_LABEL.c.episode_id == episode)
    latest: dict[object, Label] = {}
    for label in _read(store, chosen):
        latest[(label.episode, label.turn, label.role, label.rater)] = label
    return list(latest.values())


def _read(store: Store, chosen: Select[Any]) -> list[Label]:
    with store.reading() as db:
        return [_of(row) for row in db.execute(chosen).mappings()]


def _dated(label: Label, now: str) -> Label:
    return label if label.created else label.model_copy(update={"created": now})


def _word(label: Label) -> tuple[object, ...]:
    """What makes two labels the same word of the same rater."""
    told = label.model_dump(exclude={"created"})
    return tuple(told.values())


def _known(store: Store, labels: Iterable[Label]) -> set[tuple[object, ...]]:
    """What the raters of these dialogues last said."""
    ids = sorted({each.episode for each in labels})
    latest: dict[object, Label] = {}
    for at in range(0, len(ids), _MANY):
        near = select(_LABEL).where(_LABEL.c.episode_id.in_(ids[at : at + _MANY]))
        for label in _read(store, near.order_by(_LABEL.c.id)):
            latest[(label.episode, label.turn, label.role, label.rater)] = label
    return {_word(each) for each in latest.values()}


def _refuse_stray(store: Store, label: Label) -> None:
    """SocietyError where there is nothing stored that the label could be of."""
    with store.reading() as db:
        game = query.game(db, label.episode)
        of_turn = (_TURN.c.episode_id == label.episode) & (_TURN.c.seq == label.turn)
        speaker = db.scalar(select(_TURN.c.role).where(of_turn))
    if game is None:
        raise SocietyError(
            f"a label is of dialogue {label.episode!r}, which is not stored",
            hint="import the dialogue first, or name another database with --db",
        )
    roles = [each.id for each in game.roles] if label.turn is None else [speaker]
    if label.role not in roles:
        what = "the whole" if label.turn is None else f"turn {label.turn}"
        whose = ", ".join(filter(None, roles)) or "nobody's"
        raise SocietyError(
            f"a label is of {label.role!r} in {what} of {label.episode!r}, which is {whose}",
            hint="turns count from 0; `society show` names who said each",
        )


def _row(label: Label) -> Row:
    told = {name: getattr(label, name) for name in _SAME}
    return {"episode_id": label.episode, "seq": label.turn, **told}


def _of(row: Read) -> Label:
    told = {name: row[name] for name in _SAME}
    return Label(episode=row["episode_id"], turn=row["seq"], **told)
