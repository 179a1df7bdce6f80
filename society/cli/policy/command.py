"""`society policy`: how seats are played, listed, shown, and written by hand."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import App, Parameter

from society.cli.batch.command import WorkOptions
from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.policy import Policy

app = App(name="policy", help="List, show and write policies: how seats are played.")

EMPTY = "no policy is stored yet"
HINT = "`society policy new calm --tactics beta=2` writes one, `society evolve` makes better ones"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class HabitOptions:
    """What it does.

    Parameters
    ----------
    base
        The policy that it goes on from.
    tactics
        Parameters of the planner: --tactics beta=0.5 (repeatable).
    advice
        What a model is told before it speaks (repeatable).
    search
        How it thinks before it speaks, such as best-of-8.
    scenario
        Only in this scenario.
    role
        Only in this role.
    """

    base: str = ""
    tactics: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    search: str = ""
    scenario: str = ""
    role: str = ""


@app.command(name="list")
def list_(*, json: bool = False, db: str | None = None) -> None:
    """List the policies, the last made first.

    Parameters
    ----------
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import readable
    from society.store import policies
    from society.store.store import Store

    where, found = readable(db), list[Policy]()
    if where:
        with Store.open(where, create=False, write=False) as store:
            found = policies.listed(store)
    if json:
        as_json({"schema": SCHEMA, "policies": [_document(each) for each in found]})
    elif found:
        rows = [
            (each.label, each.origin, each.player or "-", each.model or "-", len(each.habits))
            for each in found
        ]
        table(["policy", "made by", "player", "model", "habits"], rows)
    else:
        note(f"{EMPTY}; {HINT}")


@app.command
def show(policy: str, *, json: bool = False, db: str | None = None) -> None:
    """Show one policy: who plays, and what it does in which seat.

    Parameters
    ----------
    policy
        Its name, its label, or the beginning of its hash.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import reading
    from society.store import policies

    with reading(db, EMPTY, hint=HINT) as store:
        found = policies.policy(store, policy)
    if json:
        as_json({"schema": SCHEMA, "policy": _document(found)})
    else:
        _draw(found)


@app.command
def new(
    name: str,
    *,
    habit: HabitOptions | None = None,
    player: str = "",
    model: str = "",
    db: str | None = None,
) -> None:
    """Write a policy by hand.

    Parameters
    ----------
    name
        What it is called.
    player
        planned, llm, or planner without words; the command's own without it.
    model
        The model that speaks; the command's own without it.
    db
        The database to keep it in.
    """
    from society.cli.policy.writing import wrote

    made = wrote(name, habit or HabitOptions(), player, model, db)
    say(made.label)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MeetOptions:
    """How sure one must be.

    Parameters
    ----------
    n
        Games of each scenario at most, each in every seat.
    error
        The chance that one that is no better is found better.
    miss
        The chance that one better by --least is given up before its games are over.
    least
        The smallest gain in utility that is worth having.
    to_the_end
        Play all games even where it is sure before, for an interval of a fixed number of them.
    seed
        Draws the games.
    level
        A level of the scenarios' curriculum, such as hard.
    fail_under
        Exit with 3 where the interval of the gain begins below this.
    """

    n: Annotated[int, Parameter(name=["--n", "-n"])] = 200
    error: float = 0.05
    miss: float = 0.2
    least: float = 0.01
    to_the_end: bool = False
    seed: int = 7
    level: str = ""
    fail_under: float | None = None


@app.command(name="test")
def meet(
    policy: str,
    *scenarios: str,
    against: str,
    options: MeetOptions | None = None,
    work: WorkOptions | None = None,
) -> int:
    """Let two policies meet on new games, in every seat, until it is sure which is better.

    The same command again goes on where it stopped, and plays nothing twice.

    Parameters
    ----------
    policy
        The one that is tested: its name, or the beginning of its hash.
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    against
        The other one.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.policy.testing import tested

    with seldom_collected():
        return tested(policy, against, scenarios, options or MeetOptions(), work or WorkOptions())


def _document(policy: Policy) -> dict[str, object]:
    return {"label": policy.label, "sha": policy.sha, **policy.model_dump()}


def _draw(policy: Policy) -> None:
    say(f"{policy.label} · made by {policy.origin}", "bold")
    say(f"player {policy.player or 'as asked for'}, model {policy.model or 'as asked for'}")
    for each in policy.habits:
        say(f"  in {each.scenario or 'every scenario'}, as {each.role or 'every role'}:")
        for line in (
            *(f"{key} {value:g}" for key, value in each.tactics.items()),
            *each.advice.values(),
            *(f"example: {one.said}" for one in each.examples),
            *([f"thinks: {each.search}"] if each.search else []),
        ):
            say(f"    {line}")
    if policy.parents:
        say(f"made from {', '.join(each[:8] for each in policy.parents)}", "dim")
