"""Every batch of a store as it stands now, looked at again and again: also what others play.

Law: what is settled is summed once. A look at a store in which nothing changed reads who plays and
nothing else.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, select

from society.store.connect import beside
from society.store.figures import Figures, summed, together
from society.store.sightings import Seen, Sight, Worker, workers
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json
from society.store.troubles import Trouble, gathered, troubles
from society.store.wishes import Wishes

WINDOW = 60.0
"""Seconds over which speeds are told."""

LINGER = 3.0
"""Seconds for which a batch counts as played after somebody was last seen to play it."""

_EPISODE, _BATCH = METADATA.tables["episode"], METADATA.tables["batch"]
_RUN, _META = METADATA.tables["run"], METADATA.tables["meta"]
_OF = _EPISODE.c
_SETTLED = ("done", "failed")
_CHUNK = 500


@dataclass
class _Book:
    """What is known of one batch: sums of the settled, and who was last seen to play it."""

    settled: Figures = field(default_factory=Figures)
    troubles: tuple[Trouble, ...] = ()
    low: int = -1
    above: set[int] = field(default_factory=set)
    stamp: tuple[Any, ...] = ()
    seen: Seen | None = None
    open: list[int] = field(default_factory=list)
    open_troubles: tuple[Trouble, ...] = ()
    done: "deque[tuple[float, int]]" = field(default_factory=deque)
    lively: float | None = None

    def holds(self, number: int) -> bool:
        """Whether that dialogue is among the settled."""
        return number <= self.low or number in self.above


class Watch:
    """Looks at a store; one look at a time."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], float] = monotonic,
        wall: Callable[[], float] = time,
    ) -> None:
        self.store, self._clock, self._wall = store, clock, wall
        self._books: dict[str, _Book] = {}
        self._file: tuple[Any, ...] = ()

    def look(self, chosen: str = "") -> Sight:
        """All batches, the last begun first, and who plays the one called `chosen`."""
        file = self._stamp()
        with self.store.reading() as db:
            playing = workers(db, self._wall())
            if file != self._file:
                plans, wished = _plans(db), _wished(db)
                self._books = {name: self._books.get(name, _Book()) for name in plans}
                for name, plan in plans.items():
                    held = [each for each in playing if each.batch == name]
                    self._read(db, name, plan, wished.get(name, Wishes()), held)
        self._file = file
        for name, book in self._books.items():
            self._refresh(name, book, playing)
        mine = tuple(each for each in playing if each.batch == chosen)
        book = self._books.get(chosen, _Book())
        told = gathered(book.troubles, book.open_troubles)
        batches = tuple(self._seen())
        return Sight(chosen=chosen, batches=batches, workers=mine, troubles=told)

    def _seen(self) -> Iterator[Seen]:
        found = (book.seen for book in self._books.values() if book.seen is not None)
        yield from sorted(found, key=lambda seen: (seen.begun, seen.name), reverse=True)

    def _stamp(self) -> tuple[Any, ...]:
        """What changes with every commit: the file and its log, as they lie on the disk."""
        path = self.store.path
        return tuple(map(_lies, (path, beside(path, "-wal"))))

    def _read(
        self,
        db: Connection,
        name: str,
        plan: Mapping[str, Any],
        wished: Wishes,
        held: Iterable[Worker],
    ) -> None:
        book = self._books[name]
        if any(book.holds(each.number) for each in held):
            book = self._books[name] = _Book(done=book.done, lively=book.lively)
        stamp = (plan, wished, _latest(db, name))
        if book.seen and book.stamp == stamp and book.seen.over and not book.open:
            return
        book.stamp = stamp
        opened = self._settle(db, name, book)
        sums, wrong = book.settled, list[Trouble]()
        for mine in _these(book.open):
            sums = together(sums, summed(db, mine))
            wrong += troubles(db, mine)
        book.open_troubles = gathered(wrong)
        book.seen = Seen(
            name=name,
            revision=plan["revision"],
            begun=plan["created"],
            plan=from_json(plan["plan"])["plan"],
            figures=sums,
            wished=wished,
            limits=_limits(db, name),
            limited=any(row["status"] == "stopped" and row["code"] == "limit" for row in opened),
        )

    def _settle(self, db: Connection, name: str, book: _Book) -> list[RowMapping]:
        """Take up what was settled since; the rows of what is still open."""
        fresh = and_(_OF.batch == name, _OF.number > book.low)
        chosen = select(_OF.number, _OF.status, _OF.code, _OF.lease_owner).where(fresh)
        rows = [
            row
            for row in db.execute(chosen.order_by(_OF.number)).mappings()
            if row["number"] not in book.above
        ]
        ended = [
            row["number"] for row in rows if row["status"] in _SETTLED and not row["lease_owner"]
        ]
        for mine in _meant(name, book, ended):
            book.settled = together(book.settled, summed(db, mine))
            book.troubles = gathered(book.troubles, troubles(db, mine))
        gone = set(ended)
        opened = [row for row in rows if row["number"] not in gone]
        book.open = [row["number"] for row in opened]
        book.above |= gone
        least = min(book.open, default=max(book.above, default=book.low) + 1)
        book.low = max(book.low, least - 1)
        book.above = {number for number in book.above if number > book.low}
        return opened

    def _refresh(self, name: str, book: _Book, playing: Iterable[Worker]) -> None:
        """Who plays it now, and how fast."""
        if book.seen is None:
            return
        now, sums = self._clock(), book.seen.figures
        held = [each for each in playing if each.batch == name]
        if held:
            book.lively = now
        book.done.append((now, sums.done))
        while book.done[0][0] < now - WINDOW:
            book.done.popleft()
        since, before = book.done[0]
        lively = bool(held) or (book.lively is not None and now - book.lively < LINGER)
        book.seen = book.seen.model_copy(
            update={
                "figures": sums.model_copy(update={"running": len(held)}),
                "holders": tuple(dict.fromkeys(each.holder for each in held)),
                "played": lively,
                "per_minute": _speed(sums.done - before, now - since) if lively else 0.0,
            }
        )


