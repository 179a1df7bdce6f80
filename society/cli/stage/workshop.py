"""The store and the models of a process that plays one dialogue after another.

Both are opened when they are first needed, kept for the next dialogue, and closed at the end.
"""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from society.casting import Job, Table
from society.cli.connecting import connected
from society.cli.play.playing import job_behind, seated
from society.cli.play.resuming import same
from society.domain.dialogue import View
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.settings import Settings, database, settings

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.store.store import Store

Key = tuple[str, str | None]


class Workshop:
    """`async with Workshop(db) as shop:` closes everything whatever happens."""

    def __init__(self, db: str | None) -> None:
        self._db = db
        self._store: Store | None = None
        self._open: dict[Key, tuple[Connections, AsyncExitStack]] = {}
        self._may_run_code: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        try:
            for _, stack in self._open.values():
                await stack.aclose()
        finally:
            if self._store is not None:
                self._store.close()

    @property
    def store(self) -> "Store":
        """The open store; StoreError where there can be none."""
        from society.store.store import Store

        if self._store is None:
            self._store = Store.open(database(self._db))
        return self._store

    def permit(self, episode: str) -> None:
        """The dialogue, and what branches off it, may run the code that its scenario names."""
        self._may_run_code.add(episode)

    def permitted(self, episode: Episode, allow_code: bool) -> bool:
        """Whether it may: said now, or when the dialogue or its parent was begun here."""
        return allow_code or not self._may_run_code.isdisjoint(
            {episode.id, episode.lineage.parent or episode.id}
        )

    async def table(self, job: Job) -> Table:
        """A new dialogue made ready."""
        chosen = settings()
        connections = await self._connections(chosen, job.api_base)
        return seated(job, chosen, connections)

    async def table_of(self, stored: Episode, *, allow_code: bool) -> Table:
        """A stored dialogue made ready to go on; SocietyError where it would be another.

        Whether code may run is asked anew: a database is data, whoever wrote it.
        """
        job = job_behind(stored, allow_code=self.permitted(stored, allow_code))
        chosen = settings()
        connections = await self._connections(chosen, job.api_base)
        table = seated(job, chosen, connections, listen=_unheard)
        same(table, stored)
        return table

    async def _connections(self, chosen: Settings, api_base: str | None) -> "Connections":
        key = (chosen.model_dump_json(), api_base)
        if key not in self._open:
            stack = AsyncExitStack()
            opened = await stack.enter_async_context(connected(chosen, api_base=api_base))
            self._open[key] = (opened, stack)
        return self._open[key][0]


def job_of(told: dict[str, Any]) -> tuple[Job, frozenset[str] | None]:
    """The job that was asked for, and the roles that a person plays in it (None: all of them).

    These are seated with the player they would have without the person, who can be helped by it.
    """
    try:
        job = Job.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SocietyError(f"the job cannot be read: {where}: {first['msg']}") from None
    people = frozenset(role for role, player in job.players.items() if player == "human")
    others = {role: player for role, player in job.players.items() if role not in people}
    everyone = job.player == "human"
    job = job.model_copy(update={"players": others, "player": None if everyone else job.player})
    return job, None if everyone else people


async def _unheard(view: View) -> str:
    """A person who plays a role alone is asked through the window."""
    raise AssertionError(f"nobody listens here for {view.role.id}")
