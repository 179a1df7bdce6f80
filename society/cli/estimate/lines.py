"""An estimate as people read it, and as JSON: every figure with where it comes from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from society.batch.estimate import Estimate, Part
from society.batch.plan import Plan
from society.cli.estimate.begun import Begun
from society.cli.estimate.budget import document, dollars, limits
from society.cli.output import SCHEMA, as_json, say, table
from society.domain.display import duration

if TYPE_CHECKING:
    from society.cli.batch.command import WorkOptions

_COLUMNS = ("calls", "prompt tokens", "completion tokens", "$ expected", "calls ≤", "$ at most")

_YIELDS = (
    *(("calls ≤", 0), ("model", 12), ("scenario", 12), ("completion tokens", 0)),
    *(("prompt tokens", 0), ("calls", 0)),
)
"""What gives way in a narrow window: the arithmetic below has it, too."""


def tell(plan: Plan, found: Estimate, work: "WorkOptions", keep: str, begun: Begun) -> None:
    """Print the estimate of a plan."""
    if work.json:
        limited = document(found, work, begun)
        as_json({**_document(plan, found, keep), **limited, "changed": begun.changed})
        return
    rest = "" if found.dialogues == plan.n else f" of {plan.n:,} are left to play"
    say(f"{plan.name}: {found.dialogues:,} dialogues{rest}", "bold")
    say()
    several = _several(found)
    table(
        [*(["scenario"] if several else []), "who", "model", *_COLUMNS],
        [_row(part, several) for part in found.parts] + [_sum(found, several)],
        yields=_YIELDS,
    )
    say()
    for line in _summary(found, work, keep, begun):
        say(line)
    for title, lines in [("The arithmetic:", _arithmetic(found)), ("From:", _sources(found))]:
        say()
        say(title, "bold")
        for line in lines:
            say(f"  {line}")


def _row(part: Part, several: bool) -> list[str]:
    named = [part.scenario] if several else []
    return [*named, part.who, part.model, *_figures(part.expected, part.cost, part)]


def _figures(load: Any, cost: float | None, whole: Any) -> list[str]:
    most = whole.most if isinstance(whole, Part) else whole.total(most=True)
    return [
        f"{load.calls:,.0f}",
        f"{load.prompt:,.0f}",
        f"{load.completion:,.0f}",
        dollars(cost),
        f"{most.calls:,.0f}",
        dollars(whole.cost_at_most),
    ]


def _sum(found: Estimate, several: bool) -> list[str]:
    return [*([""] if several else []), "in all", "", *_figures(found.total(), found.cost, found)]


def _summary(found: Estimate, work: "WorkOptions", keep: str, begun: Begun) -> Iterator[str]:
    if found.unpriced:
        names = ", ".join(found.unpriced)
        rest = f"; the rest comes to {dollars(found.known)}" if found.known else ""
        yield f"no price is known for {names}{rest}"
        yield f'  say it in society.toml: [prices."{found.unpriced[0]}"] prompt = 0.5, …'
    yield f"time: about {duration(found.time.seconds)}, set by {found.time.limit}"
    if found.share is None or found.kept is None:
        yield f"kept ({keep}): {found.share_from}"
    else:
        yield f"kept ({keep}): {found.kept:,.1f}, which is {found.share:.1%} {found.share_from}"
    yield f"cost of each dialogue that is kept: {_each(found)}"
    yield from limits(found, work, begun)


def _each(found: Estimate) -> str:
    if found.kept == 0:
        return "none is expected to be kept"
    if found.cost_per_kept is None:
        return "unknown"
    each = f"{dollars(found.cost)} / {found.kept:,.1f} = {dollars(found.cost_per_kept)}"
    return "$0" if not found.cost else each


def _arithmetic(found: Estimate) -> Iterator[str]:
    for part in found.parts:
        load, each = part.expected, part.dialogues
        if not load.calls:
            yield f"{_named(part, found)}: no calls"
            continue
        a_call = f"({load.prompt / load.calls:,.1f} + {load.completion / load.calls:,.1f} tokens)"
        calls = f"{each:,} dialogues × {load.calls / each:,.2f}" if each else f"{load.calls:,.0f}"
        yield f"{_named(part, found)}: {calls} calls × {a_call}, {_priced(part)}"
        if part.effort:
            yield f"  {part.effort}"


def _priced(part: Part) -> str:
    price = part.price
    if price is None:
        return "at a price that is not known"
    if not price.prompt + price.completion:
        return "on this machine: $0"
    rates = f"${price.prompt:g} and ${price.completion:g} a million"
    kept = part.expected.cached
    saved = f", {kept:,.0f} of them kept at ${price.cached:g}" if kept and price.cached else ""
    return f"at {rates}{saved} = {dollars(part.cost)}"


def _sources(found: Estimate) -> Iterator[str]:
    grouped = dict[str, list[str]]()
    for part in found.parts:
        grouped.setdefault(part.source, []).append(_named(part, found))
    for source, names in grouped.items():
        yield f"{', '.join(names)}: {source}"
    paces = {part.model: part for part in found.parts}
    for model, part in paces.items():
        yield f"a call of {model}: {part.seconds:.2f} s, {part.pace}"
    yield "at most: every turn there can be, every try and correction, every reply at its longest;"
    yield "  what a provider answers with an error and is asked again is not in it"
    if not all(part.bounded for part in found.parts):
        yield "  a reply without max_tokens is taken to be as long as a budget allows it to be,"
        yield "  or in this process the model's own limit"


def _several(found: Estimate) -> bool:
    return len({part.scenario for part in found.parts if part.scenario}) > 1


def _named(part: Part, found: Estimate) -> str:
    """Who it is; of several scenarios also in which."""
    if part.stage == "preflight":
        return f"preflight of {part.model}"
    return f"{part.scenario} {part.who}" if _several(found) else part.who


def _document(plan: Plan, found: Estimate, keep: str) -> dict[str, Any]:
    parts = [
        {
            **part.model_dump(exclude={"expected", "most", "price"}),
            **_told("expected", part.expected, part.cost),
            **_told("at_most", part.most, part.cost_at_most),
            "price": part.price,
        }
        for part in found.parts
    ]
    return {
        "schema": SCHEMA,
        "batch": plan.name,
        "planned": plan.n,
        "dialogues": found.dialogues,
        "parts": parts,
        **_told("expected", found.total(), found.cost),
        **_told("at_most", found.total(most=True), found.cost_at_most),
        "unpriced": found.unpriced,
        "seconds": found.time.seconds,
        "seconds_set_by": found.time.limit,
        "keep": keep,
        "share_kept": found.share,
        "share_kept_from": found.share_from,
        "cost_per_kept": found.cost_per_kept,
    }


def _told(name: str, load: Any, cost: float | None) -> dict[str, Any]:
    return {name: {**load.model_dump(), "cost": cost}}
