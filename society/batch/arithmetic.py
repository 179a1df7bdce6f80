"""What dialogues and searches take: requests, tokens, dollars and time. Pure arithmetic.

Law: an unknown price is None and stays unknown in every sum; a bound is never below what is
expected.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import Field

from society.domain.errors import SocietyError
from society.domain.value import Value
from society.llm.prices import MILLION, Price

Rounding = Literal["up", "nearest", "down", "exact"]
ROUNDINGS: tuple[Rounding, ...] = ("nearest", "up", "down", "exact")
DEEPEST = 64
"""Levels of a search that are added up."""


class Load(Value):
    """Requests and the tokens in them; `cached` are those of `prompt` that were kept before."""

    calls: float = 0.0
    prompt: float = 0.0
    completion: float = 0.0
    cached: float = 0.0

    def __add__(self, other: "Load") -> "Load":
        return self._with(other, 1)

    def times(self, count: float) -> "Load":
        """So many of it.

        >>> Load(calls=2, prompt=30).times(10).prompt
        300.0
        """
        return Load()._with(self, count)

    def at_least(self, other: "Load") -> "Load":
        """The larger of each figure. `cached` makes a load cheaper, so a bound has none."""
        return Load(
            calls=max(self.calls, other.calls),
            prompt=max(self.prompt, other.prompt),
            completion=max(self.completion, other.completion),
        )

    def _with(self, other: "Load", count: float) -> "Load":
        return Load(
            calls=self.calls + other.calls * count,
            prompt=self.prompt + other.prompt * count,
            completion=self.completion + other.completion * count,
            cached=self.cached + other.cached * count,
        )


NOTHING = Load()


class Question(Value):
    """What one speaker or one seat asks its model, turn after turn.

    In tokens: `base` is the prompt of the first turn, `growth` what every earlier turn adds,
    `reply` one reply, `again` what a correction adds to the prompt beside the reply it is about.
    `chains` questions are asked a turn, each corrected `repairs` times.
    """

    base: int = Field(ge=0)
    growth: int = Field(ge=0)
    reply: int = Field(ge=0)
    chains: int = Field(default=1, ge=1)
    repairs: int = Field(default=0, ge=0)
    again: int = Field(default=0, ge=0)

    def load(self, turns: Iterable[int]) -> Load:
        """All it takes at turns with these numbers, counted from 0.

        >>> Question(base=100, growth=10, reply=5).load([0, 2])
        Load(calls=2.0, prompt=220.0, completion=10.0, cached=0.0)
        """
        numbers = list(turns)
        calls = len(numbers) * self.chains * (1 + self.repairs)
        told = (1 + self.repairs) * sum(self.base + self.growth * each for each in numbers)
        corrected = (self.reply + self.again) * self.repairs * (1 + self.repairs) // 2
        return Load(
            calls=calls,
            prompt=self.chains * (told + corrected * len(numbers)),
            completion=calls * self.reply,
        )

    def one(self, turn: int, *, corrected: bool = False) -> Load:
        """A single request at that turn; the last of its corrections where `corrected`.

        >>> Question(base=100, growth=10, reply=5, repairs=2, again=7).one(3, corrected=True).prompt
        154.0
        """
        again = (self.reply + self.again) * self.repairs if corrected else 0
        prompt = self.base + self.growth * turn + again
        return Load(calls=1, prompt=prompt, completion=self.reply)


def dollars(load: Load, price: Price | None) -> float | None:
    """What the load costs; None where no price is known."""
    if price is None:
        return None
    kept = price.prompt if price.cached is None else price.cached
    fresh = max(load.prompt - load.cached, 0.0)
    parts = (fresh * price.prompt, load.cached * kept, load.completion * price.completion)
    return sum(parts) / MILLION


def worst(load: Load, price: Price | None) -> float | None:
    """What the load costs at most, were every prompt token of the dearer kind."""
    if price is None:
        return None
    dearest = max(price.prompt, price.cached or 0.0)
    return (load.prompt * dearest + load.completion * price.completion) / MILLION


def added(costs: Iterable[float | None]) -> float | None:
    """The sum; None where a part of it is not known.

    >>> added([1.0, 2.0]), added([1.0, None]), added([])
    (3.0, None, 0.0)
    """
    total = 0.0
    for each in costs:
        if each is None:
            return None
        total += each
    return total


def dealt(n: int, rollouts: int, cells: int) -> list[int]:
    """How many of a plan's `n` dialogues each of its combinations gets.

    >>> dealt(7, 1, 3), dealt(7, 2, 2)
    ([3, 2, 2], [4, 3])
    """
    games, rest = divmod(n, rollouts)
    each, more = divmod(games, cells)
    counts = [(each + (at < more)) * rollouts for at in range(cells)]
    counts[more] += rest
    return counts


class Line(Value):
    """Calls that stand in one line before an endpoint, with the limits that hold there."""

    name: str
    calls: float = 0.0
    tokens: float = 0.0
    seconds: float = 0.0
    rpm: int | None = None
    tpm: int | None = None
    concurrency: int | None = None

    @property
    def least(self) -> list[tuple[float, str]]:
        """The seconds that each of its limits takes at least, with the limit in words."""
        floors = [
            (self.calls, self.rpm, 60.0, "requests a minute"),
            (self.tokens, self.tpm, 60.0, "tokens a minute"),
            (self.seconds, self.concurrency, 1.0, "calls at once"),
        ]
        return [
            (amount * unit / limit, f"{limit:,} {what} at {self.name}")
            for amount, limit, unit, what in floors
            if limit is not None
        ]


class Time(Value):
    """Seconds on the clock and what they are due to."""

    seconds: float
    limit: str


def time_taken(each: Sequence[tuple[int, float]], slots: int, lines: Sequence[Line]) -> Time:
    """How long it takes: `each` holds how many dialogues take how many seconds one by one.

    >>> time_taken([(10, 6.0)], 4, []).seconds
    15.0
    >>> time_taken([(10, 6.0)], 4, [Line(name="x", calls=60, rpm=60)]).limit
    '60 requests a minute at x'
    """
    work = sum(count * seconds for count, seconds in each)
    longest = max((seconds for count, seconds in each if count), default=0.0)
    at_once = (work / slots, f"{slots} dialogues at once")
    floors = [at_once, (longest, "one dialogue, turn after turn")]
    floors += [floor for line in lines for floor in line.least]
    seconds, limit = max(floors, key=lambda floor: floor[0])
    return Time(seconds=seconds, limit=limit)


class Level(Value):
    """One level of a search: so many nodes are unfolded into `k` simulations each."""

    nodes: Fraction
    simulations: Fraction


def levels(k: int, depth: int, keep: Fraction, rounding: Rounding) -> list[Level]:
    """Level by level, what a search unfolds that keeps the share `keep` of each level's results.

    At least one result is kept, but where nothing is rounded.

    >>> [int(each.simulations) for each in levels(32, 3, Fraction(1, 10), "nearest")]
    [32, 96, 320]
    """
    if not (k >= 1 and 1 <= depth <= DEEPEST and 0 < keep <= 1):
        raise SocietyError(
            f"a search of {k}x{depth} that keeps {float(keep):.0%} cannot be added up",
            hint=f"a width from 1, a depth from 1 to {DEEPEST}, a share above 0 % up to 100 %",
        )
    found, nodes = list[Level](), Fraction(1)
    for _ in range(depth):
        unfolded = nodes * k
        found.append(Level(nodes=nodes, simulations=unfolded))
        nodes = _rounded(unfolded * keep, rounding)
    return found


def simulations(k: int, depth: int, keep: Fraction, rounding: Rounding) -> Fraction:
    """All simulations of such a search.

    >>> [int(simulations(32, 5, Fraction(1, 10), each)) for each in ROUNDINGS]
    [4736, 6240, 4160, 4866]
    """
    return sum((each.simulations for each in levels(k, depth, keep, rounding)), Fraction(0))


def search_cost(
    simulations: Fraction | int, tokens: int, agent_price: Fraction, judge_price: Fraction
) -> Fraction:
    """Dollars for simulations whose tokens an agent writes and a judge reads, at $ a million.

    >>> float(search_cost(10_000, 1_000, Fraction("0.5"), Fraction("0.1")))
    6.0
    """
    return simulations * tokens * (agent_price + judge_price) / MILLION


def _rounded(kept: Fraction, rounding: Rounding) -> Fraction:
    if rounding == "exact":
        return kept
    whole = {
        "up": math.ceil(kept),
        "down": math.floor(kept),
        "nearest": math.floor(kept + Fraction(1, 2)),
    }[rounding]
    return Fraction(max(whole, 1))
