"""What a look at the batches of a store shows: each with its sums, and who plays now."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import Connection, func, select

from society.domain.value import Value
from society.store.figures import Figures
from society.store.lease import SECONDS, Holder
from society.store.store import Store
from society.store.tables import METADATA
from society.store.troubles import Trouble
from society.store.wishes import Wishes

_EPISODE, _TURN = METADATA.tables["episode"], METADATA.tables["turn"]
_CALL = METADATA.tables["call"]
_OF = _EPISODE.c

State = Literal["finished", "playing", "paused", "stopping", "over budget", "failures", "resting"]


class Worker(Value):
    """A dialogue that a living process plays.

    `turn` is the number of the turn that is awaited, `quiet` the seconds since anything of it was
    stored, which is how long its call takes by now; `retries` are the refusals of that call.
    """

    episode: str
    number: int
    batch: str
    holder: str
    pid: int | None
    turn: int = 0
    quiet: float = 0.0
    retries: int = 0


class Seen(Value):
    """A batch: its plan, its sums, what it was begun with, what is wished of it, who plays it.

    `pids` are processes of this machine. `limited` where a dialogue of it was stopped by a limit.
    """

    name: str
    revision: int
    begun: str
    plan: dict[str, Any]
    figures: Figures
    wished: Wishes
    limits: dict[str, Any] = Field(default_factory=dict)
    limited: bool = False
    holders: tuple[str, ...] = ()
    played: bool = False
    per_minute: float = 0.0

    @property
    def total(self) -> int:
        """Dialogues that were asked for."""
        return int(self.plan["n"])

    @property
    def left(self) -> int:
        """Dialogues that are neither done nor failed."""
        return max(self.total - self.figures.done - self.figures.failed, 0)

    @property
    def over(self) -> bool:
        """Whether nothing is left to play, nor failed."""
        return self.figures.done >= self.total

    @property
    def budget(self) -> float | None:
        """Dollars that all runs may cost together, where that is limited."""
        begun_with = self.limits.get("budget")
        return self.wished.budget or (
            float(begun_with) if isinstance(begun_with, int | float) else None
        )

    @property
    def eta(self) -> float | None:
        """Seconds until all is done at the present speed; None while it is not to be done."""
        going = self.per_minute and self.state == "playing"
        return 60 * self.left / self.per_minute if going else None

    @property
    def state(self) -> State:
        """What it does now."""
        if self.over:
            return "finished"
        if self.wished.stop and self.played:
            return "stopping"
        if self.wished.paused and not self.wished.stop:
            return "paused"
        if self.played:
            return "playing"
        if self.limited:
            return "over budget"
        return "resting" if self.left else "failures"


class Sight(Value):
    """All batches at one moment; `workers` and `troubles` are those of the `chosen` one."""

    chosen: str = ""
    batches: tuple[Seen, ...] = ()
    workers: tuple[Worker, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def named(self, name: str) -> Seen | None:
        """The batch of that name."""
        return next((each for each in self.batches if each.name == name), None)


def playing(store: Store, name: str, now: float) -> list[Worker]:
    """Every dialogue of the batch called `name` that a process plays at `now` (Unix seconds)."""
    with store.reading() as db:
        return [each for each in workers(db, now) if each.batch == name]


def workers(db: Connection, now: float) -> list[Worker]:
    """Every dialogue of a batch that a process plays at `now` (Unix seconds), first begun first."""
    chosen = select(_OF.number, _OF.id, _OF.batch, _OF.lease_owner, _OF.lease_until)
    held = chosen.where(
        _OF.status.in_(("running", "pending")), _OF.lease_owner != "", _OF.batch.is_not(None)
    )
    rows = [(row, Holder.read(row.lease_owner)) for row in db.execute(held.order_by(_OF.number))]
    alive = [
        (row, holder)
        for row, holder in rows
        if (holder.lives if holder.near else row.lease_until > now)
    ]
    ids = [row.id for row, _ in alive]
    turns, refused = _turns(db, ids), _refused(db, ids)
    return [
        Worker(
            episode=row.id,
            number=row.number,
            batch=row.batch,
            holder=f"{holder.host}:{holder.pid}",
            pid=holder.pid if holder.near else None,
            turn=turns.get(row.id, 0),
            quiet=max(now - (row.lease_until - SECONDS), 0.0),
            retries=refused.get(row.id, 0),
        )
        for row, holder in alive
    ]


def _turns(db: Connection, ids: Sequence[str]) -> dict[str, int]:
    spoken = _TURN.c.episode_id
    counted = select(spoken, func.count()).where(spoken.in_(ids)).group_by(spoken)
    return {str(id_): count for id_, count in db.execute(counted)} if ids else {}


def _refused(db: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Refusals since the last reply, by dialogue."""
    call, later = _CALL.c, _CALL.alias()
    replied = select(func.max(later.c.entry)).where(
        later.c.episode_id == call.episode_id, later.c.error_kind == ""
    )
    since = call.entry > func.coalesce(replied.scalar_subquery(), -1)
    counted = select(call.episode_id, func.count()).where(call.episode_id.in_(ids), since)
    rows = db.execute(counted.group_by(call.episode_id)) if ids else ()
    return {str(id_): count for id_, count in rows}
