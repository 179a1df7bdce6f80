"""`society evolve`: generations that are promoted only where they beat the one before."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from society.cli.batch.command import WorkOptions
from society.cli.options import CastOptions

app = App(name="generation", help="What became of each generation of an evolution.")

EMPTY = "nothing has evolved yet"
HINT = "`society evolve market/used_bike` begins"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CourseOptions:
    """What evolves, and how long.

    Parameters
    ----------
    generations
        How many are tried.
    episodes
        Games of each generation that is learned from.
    opponents
        Whom it plays to learn: self, latest, uniform, hardest, or league: itself and the hardest.
    improve
        What makes a candidate (repeatable, one goes on from another): strategies, tuning or
        examples.
    policy
        The policy that it begins with: its name, or the beginning of its hash.
    name
        The name of the evolution; from the scenarios without it.
    seed
        Draws all games.
    level
        A level of the scenarios' curriculum, such as hard.
    final
        Games in which the last policy meets the first; 0 for none.
    """

    generations: int = 5
    episodes: int = 200
    opponents: Literal["self", "latest", "uniform", "hardest", "league"] = "self"
    improve: tuple[Literal["strategies", "tuning", "examples"], ...] = ("strategies",)
    policy: str = ""
    name: str = ""
    seed: int = 7
    level: str = ""
    final: int = 200


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class GateOptions:
    """How sure one must be.

    Parameters
    ----------
    error
        The chance that a candidate that is no better is promoted.
    miss
        The chance that one better by --least is turned away before its games are over.
    least
        The smallest gain in utility that is worth having.
    games
        Games at a gate at most, over all scenarios; each is played in every seat.
    proof
        Games in which a strategy is tried at most, with it and without.
    """

    error: float = 0.05
    miss: float = 0.2
    least: float = 0.01
    games: Annotated[int, Parameter(name="--gate")] = 200
    proof: int = 120


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class PageOptions:
    """Where the report goes.

    Parameters
    ----------
    html
        A file for the report as a page that needs nothing else.
    """

    html: Path | None = None


def evolve(
    *scenarios: str,
    course: CourseOptions | None = None,
    gate: GateOptions | None = None,
    cast: CastOptions | None = None,
    work: WorkOptions | None = None,
    page: PageOptions | None = None,
) -> int:
    """Let players get better against themselves, and promote only what is shown to be better.

    The same command again goes on where it stopped. Without --player the planner plays without
    words: the embedded model speaks the very same moves (--player planned), a game a minute.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.evolve.evolving import evolved

    with seldom_collected():
        return evolved(
            scenarios,
            course or CourseOptions(),
            gate or GateOptions(),
            cast or CastOptions(),
            work or WorkOptions(),
            page or PageOptions(),
        )


@app.command(name="list")
def list_(*, json: bool = False, db: str | None = None) -> None:
    """List the evolutions, the last begun first.

    Parameters
    ----------
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.evolve.shown import listed

    listed(db, as_document=json)


@app.command
def show(
    evolution: str, *, html: Path | None = None, json: bool = False, db: str | None = None
) -> None:
    """Show what became of each generation: who was at the gate, on which figures it was decided.

    Parameters
    ----------
    evolution
        The name of the evolution.
    html
        A file for the report as a page that needs nothing else.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.evolve.shown import shown

    shown(evolution, db, html, as_document=json)
