"""The store: one database file, one writer, and every question asked of it."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from society.domain.calls import Attempt
from society.domain.dialogue import Game, Turn
from society.domain.episode import Episode, Lineage, Provenance, Status
from society.domain.errors import SocietyError, StoreError
from society.domain.judging import Judgement, Reward
from society.domain.strategy import Strategy
from society.store import listing, query
from society.store.beginning import FIRST, beginning
from society.store.connect import BUSY, for_writing, located, reader
from society.store.faults import in_words
from society.store.lease import Holder, Taken
from society.store.rows import same
from society.store.schema import SHIPPED, Schema, prepare, probe
from society.store.spill import absorb
from society.store.statements import Write, write
from society.store.values import EpisodeRow, RunInfo, Totals
from society.store.where import EVERYTHING, Where
from society.store.writer import Writer

Clock = Callable[[], str]


def utc() -> str:
    """Now, as ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Store:
    """An open database. `with Store.open(path) as store:` closes it whatever happens."""

    def __init__(self, path: Path, *, writer: Writer | None, busy: float, clock: Clock) -> None:
        self.path = path
        self.now = clock
        self._writer = writer
        self._engine = reader(path, busy=busy)
        self._pid = os.getpid()
        self._held: dict[str, int] = {}

    @classmethod
    def open(
        cls,
        target: Path | str,
        *,
        create: bool = True,
        write: bool = True,
        busy: float = BUSY,
        clock: Clock = utc,
        schema: Schema = SHIPPED,
    ) -> Self:
        """Open the file at a path or `sqlite:///` URL, made where `create` and it is not there.

        Everything that would make a later write fail raises StoreError here, before anything is
        paid for: a file that is read-only, locked for `busy` seconds, damaged, newer or foreign.
        An older schema is migrated after a backup copy. `write=False` reads, also a file that
        cannot be written.
        """
        path = located(target)
        if not create and not exists(path):
            raise StoreError(f"there is no database at {path}", hint="`society run` makes one")
        prepare(path, busy=busy, schema=schema)
        writer = _writer(path, busy) if write else None
        return cls(path, writer=writer, busy=busy, clock=clock)

    def close(self) -> None:
        """Commit what waits and let go of the file; twice is fine."""
        self._engine.dispose(close=os.getpid() == self._pid)
        if self._writer:
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def write(self, *writes: Write) -> None:
        """Commit the writes as one; returns after the COMMIT, StoreError where that cannot be."""
        if self._writer is None:
            raise StoreError(f"{self.path.name} was opened to be read")
        await self._writer.write(*writes)

    async def begin(
        self,
        episode_id: str,
        game: Game,
        provenance: Provenance,
        *,
        scenario_text: str = "",
        run: RunInfo | None = None,
        batch: str | None = None,
        lineage: Lineage = FIRST,
        turns: Sequence[Turn] = (),
        judgements: Sequence[Judgement] = (),
        rewards: Sequence[Reward] = (),
    ) -> None:
        """Put a dialogue down as pending, with what produced it and the turns that it grew from.

        With them goes what was said of these turns and paid for them.
        Where it is already there nothing is written.
        SocietyError where the id already belongs to a dialogue of another game.
        """
        if self._known(episode_id, game):
            return
        await self.write(
            *beginning(
                episode_id,
                game,
                provenance,
                scenario_text=scenario_text,
                run=run,
                batch=batch,
                lineage=lineage,
                turns=turns,
                judgements=judgements,
                rewards=rewards,
            )
        )

    def _known(self, episode_id: str, game: Game) -> bool:
        with self.reading() as db:
            known = query.game(db, episode_id)
        if known is not None and not same(known, game):
            raise SocietyError(
                f"dialogue {episode_id!r} is already stored with another game",
                hint="the scenario or its overrides changed since; play it under another seed",
            )
        return known is not None

    @asynccontextmanager
    async def holding(self, wanted: str) -> AsyncIterator[Episode]:
        """Keep other processes from playing a dialogue; gives it as it is once nobody else can.

        Taken, naming who plays it, where that process lives; the place of one that died is
        taken at once, that of one on another machine once it has stored nothing for two minutes.
        """
        with self.reading() as db:
            id_ = listing.resolve(db, wanted)
        async with self.leasing(id_):
            yield self.episode(id_)

    @asynccontextmanager
    async def leasing(self, id_: str) -> AsyncIterator[bool]:
        """The same by its whole id, without reading it; whether nobody has ever played it.

        What nobody has ever played holds what it was begun with and nothing else.
        """
        fence = await self._take(id_)
        self._held[id_] = fence
        try:
            yield fence == 1
        finally:
            del self._held[id_]
            # A lease that cannot be given back ends with this process all the same.
            with suppress(StoreError):
                await self.write(write("release", {"id": id_, "fence": fence}))

    async def _take(self, id_: str) -> int:
        with self.reading() as db:
            lease = listing.lease(db, id_)
        if not lease.free:
            host, pid, _, since = Holder.read(lease.owner)
            raise Taken(
                f"dialogue {id_!r} is being played by {host}:{pid} since {since}",
                hint="stop it, or wait",
            )
        me = Holder.here(self.now()).owner
        seen = {"seen": lease.owner, "until": lease.until, "fence": lease.fence}
        lost = f"dialogue {id_!r} has just been taken by another process"
        await self.write(write("take", {"id": id_, "owner": me, **seen}, missing=lost))
        return lease.fence + 1

    def fence(self, episode_id: str) -> int | None:
        """The number of the lease under which this store holds a dialogue, None where it does not.

        Rows written under a number that is no longer the latest are refused.
        """
        return self._held.get(episode_id)

    def episode(self, wanted: str) -> Episode:
        """One episode by its id or a unique beginning of it; SocietyError where there is none."""
        with self.reading() as db:
            return query.episode(db, wanted)

    def episodes(
        self,
        limit: int = 20,
        *,
        before: str | None = None,
        scenario: str | None = None,
        status: Status | None = None,
        winner: str | None = None,
        where: Where = EVERYTHING,
    ) -> list[EpisodeRow]:
        """The latest episodes as light rows; the next page begins `before` the last of this."""
        with self.reading() as db:
            return listing.page(
                db,
                limit=limit,
                before=before,
                scenario=scenario,
                status=status,
                winner=winner,
                where=where,
            )

    def attempts(self, wanted: str) -> list[Attempt]:
        """The requests made for one episode, in the order they were stored."""
        with self.reading() as db:
            return query.attempts(db, wanted)

    def strategies(
        self,
        *,
        scenario: str | None = None,
        role: str | None = None,
        status: str | None = None,
        limit: int | None = None,
    ) -> list[Strategy]:
        """Strategies, the surest first, all of them without a limit."""
        with self.reading() as db:
            return listing.strategies(db, scenario=scenario, role=role, status=status, limit=limit)

    def strategy(self, wanted: str) -> Strategy:
        """One strategy by its id or a unique beginning of it; SocietyError where there is none."""
        with self.reading() as db:
            return listing.strategy(db, wanted)

    def unfinished(self, *, idle: bool = False) -> list[str]:
        """The ids of dialogues that can be resumed, the latest first.

        `idle` leaves out those that a living process is playing.
        """
        with self.reading() as db:
            return listing.unfinished(db, idle=idle)

    def totals(self, wanted: str | None = None) -> Totals:
        """Sums over the ledger, or over one episode's part of it."""
        with self.reading() as db:
            return listing.totals(db, wanted)

    def run(self, wanted: str) -> RunInfo | None:
        """The command that played an episode, None where none was told."""
        with self.reading() as db:
            return query.run(db, wanted)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads; in one block everything is of one moment."""
        if os.getpid() != self._pid:
            raise StoreError(
                f"{self.path.name} was opened before this process was forked",
                hint="open the store in the process that uses it",
            )
        with in_words(self.path), self._engine.connect() as db, db.begin():
            yield db


def exists(target: Path | str) -> bool:
    """Whether a database has been made there."""
    path = located(target)
    return path.is_file() and path.stat().st_size > 0


def _writer(path: Path, busy: float) -> Writer:
    with in_words(path):
        connection = for_writing(path, busy=busy)
        try:
            probe(connection)
            absorb(connection, path)
        except BaseException:
            connection.close()
            raise
    return Writer(connection, path)
