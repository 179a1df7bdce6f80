"""`society strategy`: what won, with its evidence."""

from dataclasses import asdict, dataclass
from typing import Literal

from cyclopts import App, Parameter

from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.strategy import Strategy

app = App(name="strategy", help="Show what won.")

EMPTY = "nothing has been won yet; `society run market/used_bike` plays a dialogue"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Only:
    """Which strategies are listed.

    Parameters
    ----------
    scenario
        Only those of this scenario.
    role
        Only those of this role.
    status
        observed, proposed, proven or retired.
    """

    scenario: str | None = None
    role: str | None = None
    status: Literal["observed", "proposed", "proven", "retired"] | None = None


ALL = Only()


@app.command(name="list")
def list_(*, limit: int = 20, only: Only = ALL, json: bool = False, db: str | None = None) -> None:
    """List strategies, the latest first.

    Parameters
    ----------
    limit
        How many.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import readable
    from society.store.store import Store

    where, found = readable(db), []
    if where:
        with Store.open(where, create=False, write=False) as store:
            found = store.strategies(limit=limit, **asdict(only))
    if json:
        as_json({"schema": SCHEMA, "strategies": found})
    elif found:
        rows = [
            (each.id, each.scenario, each.role, each.status, f"{each.margin:+.2f}", each.tactic)
            for each in found
        ]
        table(["id", "scenario", "role", "status", "margin", "tactic"], rows)
    else:
        note(EMPTY if only == ALL else "no strategy is like that")


@app.command
def show(strategy: str, *, json: bool = False, db: str | None = None) -> None:
    """Show one strategy: its tactic, its moves, the turns that are its evidence.

    Parameters
    ----------
    strategy
        Its id, or the beginning of it.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import reading

    with reading(db, f"no strategy is called {strategy!r}", hint=EMPTY) as store:
        found = store.strategy(strategy)
    if json:
        as_json({"schema": SCHEMA, "strategy": found})
        return
    _draw(found)


def _draw(found: Strategy) -> None:
    say(f"{found.role} in {found.scenario} · {found.status} · {found.id}", "bold")
    say(found.tactic)
    say(f"utility {found.utility:.2f}, {found.margin:+.2f} over success, {found.games} game(s)")
    if found.lift is not None and found.interval:
        low, high = found.interval
        say(f"lift {found.lift:+.2f} ({low:+.2f} to {high:+.2f}) on held-out games")
    for move in found.moves:
        say(f"  {move}")
    for each in found.evidence:
        said = ", ".join(map(str, each.turns))
        say(f"evidence: turns {said} of {each.episode} (`society show {each.episode}`)", "dim")
