"""What went wrong in dialogues, by cause: how often, and what was said of it last."""

from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, Connection, func, select

from society.domain.value import Value
from society.store.tables import METADATA

_EPISODE, _CALL = METADATA.tables["episode"], METADATA.tables["call"]
_JUDGEMENT = METADATA.tables["judgement"]


class Trouble(Value):
    """One cause: a code of a failed dialogue, `judge NAME: REASON`, or `call: KIND`.

    A call that failed was made again, so its dialogue may be done all the same.
    """

    cause: str
    count: int
    last: str


def troubles(db: Connection, mine: ColumnElement[bool]) -> list[Trouble]:
    """All causes in the dialogues that are meant (a condition on the table `episode`)."""
    of, said, call = _EPISODE.c, _JUDGEMENT.c, _CALL.c
    asked = of.id == said.episode_id, said.unscored.not_in(("", "no_opinion"))
    tried = of.id == call.episode_id, call.error_kind != ""
    return [
        *_grouped(db, [of.code], of.error, of.number, [mine, of.status == "failed"], "{}"),
        *_grouped(db, [said.judge, said.unscored], said.critique, said.id, [mine, *asked], _JUDGE),
        *_grouped(db, [call.error_kind], call.error, call.entry, [mine, *tried], "call: {}"),
    ]


def gathered(*lists: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """The same causes together, the most frequent first; the later list has the last word."""
    found: dict[str, Trouble] = {}
    for each in (each for listed in lists for each in listed):
        before = found.get(each.cause)
        count = each.count + (before.count if before else 0)
        found[each.cause] = each.model_copy(update={"count": count})
    return tuple(sorted(found.values(), key=lambda each: (-each.count, each.cause)))


_JUDGE = "judge {}: {}"


def _grouped(
    db: Connection,
    causes: list[Column[str]],
    told: Column[str],
    order: Column[int],
    where: list[ColumnElement[bool]],
    words: str,
) -> list[Trouble]:
    """Counts by cause, and of each cause what its latest row says."""
    counted = select(*causes, func.count(), func.max(order)).where(*where).group_by(*causes)
    rows = [tuple(row) for row in db.execute(counted)]
    latest = select(order, told).where(order.in_([row[-1] for row in rows]))
    last = {key: str(text) for key, text in db.execute(latest)} if rows else {}
    return [
        Trouble(cause=words.format(*cause), count=count, last=last[key])
        for *cause, count, key in rows
    ]
