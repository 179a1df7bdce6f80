"""What dialogues come to together: counts over all that match, worths of the latest of them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, Select, func, select

from society.domain.value import Value
from society.store.browsing import Look
from society.store.clauses import measured
from society.store.tables import METADATA
from society.store.texts import from_json

MOST = 2000
"""Dialogues whose worths are read one by one, the latest first: intervals need no more."""

TALKS = 200
"""Dialogues whose offers are followed turn by turn."""

STEPS = 10

_EPISODE, _TURN = METADATA.tables["episode"], METADATA.tables["turn"]
_OUTCOME, _CALL = METADATA.tables["outcome"], METADATA.tables["call"]


class Survey(Value):
    """Sums over dialogues.

    `rewards` counts mean returns in ten steps from 0 to 1, what lies outside at its end. `worths`
    are the utilities of each role in the latest `read` dialogues that settled, in one order: the
    n-th of every role are of one dialogue where `paired`. `conceded` is what the offer on the
    table was worth to each role at each turn, as a mean over the latest dialogues.
    """

    dialogues: int = 0
    statuses: dict[str, int] = Field(default_factory=dict)
    endings: dict[str, int] = Field(default_factory=dict)
    winners: dict[str, int] = Field(default_factory=dict)
    turns: float | None = None
    cost: float | None = None
    unpriced: int = 0
    reward: float | None = None
    rewards: tuple[int, ...] = (0,) * STEPS
    read: int = 0
    paired: bool = False
    worths: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    conceded: dict[str, tuple[float, ...]] = Field(default_factory=dict)


def survey(db: Connection, look: Look) -> Survey:
    """The sums of what a query means, all of one moment."""
    mine = look.condition
    statuses = _counted(db, select(_EPISODE.c.status, func.count()).where(mine), _EPISODE.c.status)
    return Survey(
        dialogues=sum(statuses.values()),
        statuses=statuses,
        endings=_ended(db, mine, _OUTCOME.c.ended),
        winners=_ended(db, mine, func.coalesce(_OUTCOME.c.winner, "nobody")),
        turns=_mean(db, mine, measured("turns")),
        conceded=_conceded(db, mine),
        **_spent(db, mine),
        **_rewards(db, mine),
        **_worths(db, mine),
    )


def _counted(db: Connection, chosen: Select[Any], by: ColumnElement[Any]) -> dict[str, int]:
    grouped = chosen.group_by(by).order_by(func.count().desc(), by)
    return {str(name): count for name, count in db.execute(grouped)}


def _ended(db: Connection, mine: ColumnElement[bool], by: ColumnElement[Any]) -> dict[str, int]:
    joined = _EPISODE.join(_OUTCOME, _OUTCOME.c.episode_id == _EPISODE.c.id)
    return _counted(db, select(by, func.count()).select_from(joined).where(mine), by)


def _mean(db: Connection, mine: ColumnElement[bool], of: ColumnElement[Any]) -> float | None:
    value = db.scalar(select(func.avg(of)).select_from(_EPISODE).where(mine))
    return None if value is None else float(value)


def _spent(db: Connection, mine: ColumnElement[bool]) -> dict[str, Any]:
    joined = _EPISODE.join(_CALL, _CALL.c.episode_id == _EPISODE.c.id)
    replied = (_CALL.c.error_kind == "") & _CALL.c.cost.is_(None)
    unpriced = func.count().filter(replied).label("unpriced")
    chosen = select(func.sum(_CALL.c.cost).label("cost"), unpriced)
    return dict(db.execute(chosen.select_from(joined).where(mine)).mappings().one())


def _rewards(db: Connection, mine: ColumnElement[bool]) -> dict[str, Any]:
    figure = (
        select(measured("reward").label("reward"))
        .select_from(_EPISODE)
        .where(mine)
        .cte("paid")
        .prefix_with("MATERIALIZED")
    )
    known = figure.c.reward.is_not(None)
    step = func.floor(figure.c.reward * STEPS).label("step")
    chosen = select(step, func.count(), func.sum(figure.c.reward)).where(known).group_by(step)
    steps, total, count = [0] * STEPS, 0.0, 0
    for at, many, value in db.execute(chosen):
        steps[min(max(int(at), 0), STEPS - 1)] += many
        total, count = total + value, count + many
    return {"rewards": tuple(steps), "reward": total / count if count else None}


def _worths(db: Connection, mine: ColumnElement[bool]) -> dict[str, Any]:
    joined = _EPISODE.join(_OUTCOME, _OUTCOME.c.episode_id == _EPISODE.c.id)
    chosen = select(_OUTCOME.c.utilities).select_from(joined).where(mine)
    latest = db.scalars(chosen.order_by(_EPISODE.c.number.desc()).limit(MOST))
    each = [worth for worth in map(from_json, latest) if worth]
    roles = list(dict.fromkeys(role for worth in each for role in worth))
    return {
        "read": len(each),
        "paired": all(worth.keys() == each[0].keys() for worth in each),
        "worths": {role: tuple(w[role] for w in each if role in w) for role in roles},
    }


def _conceded(db: Connection, mine: ColumnElement[bool]) -> dict[str, tuple[float, ...]]:
    latest = select(_EPISODE.c.id).where(mine).order_by(_EPISODE.c.number.desc()).limit(TALKS)
    ids = list(db.scalars(latest))
    chosen = select(_TURN.c.seq, _TURN.c.standing).where(_TURN.c.episode_id.in_(ids))
    offered = db.execute(chosen.where(_TURN.c.standing.is_not(None)).order_by(_TURN.c.seq))
    told: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for seq, standing in offered:
        for role, worth in from_json(standing).items():
            told[role][seq].append(worth)
    return {role: _means(turns) for role, turns in told.items()}


def _means(turns: Mapping[int, list[float]]) -> tuple[float, ...]:
    """A mean a turn; at turns that nobody offered anything the offer before them stands."""
    line: list[float] = []
    for seq in range(min(turns), max(turns) + 1):
        values = turns.get(seq)
        line.append(sum(values) / len(values) if values else line[-1])
    return tuple(line)
