"""What the league lacks, played: all meet all, or one meets opponents drawn for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from society.batch.stages import scenarios as meant_by
from society.cli.batch.command import WorkOptions
from society.cli.field import field
from society.cli.league.games import meant
from society.cli.league.told import as_document, tell
from society.cli.options import CastOptions, cast_of
from society.cli.output import note
from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.scenario.offers import worth_known
from society.selfplay.field import Field
from society.selfplay.league.entrants import entrants
from society.selfplay.league.members import among_members
from society.selfplay.league.rounds import Round, practice, round_robin
from society.selfplay.league.standing import league
from society.selfplay.meeting import loaded
from society.settings import database, settings
from society.store import policies
from society.store.matches import played as games_played
from society.store.store import Store

if TYPE_CHECKING:
    from society.cli.league.command import MeetOptions


async def played(
    scenarios: Sequence[str], meet: "MeetOptions", cast: CastOptions, work: WorkOptions
) -> int:
    """Play what is lacking, then tell where those of these scenarios stand."""
    games = _round(scenarios, meet, cast)
    with Store.open(database(work.db)) as store:
        named = entrants(store, meet.policies)
        if not named:
            raise SocietyError(
                "no policy is named", hint="--policies A,B names stored policies or .json files"
            )
        await policies.keep(store, *named)
        await _met(field(store, work), named, games, meet)
        if work.dry_run:
            return 0
        found = league(among_members(store, games_played(store, meant(games.scenarios))))
    if work.json:
        as_document(found)
    elif found.standings:
        tell(found)
    return 0


async def _met(grounds: Field, named: Sequence[Policy], games: Round, meet: "MeetOptions") -> None:
    if meet.opponents is None:
        if len(named) < 2:
            raise SocietyError(
                f"{named[0].label} has nobody to meet",
                hint="--policies A,B names two; --opponents latest takes the others from the store",
            )
        await round_robin(grounds, named, games)
        return
    others = list(named[1:]) or policies.listed(grounds.store)[::-1]
    counts = await practice(grounds, named[0], others, meet.opponents, games)
    listed = ", ".join(f"{label} {n}" for label, n in sorted(counts.items()))
    note(f"{named[0].label} met: {listed}")


def _round(scenarios: Sequence[str], meet: "MeetOptions", cast: CastOptions) -> Round:
    if not scenarios:
        raise SocietyError(
            "no scenario is named", hint="society league play market/used_bike --policies A,B"
        )
    if meet.n < 1:
        raise SocietyError(f"--n is {meet.n}; it must be at least 1")
    folders = [Path(folder) for folder in settings().scenarios]
    found, base = meant_by(scenarios, folders), cast_of(cast)
    if cast.judge is None and all(worth_known(loaded(each, meet.level)) for each in found):
        # Nobody is paid here: what the end is worth says all, and judges would be asked for naught.
        base = base.model_copy(update={"judges": ()})
    return Round(found, meet.n, meet.seed, meet.level, base)
