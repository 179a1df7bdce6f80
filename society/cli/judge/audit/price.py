"""What an audit will take, before its first question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from society.cli.judge.price import ANSWER, BYTES_A_TOKEN, FRAME, HERE, REMOTE
from society.cli.output import SCHEMA, as_json, say

if TYPE_CHECKING:
    from society.audit.probing import Exam, Probe
    from society.audit.run import Judge
    from society.batch.billing import Bill
    from society.llm.connect import Connections
    from society.llm.prices import Price as PriceOf

ALONE = 8
"""Questions at once where no model is asked."""

ORDERS = {"pair": 2}


class Asking(Protocol):
    """What an option says of how to ask."""

    @property
    def concurrency(self) -> int | None:
        """Questions at once, None where it was not said."""

    @property
    def api_base(self) -> str | None:
        """The base URL of an OpenAI-compatible server."""


@dataclass(frozen=True)
class Price:
    """How much is asked of which model; `cost` is None where no price is known."""

    judge: str
    items: int
    questions: int
    calls: int
    tokens: int
    cost: float | None
    seconds: float
    at_once: int
    model: str = ""

    @property
    def asks_a_model(self) -> bool:
        """Whether anything but this machine's time is taken."""
        return bool(self.calls)

    @property
    def words(self) -> str:
        """In one line."""
        from society.audit.counting import many
        from society.domain.display import duration

        asked = f"{many(self.questions, 'question')} about {many(self.items, 'turn')}"
        if not self.calls:
            return f"{asked}; no model is asked"
        cost = "cost unknown" if self.cost is None else f"about ${self.cost:.2f}"
        calls = many(self.calls, "call")
        return (
            f"{asked}: about {calls} and {self.tokens} tokens of {self.model}, {cost}, about "
            f" {duration(self.seconds)} (assumed: one call an answer)"
        )

    def tell(self, *, json: bool) -> None:
        """Print it."""
        if json:
            told: dict[str, Any] = {"schema": SCHEMA, "dry_run": True, **vars(self)}
            as_json(told)
        else:
            say(self.words)


def price(
    judge: "Judge",
    exam: "Exam",
    connections: "Connections",
    options: "Asking",
    probes: "Sequence[Probe] | None" = None,
) -> Price:
    """What the exam, or what these `probes` of it, take of this judge; nothing is asked.

    The exam names the model: no key is needed, nor is the judge's own model looked at.
    """
    from society.audit.run import questions

    probes = questions(exam) if probes is None else probes
    orders, paid = ORDERS.get(exam.scope, 1), _bill(exam.model, connections, options)
    remote = paid is not None and paid.remote
    at_once = options.concurrency or (REMOTE if remote else HERE if paid else ALONE)
    calls = orders * len(probes) if paid else 0
    prompt = orders * _tokens(probes) if calls else 0
    return Price(
        judge=judge.juror.name,
        items=len(exam.items),
        questions=len(probes),
        calls=calls,
        tokens=prompt + ANSWER * calls,
        cost=_sum(exam, probes, orders, connections, options),
        seconds=calls * (paid.usual_seconds if paid else 0.0) / (at_once if remote else 1),
        at_once=at_once,
        model=exam.model,
    )


def _bill(model: str, connections: "Connections", options: "Asking") -> "Bill | None":
    """Who is paid for the model; None where none is asked."""
    from society.batch.billing import bill
    from society.settings import environment, settings

    base = options.api_base or settings().api_base
    prices = connections.prices
    return (
        bill(model, environ=environment(), prices=prices, limits={}, api_base=base)
        if model
        else None
    )


def _tokens(probes: "Sequence[Probe]") -> int:
    shown = sum(_bytes(probe.dialogue.turns[: probe.turn + 1]) for probe in probes)
    return FRAME * len(probes) + shown // BYTES_A_TOKEN


def _sum(
    exam: "Exam",
    probes: "Sequence[Probe]",
    orders: int,
    connections: "Connections",
    options: "Asking",
) -> float | None:
    """What the judge's questions cost, and its rival's at the rival's price; None where unknown."""
    costs = []
    for model, rival in ((exam.model, False), (exam.rival, True)):
        asked = [probe for probe in probes if probe.rival == rival]
        paid = _bill(model, connections, options)
        if paid and asked:
            tokens = orders * _tokens(asked), ANSWER * orders * len(asked)
            costs.append(_cost(paid.price, *tokens))
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _cost(price: "PriceOf | None", prompt: int, completion: int) -> float | None:
    if price is None:
        return None
    return (price.prompt * prompt + price.completion * completion) / 1e6


def models_of(judge: "Judge") -> list[str]:
    """Every model that an audit of this judge asks."""
    return [*(each.name for each in (judge.model, judge.rival) if each), *judge.models]


def _bytes(turns: "tuple[Any, ...]") -> int:
    return sum(len(turn.text.encode()) for turn in turns)
