"""An estimate as people read it, and as JSON: every figure with where it comes from."""

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from society.batch.arithmetic import ROUNDINGS, Rounding, levels, search_cost, simulations
from society.batch.estimate import Estimate, Part
from society.batch.plan import Plan
from society.cli.output import SCHEMA, as_json, say, table
from society.cli.progress import duration
from society.domain.errors import SocietyError
from society.llm.prices import MILLION

if TYPE_CHECKING:
    from society.cli.batch import WorkOptions
    from society.cli.estimate import SearchOptions

_COLUMNS = ("calls", "prompt tokens", "completion tokens", "$ expected", "calls ≤", "$ at most")


def tell(plan: Plan, found: Estimate, work: "WorkOptions", keep: str) -> None:
    """Print the estimate of a plan."""
    if work.json:
        as_json(_document(plan, found, keep))
        return
    begun = "" if found.dialogues == plan.n else f" of {plan.n:,} are left to play"
    say(f"{plan.name}: {found.dialogues:,} dialogues{begun}", "bold")
    say()
    several = _several(found)
    table(
        [*(["scenario"] if several else []), "who", "model", *_COLUMNS],
        [_row(part, several) for part in found.parts] + [_sum(found, several)],
    )
    say()
    for line in _summary(found, work, keep):
        say(line)
    for title, lines in [("The arithmetic:", _arithmetic(found)), ("From:", _sources(found))]:
        say()
        say(title, "bold")
        for line in lines:
            say(f"  {line}")


def dollars(cost: float | None) -> str:
    """Dollars, fine enough to see small ones; `unknown` where no price is known.

    >>> dollars(None), dollars(0.0), dollars(0.00042), dollars(0.00001), dollars(12.3)
    ('unknown', '$0', '$0.0004', '< $0.0001', '$12.30')
    """
    if cost is None:
        return "unknown"
    if 0 < cost < 0.0001:
        return "< $0.0001"
    return (f"${cost:,.2f}" if cost >= 1 else f"${cost:.4f}") if cost else "$0"


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


def _summary(found: Estimate, work: "WorkOptions", keep: str) -> Iterator[str]:
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
    yield from _limits(found, work)


def _each(found: Estimate) -> str:
    if found.kept == 0:
        return "none is expected to be kept"
    if found.cost_per_kept is None:
        return "unknown"
    each = f"{dollars(found.cost)} / {found.kept:,.1f} = {dollars(found.cost_per_kept)}"
    return "$0" if not found.cost else each


def _limits(found: Estimate, work: "WorkOptions") -> Iterator[str]:
    """Whether what the batch may take is enough for it."""
    calls, most = found.total().calls, found.total(most=True).calls
    limits = [
        ("--budget", work.budget, found.cost, found.cost_at_most, dollars),
        ("--max-calls", work.max_calls, calls, most, lambda count: f"{count:,.0f}"),
    ]
    for name, limit, expected, worst, shown in limits:
        if limit is not None:
            yield f"{name} {shown(limit)} {_verdict(limit, expected, worst, found.dialogues)}"


def _verdict(limit: float, expected: float | None, worst: float | None, dialogues: int) -> str:
    if expected is None or worst is None:
        return "cannot be kept: a price is not known"
    if worst <= limit:
        return "is enough whatever happens"
    if expected <= limit:
        return "is expected to be enough, but need not be"
    return f"is expected to end it after about {dialogues * limit / expected:,.0f} dialogues"


def _arithmetic(found: Estimate) -> Iterator[str]:
    for part in found.parts:
        load, each = part.expected, part.dialogues
        if not load.calls:
            yield f"{_named(part, found)}: no calls"
            continue
        a_call = f"({load.prompt / load.calls:,.1f} + {load.completion / load.calls:,.1f} tokens)"
        calls = f"{each:,} dialogues × {load.calls / each:,.2f}" if each else f"{load.calls:,.0f}"
        yield f"{_named(part, found)}: {calls} calls × {a_call}, {_priced(part)}"


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


def tell_search(asked: "SearchOptions", *, json: bool = False) -> int:
    """Print what a search takes by every rounding rule, level by level; the exit code is 0."""
    _refuse_impossible(asked)
    found = list(_searches(asked))
    if json:
        as_json({"schema": SCHEMA, "tokens": asked.tokens, "searches": [*found]})
        return 0
    for each in found:
        say(each["name"], "bold")
        for line in each["arithmetic"]:
            say(f"  {line}")
    return 0


def _refuse_impossible(asked: "SearchOptions") -> None:
    amounts = {
        "--tokens": asked.tokens,
        "--simulations": asked.simulations,
        "--agent-price": asked.agent_price,
        "--judge-price": asked.judge_price,
    }
    for name, amount in amounts.items():
        if amount is not None and not 0 <= amount < math.inf:
            raise SocietyError(f"{name} {amount} is no amount", hint="write a number from 0")


def _searches(asked: "SearchOptions") -> Iterator[dict[str, Any]]:
    if asked.simulations is not None:
        yield _search("as many as were said", [], Fraction(asked.simulations), asked)
    if asked.search:
        from society.cli.estimate import percent

        k, depth = _shape(asked.search)
        keep = percent(asked.keep_top)
        for rule in ROUNDINGS:
            name = f"{k} x {depth}, the best {asked.keep_top} kept, {_RULES[rule]}"
            lines = list(_levels(k, depth, keep, rule))
            yield _search(name, lines, simulations(k, depth, keep, rule), asked)


_RULES: dict[Rounding, str] = {
    "nearest": "rounded to the nearest",
    "up": "rounded up",
    "down": "rounded down",
    "exact": "not rounded",
}


def _shape(words: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})\s*[xX×]\s*(\d{1,3})", words.strip())
    if found is None:
        raise SocietyError(f"--search {words!r} is not a width and a depth", hint="write 32x5")
    return int(found[1]), int(found[2])


def _levels(k: int, depth: int, keep: Fraction, rule: Rounding) -> Iterator[str]:
    found = levels(k, depth, keep, rule)
    for number, each in enumerate(found, start=1):
        line = f"level {number}: {_number(each.nodes)} × {k} = {_number(each.simulations)}"
        if number < depth:
            product = f"{_number(each.simulations)} × {float(100 * keep):g} %"
            exact = each.simulations * keep
            line += f"; kept: {product} = {_number(exact)}"
            line += f" → {_number(found[number].nodes)}" if found[number].nodes != exact else ""
        yield line
    yield " + ".join(_number(each.simulations) for each in found) + (
        f" = {_number(sum((each.simulations for each in found), Fraction(0)))} simulations"
    )


def _search(
    name: str, lines: Sequence[str], count: Fraction, asked: "SearchOptions"
) -> dict[str, Any]:
    prices = (asked.agent_price, asked.judge_price)
    cost, line = None, "cost: unknown without --agent-price and --judge-price"
    if None not in prices:
        agent, judge = (Fraction(str(price)) for price in prices)
        cost = float(search_cost(count, asked.tokens, agent, judge))
        rates = f"(${float(agent):g} + ${float(judge):g}) / {MILLION:,}"
        line = f"{_number(count)} × {asked.tokens:,} tokens × {rates} = ${cost:,.2f}"
    told = {"simulations": float(count), "cost": cost, "arithmetic": [*lines, line]}
    return {"name": name, **told}


def _number(value: Fraction) -> str:
    """The number, exact up to four places.

    >>> _number(Fraction(4736)), _number(Fraction(1048576, 10000))
    ('4,736', '104.8576')
    """
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.4f}".rstrip("0")