def _speed(done: int, seconds: float) -> float:
    """Dialogues a minute."""
    return 60 * done / seconds if seconds > 0 else 0.0


def _lies(path: Path) -> tuple[int, int, int] | None:
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _meant(name: str, book: _Book, ended: list[int]) -> Iterator[ColumnElement[bool]]:
    """Conditions that mean these dialogues: the first time all that are settled are meant at once.

    Thousands of them are told from the others by what they are and not one by one.
    """
    if book.low < 0 and not book.above and len(ended) > _CHUNK:
        free = and_(_OF.status.in_(_SETTLED), _OF.lease_owner == "")
        yield and_(_OF.batch == name, free)
    else:
        yield from _these(ended)


def _these(numbers: list[int]) -> Iterator[ColumnElement[bool]]:
    """Conditions that mean these dialogues, a part of them each."""
    for first in range(0, len(numbers), _CHUNK):
        yield _OF.number.in_(numbers[first : first + _CHUNK])


def _plans(db: Connection) -> dict[str, Mapping[str, Any]]:
    """The latest revision of every batch, as its row."""
    grouped = select(_BATCH.c.name, func.max(_BATCH.c.revision).label("revision"))
    newest = grouped.group_by(_BATCH.c.name).subquery()
    same = and_(_BATCH.c.name == newest.c.name, _BATCH.c.revision == newest.c.revision)
    rows = db.execute(select(_BATCH).join(newest, same)).mappings()
    return {row["name"]: dict(row) for row in rows}


def _wished(db: Connection) -> dict[str, Wishes]:
    chosen = select(_META).where(_META.c.key.startswith("wishes:"))
    return {
        row["key"].removeprefix("wishes:"): Wishes.model_validate_json(row["value"])
        for row in db.execute(chosen).mappings()
    }


def _latest(db: Connection, name: str) -> int | None:
    found: int | None = db.scalar(select(func.max(_OF.number)).where(_OF.batch == name))
    return found


def _limits(db: Connection, name: str) -> dict[str, Any]:
    """What the process that began the latest dialogue was told: budget, max_calls, at_once."""
    chosen = select(_RUN.c.limits).join(_EPISODE, _RUN.c.id == _OF.run_id)
    found = db.scalar(chosen.where(_OF.batch == name).order_by(_OF.number.desc()).limit(1))
    return dict(from_json(found)) if found else {}
