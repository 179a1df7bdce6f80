"""One dialogue from a job to its last event: assembled, recorded, drawn, and stopped on request."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from society.casting import Job, Table, assemble
from society.cli.drawing import Style, drawing
from society.cli.options import LookOptions
from society.cli.output import note
from society.cli.signals import Drain, draining
from society.cli.weights import offer_weights
from society.domain.episode import Episode
from society.domain.errors import Exit, ModelError, SocietyError
from society.domain.events import Ended, Event, Failed, Paid, Spoke
from society.settings import Settings, database, environment, models_folder, settings

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.store.store import Store


async def perform(job: Job, look: LookOptions) -> int:
    """Play a new dialogue; the exit code says how it ended."""
    from society.store.store import Store

    chosen, style = settings(), Style.of(look)
    with draining() as drain:
        connections = _connections(chosen, look.api_base)
        try:
            table = _assemble(job, chosen, connections)
            with Store.open(database(look.db)) as store:
                episode = secrets.token_hex(5)
                return await _watch(store, table, episode, style, drain)
        finally:
            await connections.close()


async def go_on(episode: str | None, look: LookOptions) -> int:
    """Go on with an interrupted dialogue, or say that there is none; the exit code says more."""
    from society.store.store import Store

    chosen, style = settings(), Style.of(look)
    with draining() as drain, Store.open(database(look.db)) as store:
        so_far = _interrupted(store, episode)
        if so_far is None:
            return Exit.DONE
        connections = _connections(chosen, look.api_base)
        try:
            job = Job.model_validate(so_far.provenance.job)
            table = _assemble(job, chosen, connections)
            _same(table, so_far)
            return await _watch(store, table, so_far.id, style, drain, so_far)
        finally:
            await connections.close()


def _connections(chosen: Settings, api_base: str | None) -> "Connections":
    from society.llm.connect import Connections

    return Connections(
        api_base=api_base or chosen.api_base,
        environ=environment(),
        models_dir=models_folder(chosen),
        timeout=chosen.timeout,
    )


def _assemble(job: Job, chosen: Settings, connections: "Connections") -> Table:
    from society.cli.person import listen

    try:
        table = assemble(job, chosen, connections, listen=listen())
    except ModelError as error:
        if error.kind != "missing_weights" or not offer_weights(models_folder(chosen)):
            raise
        table = assemble(job, chosen, connections, listen=listen())
    for line in table.provenance.notes:
        note(line, "dim")
    return table


def _interrupted(store: "Store", episode: str | None) -> Episode | None:
    waiting = store.unfinished()
    if episode is None and not waiting:
        note("nothing to resume: every dialogue is finished")
        return None
    so_far = store.episode(episode or waiting[0])
    if so_far.status == "done":
        note(f"{so_far.id} is finished; society show {so_far.id}")
        return None
    return so_far


def _same(table: Table, so_far: Episode) -> None:
    before, now = so_far.dialogue.game, table.game
    if before.model_dump() == now.model_dump():
        return
    changed = [
        name
        for name in type(now).model_fields
        if getattr(before, name) != getattr(now, name) and name != "scenario"
    ]
    where = ", ".join(changed) or "its rules or judges"
    raise SocietyError(
        f"{now.scenario.id} has changed since {so_far.id} was begun: {where}",
        hint="restore the scenario file to go on, or begin anew with society run",
    )


async def _watch(
    store: "Store",
    table: Table,
    episode: str,
    style: Style,
    drain: Drain,
    so_far: Episode | None = None,
) -> int:
    from society.play.engine import play
    from society.store.record import record

    await store.begin(episode, table.game, table.provenance, scenario_text=table.scenario_text)
    stream = record(
        store,
        play(
            table.game,
            table.bench,
            episode=episode,
            provenance=table.provenance,
            so_far=so_far,
        ),
    )
    last: Event | None = None
    with drawing(style, store, episode) as draw:
        async with aclosing(_until_asked(stream, drain)) as events:
            async for last in events:
                draw(last)
    return _exit(last, episode, drain)


async def _until_asked(
    stream: AsyncGenerator[Event, None], drain: Drain
) -> AsyncGenerator[Event, None]:
    """The stream until it ends, or until a turn is stored after somebody asked to stop."""
    async with aclosing(stream) as events:
        async for event in events:
            yield event
            if drain.asked and isinstance(event, Spoke | Paid):
                return


def _exit(last: Event | None, episode: str, drain: Drain) -> int:
    match last:
        case Ended():
            return Exit.DONE
        case Failed(code=code):
            note(f"go on with: society resume {episode}")
            fatal = {"auth", "quota", "unknown_model"}
            return Exit.PROVIDER if code in fatal else Exit.PARTLY
        case _:
            note(f"stopped; go on with: society resume {episode}")
            return drain.exit or Exit.PARTLY
