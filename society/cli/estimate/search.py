"""What a search takes, by arithmetic alone: level by level, by every rounding rule."""

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from society.batch.arithmetic import ROUNDINGS, Rounding, levels, search_cost, simulations
from society.cli.output import SCHEMA, as_json, say
from society.domain.errors import SocietyError
from society.llm.prices import MILLION

if TYPE_CHECKING:
    from society.cli.estimate.command import SearchOptions


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
        from society.cli.estimate.command import percent

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
