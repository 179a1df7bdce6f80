"""One dialogue from a job to its last event: assembled, recorded, drawn, and stopped on request."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from society.casting import Job, Table
from society.cli.connecting import connected
from society.cli.listening import Hear, ListenOptions, listening
from society.cli.options import LookOptions
from society.cli.output import note
from society.cli.play.drawing import Style, drawing
from society.cli.play.person import listen as person_at_the_terminal
from society.cli.play.playing import job_behind, put_down, recorded, seated
from society.cli.play.resuming import interrupted, same
from society.cli.stored import readable
from society.cli.stuck import Stop, stopping
from society.domain.episode import Episode
from society.domain.errors import FATAL, Exit
from society.domain.events import Ended, Event, Failed, Paid, Spoke
from society.settings import Settings, database, settings

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.store.store import Store

FAILURES = {**dict.fromkeys(FATAL, Exit.PROVIDER), "limit": Exit.LIMIT}


async def perform(job: Job, look: LookOptions, listen: ListenOptions | None = None) -> int:
    """Play a new dialogue; the exit code says how it ended."""
    from society.store.store import Store

    chosen, style = settings(), Style.of(look)
    with stopping() as stop:
        async with connected(chosen, api_base=look.api_base) as connections:
            table = _seated(job, chosen, connections, look)
            with Store.open(database(look.db)) as store, listening(listen) as hear:
                return await _watch(store, table, secrets.token_hex(5), style, stop, hear)


async def go_on(
    episode: str | None,
    look: LookOptions,
    *,
    allow_code: bool,
    listen: ListenOptions | None = None,
) -> int:
    """Go on with an interrupted dialogue, or say that there is none; the exit code says more.

    Whether code may run is asked anew: a database is data, whoever wrote it.
    """
    from society.store.store import Store

    chosen, style = settings(), Style.of(look)
    if (path := readable(look.db)) is None:
        note("nothing to resume: no dialogue has been begun")
        return Exit.DONE
    with stopping() as stop, Store.open(path, create=False) as store:
        so_far = interrupted(store, episode)
        if so_far is None:
            return Exit.DONE
        async with store.holding(so_far.id) as held:
            job = job_behind(held, allow_code=allow_code)
            address = look.api_base or job.api_base
            async with connected(chosen, api_base=address) as connections:
                table = _seated(job, chosen, connections, look)
                same(table, held)
                with listening(listen) as hear:
                    return await _watch(store, table, held.id, style, stop, hear, held)


def _seated(job: Job, chosen: Settings, connections: "Connections", look: LookOptions) -> Table:
    person = person_at_the_terminal(watching=not (look.json or look.jsonl or look.quiet))
    return seated(job, chosen, connections, listen=person)


async def _watch(
    store: "Store",
    table: Table,
    episode: str,
    style: Style,
    stop: Stop,
    hear: Hear,
    so_far: Episode | None = None,
) -> int:
    if so_far is None:
        await put_down(store, table, episode)
    stream = recorded(store, table, episode, so_far)
    last: Event | None = None
    try:
        with drawing(style, store, episode) as draw:
            async with aclosing(_until_asked(stream, stop)) as events:
                async for last in events:
                    hear(last)
                    draw(last)
    except asyncio.CancelledError:
        if not stop.asked:
            raise
    return _exit(last, f"{episode}{style.where}", stop)


async def _until_asked(
    stream: AsyncGenerator[Event, None], stop: Stop
) -> AsyncGenerator[Event, None]:
    """The stream until it ends, or until a turn is stored after somebody asked to stop."""
    async with aclosing(stream) as events:
        async for event in events:
            yield event
            if stop.asked and isinstance(event, Spoke | Paid):
                return


def _exit(last: Event | None, episode: str, stop: Stop) -> int:
    match last:
        case Ended():
            return Exit.DONE
        case Failed(code=code):
            note(f"go on with: society resume {episode}")
            return FAILURES.get(code, Exit.PARTLY)
        case _:
            note(f"stopped; go on with: society resume {episode}")
            return stop.exit or Exit.PARTLY
