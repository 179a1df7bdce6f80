"""Going through any number of dialogues a page at a time, in several orders, from either end.

Law: a page is found by what its neighbour ended with, never by counting from the first, and only
the rows of that page are read whole. By time the database goes to it through its primary key; the
other orders work out one number for each dialogue that matches.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, Select, func, literal, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from society.domain.errors import SocietyError
from society.domain.value import Value
from society.store.clauses import condition, measured
from society.store.listing import light
from society.store.tables import METADATA
from society.store.tags import without_trash
from society.store.texts import from_json
from society.store.values import EpisodeRow
from society.store.where import EVERYTHING, LONGEST, Where

Sort = Literal["time", "reward", "turns", "cost", "seconds"]
SORTS: tuple[Sort, ...] = get_args(Sort)
PAGE = 200
"""Rows of a page."""

_T = METADATA.tables
_EPISODE, _OUTCOME, _TAG = _T["episode"], _T["outcome"], _T["tag"]
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]+")
_LAST = 1e300
"""What stands for a number that is not known: such dialogues come last in both directions."""

_SHOWN = (
    *("number", "id", "started", "scenario", "level", "locale", "seconds", "status", "code"),
    "provenance",
)


class Mark(NamedTuple):
    """Where a dialogue stands in an order: by its figure, then by its number."""

    figure: float
    number: int


class Line(EpisodeRow):
    """A dialogue as one line of the browser; `reward` is the mean return of its roles."""

    reward: float | None = None
    tags: tuple[str, ...] = ()
    mark: Mark


class Look(Value):
    """What is gone through: the dialogues that a query means, in an order, the largest first.

    `falling` turned off gives the smallest, or the earliest, first. What is in the trash is left
    out unless the query names it.
    """

    where: Where = EVERYTHING
    sort: Sort = "time"
    falling: bool = True

    @property
    def condition(self) -> ColumnElement[bool]:
        """What must hold of a row of the episode table."""
        return condition(without_trash(self.where))


def count(db: Connection, look: Look) -> int:
    """How many dialogues match."""
    counted = select(func.count()).select_from(_EPISODE).where(look.condition)
    return int(db.scalar(counted) or 0)


def page(
    db: Connection,
    look: Look,
    *,
    beside: Mark | None = None,
    back: bool = False,
    skip: int = 0,
    limit: int = PAGE,
) -> list[Line]:
    """The lines after `beside`, from the first without it, in the order of `look`.

    With `back` the lines before it, up to the last without it, in the same order. `skip` passes
    over so many that lie nearer.
    """
    found = db.execute(_marks(look, beside, back).offset(skip).limit(limit))
    marks = [Mark(float(figure), number) for figure, number in found]
    return _lines(db, marks[::-1] if back else marks)


def place(db: Connection, look: Look, mark: Mark) -> int:
    """How many lines stand before that mark."""
    before = _marks(look, mark, True).order_by(None).subquery()
    return int(db.scalar(select(func.count()).select_from(before)) or 0)


def of_ids(ids: Sequence[str]) -> str:
    """The query that means these dialogues; SocietyError where no query can say it.

    >>> of_ids(["a1", "b 2"])
    'id:a1,"b 2"'
    """
    if stray := next((id_ for id_ in ids if '"' in id_), ""):
        raise SocietyError(f"no query can name {stray!r}", hint="put a tag on it and ask for that")
    told = "id:" + ",".join(id_ if _PLAIN.fullmatch(id_) else f'"{id_}"' for id_ in ids)
    if len(told) > LONGEST:
        raise SocietyError(
            f"{len(ids)} dialogues are too many to name one by one",
            hint="put a tag on them with T and ask for that: tag:good",
        )
    return told


def _marks(look: Look, beside: Mark | None, back: bool) -> Select[Any]:
    """The marks alone: neither the words nor the game of a dialogue are read for them."""
    falling = look.falling != back
    number = _EPISODE.c.number
    if look.sort == "time":
        chosen = select(literal(0.0), number).where(look.condition)
        if beside is not None:
            chosen = chosen.where(_beyond(number, beside.number, falling))
        return chosen.order_by(number.desc() if falling else number)
    unknown = -_LAST if look.falling else _LAST
    figure = func.coalesce(measured(look.sort), unknown).label("figure")
    # Materialised, so that the figure of a dialogue is worked out once and not at each comparison.
    ranked = select(figure, number).where(look.condition).cte("ranked").prefix_with("MATERIALIZED")
    chosen = select(ranked.c.figure, ranked.c.number)
    if beside is not None:
        here = tuple_(ranked.c.figure, ranked.c.number)
        chosen = chosen.where(_beyond(here, tuple_(*beside), falling))
    columns = (ranked.c.figure, ranked.c.number)
    return chosen.order_by(*(each.desc() if falling else each for each in columns))


def _beyond(here: Any, there: Any, falling: bool) -> ColumnElement[bool]:
    further: ColumnElement[bool] = here < there if falling else here > there
    return further


def _lines(db: Connection, marks: Sequence[Mark]) -> list[Line]:
    """The lines at these marks, in their order: four queries, whatever their number."""
    numbers = [mark.number for mark in marks]
    columns = [_EPISODE.c[name] for name in _SHOWN]
    ended = [_OUTCOME.c[name] for name in ("ended", "utilities", "winner", "returns")]
    chosen = (
        select(*columns, *ended)
        .outerjoin(_OUTCOME, _OUTCOME.c.episode_id == _EPISODE.c.id)
        .where(_EPISODE.c.number.in_(numbers))
    )
    found = {row["number"]: row for row in db.execute(chosen).mappings()}
    # A dialogue may be gone since: what is no longer there has no line.
    there = [(mark, found[mark.number]) for mark in marks if mark.number in found]
    tags = _tags(db, [row["id"] for _, row in there])
    plain = light(db, [row for _, row in there])
    return [
        Line(
            **dict(each),
            reward=_reward(row),
            tags=tags.get(each.id, ()),
            mark=mark,
        )
        for (mark, row), each in zip(there, plain, strict=True)
    ]


def _reward(row: Mapping[Any, Any]) -> float | None:
    returns = from_json(row["returns"]) if row["returns"] else {}
    return sum(returns.values()) / len(returns) if returns else None


def _tags(db: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chosen = select(_TAG.c.episode_id, _TAG.c.tag).where(_TAG.c.episode_id.in_(ids))
    tags: dict[str, tuple[str, ...]] = {}
    for id_, tag in db.execute(chosen.order_by(_TAG.c.episode_id, _TAG.c.tag)):
        tags[id_] = (*tags.get(id_, ()), tag)
    return tags
