"""How far a batch is, as sums over the store: whoever plays it, wherever that is."""

from collections import Counter
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, Join, Subquery, Table, func, select, union_all

from society.domain.value import Value
from society.store.store import Store
from society.store.tables import METADATA

_EPISODE, _CALL = METADATA.tables["episode"], METADATA.tables["call"]
_OUTCOME, _REWARD = METADATA.tables["outcome"], METADATA.tables["reward"]
_TURN = METADATA.tables["turn"]


class Figures(Value):
    """Sums over the dialogues of a batch; `running` are those that some process holds now."""

    done: int = 0
    failed: int = 0
    running: int = 0
    turns: int = 0
    calls: int = 0
    refused_calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0
    mean_reward: float | None = None
    rewards: tuple[int, ...] = (0,) * 10
    endings: dict[str, int] = Field(default_factory=dict)
    errors: dict[str, int] = Field(default_factory=dict)


def figures(store: Store, name: str) -> Figures:
    """The sums of the batch called `name`, all of one moment."""
    with store.reading() as db:
        return summed(db, _EPISODE.c.batch == name)


def summed(db: Connection, mine: ColumnElement[bool]) -> Figures:
    """The sums over the rows of the table `episode` that are meant."""
    statuses = _counted(db, _EPISODE.c.status, mine)
    held = select(func.count()).where(mine, _EPISODE.c.lease_owner != "")
    spoken = select(func.count()).select_from(_joined(_TURN)).where(mine)
    return Figures(
        done=statuses.get("done", 0),
        failed=statuses.get("failed", 0),
        running=db.execute(held).scalar_one(),
        endings=_endings(db, mine),
        errors=_counted(db, _EPISODE.c.code, mine & (_EPISODE.c.status == "failed")),
        turns=db.execute(spoken).scalar_one(),
        **_rewards(db, mine),
        **_calls(db, mine),
    )


def together(one: Figures, other: Figures) -> Figures:
    """The sums over both, which share no dialogue."""
    mean, many = 0.0, 0
    for each in (one, other):
        if each.mean_reward is not None:
            mean, many = mean + each.mean_reward * sum(each.rewards), many + sum(each.rewards)
    return Figures(
        **{name: getattr(one, name) + getattr(other, name) for name in _ADDED},
        mean_reward=mean / many if many else None,
        rewards=tuple(map(sum, zip(one.rewards, other.rewards, strict=True))),
        endings=dict(Counter(one.endings) + Counter(other.endings)),
        errors=dict(Counter(one.errors) + Counter(other.errors)),
    )


_ADDED = (
    *("done", "failed", "running", "turns", "calls"),
    *("refused_calls", "tokens", "cost", "unpriced"),
)


def _joined(table: Table) -> Join:
    """The rows of a table with the dialogues that they belong to."""
    return table.join(_EPISODE, _EPISODE.c.id == table.c.episode_id)


def _counted(db: Connection, by: ColumnElement[Any], where: ColumnElement[bool]) -> dict[str, int]:
    found = db.execute(select(by, func.count()).where(where).group_by(by))
    return {str(name): count for name, count in found}


def _endings(db: Connection, mine: ColumnElement[bool]) -> dict[str, int]:
    chosen = select(_OUTCOME.c.ended, func.count()).select_from(_joined(_OUTCOME)).where(mine)
    return {str(ended): count for ended, count in db.execute(chosen.group_by(_OUTCOME.c.ended))}


def _rewards(db: Connection, mine: ColumnElement[bool]) -> dict[str, Any]:
    """What was paid, in ten steps, and its mean: for each turn, and for the end to each role."""
    paid = _payments(mine)
    step = func.floor(paid.c.value * 10).label("step")
    chosen = select(step, func.count(), func.sum(paid.c.value))
    bins, total, count = [0] * 10, 0.0, 0
    for each, many, value in db.execute(chosen.group_by(step)):
        bins[min(max(int(each), 0), 9)] += many
        total, count = total + value, count + many
    return {
        "rewards": tuple(bins),
        "mean_reward": total / count if count else None,
    }


def _payments(mine: ColumnElement[bool]) -> Subquery:
    """The value of each turn, and of the end to each role, over however many turns it is spread."""
    of, joined = _REWARD.c, _joined(_REWARD)
    turns = select(of.value).select_from(joined).where(mine, of.scope == "turn")
    ends = select(func.sum(of.value)).select_from(joined).where(mine, of.scope == "outcome")
    return union_all(turns, ends.group_by(of.episode_id, of.role)).subquery()


def _calls(db: Connection, mine: ColumnElement[bool]) -> dict[str, Any]:
    replied = _CALL.c.error_kind == ""
    tokens = _CALL.c.prompt_tokens + _CALL.c.completion_tokens
    count = func.count(_CALL.c.entry)
    chosen = select(
        count.label("calls"),
        count.filter(~replied).label("refused_calls"),
        func.coalesce(func.sum(tokens), 0).label("tokens"),
        func.coalesce(func.sum(_CALL.c.cost), 0.0).label("cost"),
        count.filter(replied & _CALL.c.cost.is_(None)).label("unpriced"),
    )
    return dict(db.execute(chosen.select_from(_joined(_CALL)).where(mine)).mappings().one())
