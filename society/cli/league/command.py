"""`society league`: who plays better than whom, played out where it is not known yet."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from society.cli.batch.command import WorkOptions
from society.cli.options import CastOptions

if TYPE_CHECKING:
    from society.store.matches import Played
    from society.store.store import Store

Opponents = Literal["self", "latest", "uniform", "hardest", "even"]

EMPTY = "nobody has met anybody else yet"
HINT = (
    "`society league play --policies A,B SCENARIO` lets policies meet; a batch with two models or "
    "players does, too"
)

app = App(name="league", help="Who plays better than whom: ratings, cycles, exploitability.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MeetOptions:
    """Who meets whom.

    Parameters
    ----------
    policies
        Names, separated by commas: stored policies, .json files, or NAME:beta=0.5:floor=0.2.
    opponents
        Whom the first of --policies meets, instead of all meeting all: self, latest, uniform,
        hardest (those that beat it) or even (those that are as strong).
    n
        Games of each pair, or of the one policy: the same games for all, every seat in each.
    seed
        Draws the games, and the opponents.
    level
        A level of the scenario's curriculum, such as hard.
    """

    policies: str = ""
    opponents: Opponents | None = None
    n: Annotated[int, Parameter(name=["--n", "-n"])] = 20
    seed: int = 7
    level: str = ""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CountOptions:
    """Which games count.

    Parameters
    ----------
    where
        Only dialogues like this query: level:hard, batch:mine, after:2026-11-01.
    tries
        Count those that were only tried on the way to better tactics, too.
    seed
        Draws the resamples that the intervals come from.
    json
        Print one JSON document.
    db
        The database to read.
    """

    where: str = ""
    tries: bool = False
    seed: int = 0
    json: bool = False
    db: str | None = None


ALL = CountOptions()


@app.command
def show(*scenarios: str, count: CountOptions = ALL) -> None:
    """Show how strong everybody is who met others: ratings, by seat too, and the pair matrix.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, or .yaml files; all scenarios without.
    """
    from society.cli.league.told import as_document, tell
    from society.selfplay.league.standing import league

    with _stored(count) as store:
        found = league(_played(store, scenarios, count), seed=count.seed)
    if count.json:
        as_document(found)
    elif found.standings:
        tell(found)
    else:
        _nobody()


@app.command
def report(*scenarios: str, html: Path | None = None, count: CountOptions = ALL) -> None:
    """Tell what ratings hide: who goes round in cycles, who can be exploited, what strength costs.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, or .yaml files; all scenarios without.
    html
        Write the report as one page that needs nothing else.
    """
    from society.cli.league.reported import as_document, tell, written
    from society.selfplay.league.costs import costs
    from society.selfplay.league.standing import league

    with _stored(count) as store:
        games = _played(store, scenarios, count)
        found = league(games, seed=count.seed)
        paid = costs(store, [game for game in games if len(set(game.players.values())) > 1])
    if html is not None:
        written(html, found, paid)
    if count.json:
        as_document(found, paid)
    elif found.standings:
        tell(found, paid)
    else:
        _nobody()


@app.command
def play(
    *scenarios: str,
    meet: MeetOptions | None = None,
    cast: CastOptions | None = None,
    work: WorkOptions | None = None,
) -> int:
    """Play what the league lacks; the same command again goes on, and where nothing lacks it rests.

    Every pair meets in the same games, each policy once in every seat of each.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.league.playing import played

    with seldom_collected():
        return asyncio.run(
            played(scenarios, meet or MeetOptions(), cast or CastOptions(), work or WorkOptions())
        )


def _stored(count: CountOptions) -> "Store":
    from society.cli.stored import reading

    return reading(count.db, EMPTY, hint=HINT)


def _played(store: "Store", scenarios: tuple[str, ...], count: CountOptions) -> "list[Played]":
    from society.cli.league.games import meant
    from society.selfplay.league.members import among_members
    from society.store.matches import played

    games = played(store, meant(scenarios, count.where))
    return games if count.tries else among_members(store, games)


def _nobody() -> None:
    from society.cli.output import note

    note(f"{EMPTY}\n  {HINT}")
