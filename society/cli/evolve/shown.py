"""An evolution as people read it and as JSON, from what is stored of it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from society.cli.evolve.command import EMPTY, HINT
from society.cli.evolve.page import page
from society.cli.output import SCHEMA, as_json, note, say, table
from society.cli.stored import readable, reading
from society.domain.errors import SocietyError
from society.domain.generation import Generation
from society.store import generations as stored
from society.store.store import Store

COLUMNS = (
    *("generation", "verdict", "stands", "gain, 95 %", "games", "points", "agreed"),
    *("distinct-2", "calls", "tokens", "money"),
)
YIELDS = (("distinct-2", 0), ("calls", 0), ("tokens", 0), ("money", 0), ("agreed", 0))


def told(
    name: str, generations: Sequence[Generation], last: Mapping[str, Any] | None = None
) -> None:
    """Print the generations as a table, and why each of them was decided as it was."""
    say()
    say(f"{name}: {_summary(generations)}", "bold")
    say()
    table(COLUMNS, [row(each) for each in generations], yields=YIELDS)
    say()
    for each in generations[1:]:
        say(f"  {each.number}: {reason(each)}", "dim")
    for line in met(last):
        say(line)
    note(f"read it again:  society generation show {name}", "dim")


def _summary(generations: Sequence[Generation]) -> str:
    promoted = sum(each.verdict == "promoted" for each in generations)
    tried = len(generations) - 1
    return f"{promoted} of {tried} generations promoted, {generations[-1].policy} stands"


def row(each: Generation) -> tuple[str, ...]:
    """One generation in the order of `COLUMNS`."""
    gate, took = each.report.get("gate"), each.report.get("spent")
    played = each.report.get("played", {})
    varied = played.get("distinct_2")
    return (
        str(each.number),
        each.verdict,
        each.policy,
        gained(gate["gain"]) if gate else "",
        str(gate["games"]) if gate else "",
        f"{gate['points']:+.0f}" if gate and gate["points"] is not None else "",
        f"{gate['agreed']:.0%}" if gate else "",
        f"{varied:.2f}" if varied is not None else "",
        f"{took['calls']:,}" if took else "",
        f"{took['tokens']:,}" if took else "",
        f"${took['money']:.2f}" if took else "",
    )


def gained(gain: Sequence[float]) -> str:
    """A gain with its interval."""
    value, low, high = gain
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"


def reason(each: Generation) -> str:
    """Why it was decided as it was."""
    why, gate = each.report.get("why", ""), each.report.get("gate")
    if not gate:
        return f"{why}; nobody was at the gate"
    said = {
        "better": "it is better, and that is sure",
        "worse": "it is not better by what is worth having, and that is sure",
        "undecided": "its games were over before anything was sure",
    }[gate["said"]]
    return f"{why}; at the gate {gate['candidate']}: {said}"


def met(last: Mapping[str, Any] | None) -> Iterator[str]:
    """How the last policy met the first, if it did."""
    if last and last["gain"]:
        yield (
            f"the last against the first, {last['games']} new games in every seat: "
            f"{gained(last['gain'])} in utility"
            + (f", {last['points']:+.0f} points" if last["points"] is not None else "")
            + f", {last['agreed']:.0%} agreed"
        )
        for scenario, gain in last["by_scenario"].items():
            yield f"  {scenario}: {gained(gain)}"


def document(
    name: str, generations: Sequence[Generation], last: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The evolution as JSON."""
    return {
        "schema": SCHEMA,
        "evolution": name,
        "policy": generations[-1].policy,
        "generations": [each.model_dump() for each in generations],
        "final": last,
    }


def written(
    target: Path, name: str, generations: Sequence[Generation], last: Mapping[str, Any] | None
) -> None:
    """Write the page."""
    try:
        target.write_text(page(name, generations, last), encoding="utf-8")
    except OSError as error:
        raise SocietyError(f"{target} cannot be written: {error.strerror}") from error
    note(f"written to {target}")


def listed(db: str | None, *, as_document: bool) -> None:
    """Every evolution with how far it is."""
    where, found = readable(db), []
    if where:
        with Store.open(where, create=False, write=False) as store:
            found = [stored.listed(store, name) for name in stored.evolutions(store)]
    if as_document:
        told_ = [{"evolution": each[0].evolution, "generations": len(each) - 1} for each in found]
        as_json({"schema": SCHEMA, "evolutions": told_})
    elif found:
        rows = [
            (each[0].evolution, str(len(each) - 1), each[-1].policy, each[0].created[:16])
            for each in found
        ]
        table(["evolution", "generations", "stands", "begun"], rows)
    else:
        note(f"{EMPTY}; {HINT}")


def shown(evolution: str, db: str | None, html: Path | None, *, as_document: bool) -> None:
    """One evolution; SocietyError where there is none of that name."""
    with reading(db, EMPTY, hint=HINT) as store:
        found = stored.listed(store, evolution)
        known = stored.evolutions(store)
    if not found:
        raise SocietyError(
            f"no evolution is called {evolution!r}",
            hint=f"there are: {', '.join(known)}" if known else HINT,
        )
    last = found[-1].report.get("final")
    if html:
        written(html, evolution, found, last)
    if as_document:
        as_json(document(evolution, found, last))
    else:
        told(evolution, found, last)
