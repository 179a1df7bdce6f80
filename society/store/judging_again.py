"""Judging stored dialogues again: rows are added, none is changed, rewards stay as they were paid.

Law: a judgement and the requests that brought it are one transaction, as when they were played.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from sqlalchemy import func, select

from society.domain.calls import Attempt
from society.domain.episode import Episode
from society.domain.judging import Judgement
from society.store.bodies import pack
from society.store.clauses import condition
from society.store.rows import call_row, judgement_row
from society.store.statements import Write, write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import to_json
from society.store.where import EVERYTHING, Where

_EPISODE, _CALL, _JUDGEMENT = (METADATA.tables[name] for name in ("episode", "call", "judgement"))

_Like = tuple[bytes, bytes] | None
"""The last request that was stored, and its key."""

PASSING = frozenset({"timeout", "model_error"})
"""Reasons for no score that may be gone the next time."""


def finished(store: Store, where: Where = EVERYTHING, limit: int | None = None) -> list[str]:
    """The ids of dialogues that were played to their end and match, the latest first."""
    done = (_EPISODE.c.status == "done") & condition(where)
    chosen = select(_EPISODE.c.id).where(done).order_by(_EPISODE.c.number.desc()).limit(limit)
    with store.reading() as db:
        return list(db.scalars(chosen))


def by(judgements: Iterable[Judgement], judge: str, version: str) -> list[Judgement]:
    """What that version of the judge said; nothing of another version is among it."""
    return [said for said in judgements if (said.judge, said.version) == (judge, version)]


def settled(said: Judgement, *, again: bool = False) -> bool:
    """Whether asking once more could bring nothing new; `again`: only a score settles it."""
    if said.score is not None:
        return True
    return not again and said.unscored not in PASSING


class Again:
    """Adds to one finished dialogue while this process holds it."""

    def __init__(self, store: Store, episode: Episode) -> None:
        self.episode = episode
        self._store = store
        self._like: _Like = None

    async def add(self, said: Judgement | None, attempts: Sequence[Attempt] = ()) -> None:
        """Store a judgement with the requests behind it; the requests alone where there is none."""
        writes, like = self._bill(attempts)
        if said is not None:
            writes.append(write("add judgement", judgement_row(self.episode.id, said)))
        if writes:
            await self._store.write(*writes)
            self._like = like

    def _bill(self, attempts: Iterable[Attempt]) -> tuple[list[Write], _Like]:
        """The rows of the ledger, each request told as its difference to one stored before it."""
        writes, like = list[Write](), self._like
        for attempt in attempts:
            sha = None
            if attempt.request:
                plain = to_json([[each.role, each.content] for each in attempt.request]).encode()
                body = pack(plain, *like) if like else pack(plain)
                like, sha = (plain, body.sha), body.sha
                writes.append(write("keep body", body._asdict()))
            writes.append(write("keep call", call_row(self.episode.id, attempt, sha)))
        return writes, like


@asynccontextmanager
async def judging(store: Store, id_: str) -> AsyncIterator[Again]:
    """Hold a dialogue, so that no two processes pay for the same judgement.

    Taken where another process plays or judges it.
    """
    async with store.leasing(id_):
        yield Again(store, store.episode(id_))


class Usual(NamedTuple):
    """What a judgement took so far, on average; `judgements` is how many it is known from."""

    judgements: int
    calls: float
    prompt: float
    completion: float


def usual(store: Store, judge: str, model: str) -> Usual | None:
    """What a judgement of that judge took with that model; None where it never asked it."""
    mine = (_CALL.c.purpose == f"judge:{judge}") & (_CALL.c.model == model)
    spent = func.sum(_CALL.c.prompt_tokens), func.sum(_CALL.c.completion_tokens)
    heard = select(_CALL.c.episode_id).where(mine)
    said = (
        select(func.count())
        .select_from(_JUDGEMENT)
        .where(
            _JUDGEMENT.c.judge == judge,
            _JUDGEMENT.c.calls != "[]",
            _JUDGEMENT.c.episode_id.in_(heard),
        )
    )
    with store.reading() as db:
        calls, prompt, completion = db.execute(select(func.count(), *spent).where(mine)).one()
        judgements = int(db.scalar(said) or 0)
    if not calls or not judgements:
        return None
    return Usual(judgements, calls / judgements, prompt / judgements, completion / judgements)
