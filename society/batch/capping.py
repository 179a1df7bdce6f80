"""Where the limits of a setting end a search before its turn, and what is asked until then. Pure.

Law: replies are sampled before a limit is looked at; what follows ends as soon as one is reached.
"""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from society.batch.arithmetic import Load, dollars
from society.llm.prices import Price
from society.players.thought import Thought
from society.search import AT_ONCE


class Rate(NamedTuple):
    """What a model costs, None where nobody knows it, and the seconds of a call."""

    price: Price | None = None
    seconds: float = 0.0


Rates = Callable[[str], Rate]


def unknown(_model: str) -> Rate:
    """Nothing is known of any model."""
    return Rate()


class Ask(NamedTuple):
    """So many times a question to a model; `load` is that of one."""

    model: str
    load: Load
    times: int = 1


class Cap(NamedTuple):
    """A limit, and the share of what would follow the sampled replies that it leaves, in [0, 1]."""

    limit: str
    share: float


def cap(thought: Thought, sampled: Ask, after: Sequence[Ask], rates: Rates) -> Cap | None:
    """The limit that is reached first; None where none is reached or can be reckoned with."""
    found = [each for each in _caps(thought, sampled, after, rates) if each.share < 1]
    return min(found, key=lambda each: each.share, default=None)


def unreckoned(thought: Thought, asked: Sequence[Ask], rates: Rates) -> list[str]:
    """The models whose price is not known where a limit of money is to be reckoned with."""
    models = dict.fromkeys(each.model for each in asked if each.times and thought.money is not None)
    return [model for model in models if rates(model).price is None]


def _caps(thought: Thought, sampled: Ask, after: Sequence[Ask], rates: Rates) -> Iterator[Cap]:
    for limit in ("calls", "tokens", "money", "seconds"):
        most = getattr(thought, limit)
        if most is None:
            continue
        before = _amount(limit, sampled, rates)
        beside = 1 if thought.limited or limit != "seconds" else AT_ONCE
        rest = sum(_amount(limit, each, rates) for each in after) / beside
        left = max(most - before, 0.0)
        yield Cap(limit, min(1.0, left / rest) if rest else float(left > 0))


def _amount(limit: str, ask: Ask, rates: Rates) -> float:
    """How much of the limit the questions use up; nothing of money where no price is known."""
    load, rate = ask.load, rates(ask.model)
    amounts = {
        "calls": load.calls,
        "tokens": load.prompt + load.completion,
        "money": dollars(load, rate.price) or 0.0,
        "seconds": load.calls * rate.seconds,
    }
    return ask.times * amounts[limit]


def left(times: int, found: Cap | None) -> int:
    """How many of so many questions are asked; what was begun is brought to its end.

    >>> left(64, Cap("tokens", 0.33)), left(64, None)
    (22, 64)
    """
    return times if found is None else ceil(round(times * found.share, 6))
