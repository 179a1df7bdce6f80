"""Stores with batches in them: finished, played now, with failures, paused, with hostile words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from society.domain.events import Called, Ended, Event, Failed, Paid, Started
from society.store.batches import put_down
from society.store.figures import Figures
from society.store.lease import Holder
from society.store.record import record
from society.store.sightings import Seen, Sight, Worker
from society.store.store import Store
from society.store.troubles import Trouble
from society.store.values import RunInfo
from society.store.wishes import Wishes
from tests.store import paper
from tests.tui.stage import NOW

HERE = Holder.here("2026-11-23T11:00:00+00:00")
LIMITS = {"budget": 2.0, "max_calls": None, "until": "", "at_once": 4}
CAST: dict[str, Any] = {
    "model": "openai/x",
    "models": {},
    "player": None,
    "players": {},
    "judge_model": None,
    "judges": None,
}


def plan(batch: str, many: int, **changes: Any) -> dict[str, Any]:
    return {
        "name": batch,
        "scenarios": ["market/lamp"],
        "n": many,
        "rollouts": 1,
        "seeds": [7],
        "levels": ["hard"],
        "locales": [""],
        "casts": [CAST],
        "overrides": {},
        "api_base": None,
        "allow_code": False,
        **changes,
    }


async def put(store: Store, name: str, n: int, created: str, **changes: Any) -> None:
    told = {"plan": plan(name, n, **changes), "configs": []}
    await put_down(store, name, 1, told, created=created)


def talk(episode: str, share: float, *, failed: str = "", ends: bool = True) -> Iterator[Event]:
    """A dialogue of four turns, each paid `share` and each call two tenths of a cent."""
    for event in paper.play(episode, ends=ends):
        if isinstance(event, Paid):
            yield event.model_copy(
                update={"reward": event.reward.model_copy(update={"value": share})}
            )
        elif isinstance(event, Called):
            paid = event.attempt.model_copy(update={"cost": 0.002})
            yield event.model_copy(update={"attempt": paid})
        elif isinstance(event, Ended) and failed:
            yield Failed(episode=episode, code="server", error=failed)
        else:
            yield event


async def tell(store: Store, batch: str, events: Iterator[Event]) -> None:
    listed = list(events)
    first = listed[0]
    assert isinstance(first, Started)
    run = RunInfo(id=f"run-{batch}", limits=LIMITS)
    await store.begin(first.episode, first.game, first.provenance, run=run, batch=batch)
    _ = [each async for each in record(store, paper.told(listed))]


def hold(path: Path, episode: str, owner: str, quiet: float = 12.0) -> None:
    """Let a process hold the dialogue, silent for so many seconds."""
    until = NOW.timestamp() - quiet + 120
    words = "UPDATE episode SET status = 'running', lease_owner = ?, lease_until = ? WHERE id = ?"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(words, (owner, until, episode))


async def one(path: Path) -> None:
    """One batch that is finished."""
    with Store.open(path) as store:
        await put(store, "old", 2, "2026-11-21T08:00:00+00:00")
        for at in range(2):
            await tell(store, "old", talk(f"a{at}", 0.55 + at / 5))


async def many(path: Path, error: str = "503 overloaded", name: str = "night") -> None:
    """Three batches: one finished, one played here and elsewhere, one that nobody plays."""
    await one(path)
    with Store.open(path) as store:
        await put(store, "day", 6, "2026-11-22T08:00:00+00:00", levels=[""])
        await tell(store, "day", talk("b0", 0.3))
        await put(store, name, 9, "2026-11-23T08:00:00+00:00")
        for at in range(4):
            await tell(store, name, talk(f"c{at}", 0.15 + at / 5))
        await tell(store, name, talk("c4", 0.2, failed=error))
        await tell(store, name, talk("c5", 0.4, ends=False))
        await tell(store, name, talk("c6", 0.4, ends=False))
    hold(path, "c5", "here.example:4321:0:2026", 42)
    hold(path, "c6", "far.example:17:0:2026")


def sight(words: str) -> Sight:
    """A look in which everything that somebody else wrote says `words`."""
    seen = Seen(
        name=words,
        revision=1,
        begun="2026-11-23T08:00:00+00:00",
        plan=plan(words, 3, scenarios=[words]),
        figures=Figures(done=1, failed=1, rewards=(1,) + (0,) * 9, endings={words: 1}),
        wished=Wishes(),
        played=True,
    )
    worker = Worker(episode=words, number=1, batch=words, holder=f"{words}:1", pid=None)
    wrong = Trouble(cause=words, count=1, last=words)
    return Sight(chosen=words, batches=(seen,), workers=(worker,), troubles=(wrong,))
