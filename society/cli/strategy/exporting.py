"""A playbook of strategies as a page or as JSON, and the policy that plays what is proven."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from society.cli.output import SCHEMA, as_json, dumps, note, out
from society.cli.stored import changing, reading
from society.domain.errors import SocietyError
from society.domain.strategy import Strategy
from society.selfplay.league.entrants import entrant
from society.selfplay.strategies.playbook import as_policy, markdown
from society.store import policies

if TYPE_CHECKING:
    from society.cli.strategy.command import Only
    from society.store.store import Store

LACKING = "there are no strategies yet"
HINT = "society strategy mine, then society strategy test"


def playbook(target: str, only: "Only", form: str, db: str | None) -> None:
    """Write the strategies that are meant to a file, or print them."""
    with reading(db, LACKING, hint=HINT) as store:
        found = _meant(store, only)
    if not found:
        note(f"no strategy is {only.status or 'like that'}; {HINT}", "dim")
    told = {"schema": SCHEMA, "strategies": found}
    text = markdown(found) if form == "markdown" else dumps(told, indent=True) + "\n"
    if target == "-":
        out().file.write(text)
    else:
        _written(Path(target), text)


async def policy_of(
    name: str, base: str, only: "Only", target: Path | None, db: str | None
) -> None:
    """Keep a policy of what is proven, and print it, or write it to a file."""
    with changing(db, LACKING, hint=HINT) as store:
        before = entrant(store, base) if base else None
        try:
            made = as_policy(name, _meant(store, only), before)
        except ValidationError as error:
            raise SocietyError(
                f"--as-policy {name!r} is no name of a policy",
                hint="use letters, digits, dots, dashes and underscores",
            ) from error
        await policies.keep(store, made)
    note(f"kept {made.label}", "green")
    if target is None:
        as_json(made)
    else:
        _written(target, dumps(made, indent=True) + "\n")


def _meant(store: "Store", only: "Only") -> list[Strategy]:
    return store.strategies(scenario=only.scenario, role=only.role, status=only.status)


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SocietyError(f"{path} cannot be written: {error.strerror}") from error
    note(f"wrote {path}", "dim")
