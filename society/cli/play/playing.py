"""From a job to a recorded stream of events: the same for a terminal, a window and a branch."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from society.casting import Job, Table, assemble
from society.cli.origin import run_info
from society.cli.output import note
from society.cli.weights import with_weights
from society.domain.episode import Episode, Lineage
from society.domain.errors import SocietyError
from society.domain.events import Called, Event
from society.players.human import Listen
from society.settings import Settings, environment, models_folder

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.store.store import Store


def seated(
    job: Job, chosen: Settings, connections: "Connections", *, listen: Listen | None = None
) -> Table:
    """The job made ready to play; what its maker should know is noted."""
    table = with_weights(
        lambda: assemble(job, chosen, connections, listen=listen), models_folder(chosen)
    )
    for line in table.provenance.notes:
        note(line, "dim")
    return table


def job_behind(stored: Episode, *, allow_code: bool) -> Job:
    """The job that a stored dialogue was played by; SocietyError where it came from a file.

    Whether code may run is asked anew: a database is data, whoever wrote it.
    """
    try:
        return Job.model_validate({**stored.provenance.job, "allow_code": allow_code})
    except ValidationError:
        raise SocietyError(
            f"nothing says how dialogue {stored.id} was played: it came from a file",
            hint="begin one of the same scenario",
        ) from None


async def put_down(
    store: "Store", table: Table, episode: str, grown: Episode | None = None
) -> None:
    """Store a new dialogue as pending, with the command that plays it; `grown` is its beginning."""
    origin = table.provenance
    await store.begin(
        episode,
        table.game,
        origin,
        scenario_text=table.scenario_text,
        run=run_info(origin, environment()),
        lineage=grown.lineage if grown else Lineage(),
        turns=grown.dialogue.turns if grown else (),
        judgements=grown.judgements if grown else (),
        rewards=grown.rewards if grown else (),
    )


def recorded(
    store: "Store", table: Table, episode: str, so_far: Episode | None = None
) -> AsyncGenerator[Event, None]:
    """What happens in a dialogue that was put down, each thing once it is stored.

    `so_far` is what there is of it already.
    """
    from society.play.engine import play
    from society.store.archive import StoredArchive
    from society.store.record import record

    bench = replace(table.bench, archive=StoredArchive(store))
    unheard: list[Called] = []
    played = play(
        table.game,
        bench,
        episode=episode,
        provenance=table.provenance,
        so_far=so_far,
        unheard=unheard,
    )
    return record(store, played, unheard=unheard)
