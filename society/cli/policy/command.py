"""`society policy`: how seats are played, listed, shown, and written by hand."""

from dataclasses import dataclass

from cyclopts import App, Parameter

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
