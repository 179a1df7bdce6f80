"""What is stored, as a judge is lent it: to be read only, the latest first, never all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.sql.elements import ColumnElement

from society.domain.episode import Episode
from society.domain.errors import JudgeError
from society.domain.scenario import Scenario
from society.store.clauses import condition
from society.store.query import whole
from society.store.store import Store
from society.store.tables import METADATA
from society.store.where import Where

MOST_TEXTS, MOST_EPISODES = 100_000, 1000
"""The most that one question brings, so that no judge reads a store of millions into memory."""

PAGE = 20
_EPISODE, _TURN = METADATA.tables["episode"], METADATA.tables["turn"]


@dataclass(frozen=True)
class StoredArchive:
    """`Archive` over an open store; it can be asked from a judge's own thread."""

    store: Store

    def texts(
        self, *, scenario: str = "", role: str = "", before: str = "", limit: int = 1000
    ) -> Sequence[str]:
        """Words that were said, as `Archive` says; at most `MOST_TEXTS`."""
        chosen = (
            select(_TURN.c.text)
            .join(_EPISODE, _EPISODE.c.id == _TURN.c.episode_id)
            .where(_TURN.c.text != "")
            .order_by(_EPISODE.c.number.desc(), _TURN.c.seq.desc())
            .limit(_asked(limit, MOST_TEXTS))
        )
        if scenario:
            chosen = chosen.where(_EPISODE.c.scenario == scenario)
        if role:
            chosen = chosen.where(_TURN.c.role == role)
        with self.store.reading() as db:
            if before and (number := _number(db, before)) is not None:
                chosen = chosen.where(_EPISODE.c.number < number)
            return tuple(db.scalars(chosen))

    def episodes(self, query: str = "", *, limit: int = 100) -> Iterator[Episode]:
        """Whole dialogues, as `Archive` says; at most `MOST_EPISODES`, read a page at a time."""
        wanted = condition(Where.parse(query))
        return islice(self._all(wanted), _asked(limit, MOST_EPISODES))

    def _all(self, wanted: ColumnElement[bool]) -> Iterator[Episode]:
        """No connection is kept while the judge thinks about a page."""
        known: dict[bytes, Scenario] = {}
        last: int | None = None
        while True:
            with self.store.reading() as db:
                found = db.execute(_page(wanted, last)).mappings().all()
                page = whole(db, found, known)
            if not found:
                return
            yield from page
            last = found[-1]["number"]


def _page(wanted: ColumnElement[bool], last: int | None) -> Select[Any]:
    chosen = select(_EPISODE).where(wanted).order_by(_EPISODE.c.number.desc()).limit(PAGE)
    return chosen if last is None else chosen.where(_EPISODE.c.number < last)


def _number(db: Connection, episode: str) -> int | None:
    """Its place in the order of beginning; None where it is not stored, and so after all."""
    return db.scalar(select(_EPISODE.c.number).where(_EPISODE.c.id == episode))


def _asked(limit: int, most: int) -> int:
    if limit < 1:
        raise JudgeError(f"the archive was asked for {limit}", hint="ask for one at least")
    return min(limit, most)
