"""`society rate`: people score turns blind, without a word of what any judge said."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from society.cli.output import SCHEMA, as_json, note
from society.domain.errors import SocietyError
from society.settings import person

if TYPE_CHECKING:
    from society.cli.rate.rating import Item
    from society.store.store import Store


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RateOptions:
    """What is rated, by whom.

    Parameters
    ----------
    where
        Which dialogues, as `society list --where` takes it.
    turns
        These alone, as ID:3,ID:7, and ID:end:role for a role's whole part.
    scope
        turn, or outcome for a role's whole part.
    role
        Only this role's turns.
    rater
        Who rates; your login name without it.
    n
        At most so many.
    seed
        Draws which turns are shown.
    db
        The database that holds the dialogues and the labels.
    json
        Print one JSON document: what was rated, or imported, or the labels.
    """

    where: str = ""
    turns: str = ""
    scope: Literal["turn", "outcome"] = "turn"
    role: str = ""
    rater: str = ""
    n: Annotated[int, Parameter(name=["--n", "-n"])] = 20
    seed: int = 0
    db: str | None = None
    json: bool = False


def rate(
    *,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    export: bool = False,
    options: RateOptions | None = None,
) -> None:
    """Score turns from 1 to 5, without seeing what any judge said of them.

    Shows a dialogue up to a turn and asks; `s` skips, `b` goes back, `q` stops. Each answer is kept
    at once, and what you have rated is not asked again. Answers may come from a pipe, one a line.

    Parameters
    ----------
    from_
        Read labels from a .csv or .jsonl file instead: episode, turn, role, rater, score, note.
    export
        Print the labels instead, as JSON lines.
    """
    from society.cli.stored import changing, reading

    options = options or RateOptions()
    if export and from_:
        raise SocietyError("--export and --from exclude each other")
    if options.n < 1:
        raise SocietyError(f"--n is {options.n}; it must be at least 1")
    opened, what = (reading, "export") if export else (changing, "rate")
    with opened(options.db, f"there is nothing to {what}: no dialogue is stored") as store:
        if from_:
            _import(store, from_, options)
        elif export:
            _export(store, options)
        else:
            _ask(store, options)


def _ask(store: "Store", options: RateOptions) -> None:
    from society.cli.rate.rating import Rating

    rater = options.rater or person()
    items = _items(store, options, rater)
    if not items:
        _refuse_nothing(store, options)
        note(f"nothing is left that {rater!r} has not rated")
    said = Rating(store, items, rater).through() if items else 0
    if options.json:
        as_json({"schema": SCHEMA, "rater": rater, "rated": said, "shown": len(items)})
    elif items:
        note(f"{said} of {len(items)} rated; society rate --export prints all labels")


def _refuse_nothing(store: "Store", options: RateOptions) -> None:
    """SocietyError where there was nothing to be rated in the first place."""
    from society.cli.rate.rating import there_are
    from society.store.judging_again import finished
    from society.store.where import Where

    if options.turns:
        return
    if not finished(store, Where.parse("")):
        raise SocietyError(
            "there is nothing to rate: no dialogue that ended is stored",
            hint="`society run SCENARIO` plays one, `society batch` many, `society import` brings "
            "some",
        )
    if not there_are(store, options.where, scope=options.scope, role=options.role):
        whose = f" of {options.role!r}" if options.role else ""
        raise SocietyError(
            f"there is nothing to rate: no {options.scope}{whose} in the dialogues that match",
            hint="`society list --where …` shows what does",
        )


def _items(store: "Store", options: RateOptions, rater: str) -> "list[Item]":
    from society.cli.rate.rating import chosen, named

    if options.turns:
        if options.where or options.role:
            raise SocietyError("--turns names what is rated; leave out --where and --role")
        return named(store, options.turns, rater=rater)
    return chosen(
        store,
        options.where,
        scope=options.scope,
        role=options.role,
        rater=rater,
        n=options.n,
        seed=options.seed,
    )


def _import(store: "Store", file: Path, options: RateOptions) -> None:
    from society.audit.counting import many
    from society.cli.rate.label_files import read
    from society.store import labels

    told = read(file, rater=options.rater)
    new = asyncio.run(labels.add(store, told))
    if options.json:
        as_json({"schema": SCHEMA, "new": new, "known": len(told) - new})
    else:
        old = len(told) - new
        there = f", {many(old, 'was', 'were')} there already" if old else ""
        note(f"{many(new, 'label is', 'labels are')} new{there}")


def _export(store: "Store", options: RateOptions) -> None:
    from society.cli.output import dumps, out
    from society.store import labels
    from society.store.where import Where

    found = labels.listed(store, where=Where.parse(options.where), rater=options.rater or None)
    if options.json:
        as_json({"schema": SCHEMA, "labels": found})
        return
    for label in found:
        out().file.write(dumps(label) + "\n")
