"""What a batch will take, from its tables and from the past: nothing is asked, nothing is spent.

Law: every figure says where it comes from; what is not known is None, never nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from society.batch.arithmetic import (
    NOTHING,
    Line,
    Load,
    Question,
    Time,
    added,
    dollars,
    time_taken,
    worst,
)
from society.batch.billing import Bill
from society.batch.capping import Rate
from society.batch.demand import Demand
from society.batch.expectation import Cell, bound, expectation, reach
from society.batch.measuring import demands
from society.domain.value import Value
from society.llm.answers import prompt_estimate
from society.llm.prices import Price
from society.llm.remote import GREETING, TINY
from society.store.past import ENOUGH

Pace = Callable[[str], float | None]
"""Mean seconds of a model's replies so far; None where nothing is known."""


class Part(Value):
    """What one role or one judge takes over all dialogues of a scenario.

    `seconds` are those of one call, `bounded` says whether its replies have a limit of their own,
    `effort` tells in words what a role asks that thinks before it speaks,
    `source` where what is expected comes from and `pace` where the seconds do. `first` and
    `largest` are single requests at their longest, the first of a dialogue at the turn `begins`.
    """

    scenario: str
    dialogues: int
    stage: str
    who: str
    model: str
    expected: Load
    most: Load
    begins: int | None
    first: Load
    largest: Load
    price: Price | None
    bounded: bool
    source: str
    seconds: float
    pace: str
    effort: str = ""

    @property
    def cost(self) -> float | None:
        """Dollars expected; None where no price is known."""
        return dollars(self.expected, self.price)

    @property
    def cost_at_most(self) -> float | None:
        """Dollars at most; None where no price is known."""
        return worst(self.most, self.price)

    @property
    def first_cost(self) -> float | None:
        """Dollars at most of the first request of a dialogue; None where no price is known."""
        return worst(self.first, self.price)

    @property
    def largest_cost(self) -> float | None:
        """Dollars at most of the largest request of a dialogue; None where no price is known."""
        return worst(self.largest, self.price)


class Estimate(Value):
    """What a batch takes, `slots` dialogues at once.

    `share` of its dialogues is kept, None where nobody can say.
    """

    dialogues: int
    slots: int
    parts: tuple[Part, ...]
    time: Time
    share: float | None
    share_from: str

    @property
    def cost(self) -> float | None:
        """Dollars expected; None where the price of a part is not known."""
        return added(part.cost for part in self.parts)

    @property
    def cost_at_most(self) -> float | None:
        """Dollars at most; None where the price of a part is not known."""
        return added(part.cost_at_most for part in self.parts)

    @property
    def known(self) -> float:
        """Dollars expected of all parts that have a price."""
        return added(part.cost for part in self.parts if part.cost is not None) or 0.0

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The models without a known price."""
        return tuple(dict.fromkeys(part.model for part in self.parts if part.price is None))

    @property
    def kept(self) -> float | None:
        """How many dialogues are kept."""
        return None if self.share is None else self.share * self.dialogues

    @property
    def cost_per_kept(self) -> float | None:
        """Dollars for each dialogue that is kept."""
        return self.cost / self.kept if self.cost is not None and self.kept else None

    def total(self, *, most: bool = False) -> Load:
        """All calls and tokens, expected or at most."""
        return sum((part.most if most else part.expected for part in self.parts), NOTHING)


async def estimate(
    cells: Sequence[Cell],
    bill: Callable[[str], Bill],
    pace: Pace,
    *,
    slots: int,
    top: Fraction = Fraction(1),
    preflight: bool = True,
) -> Estimate:
    """What the dialogues of these cells take, `slots` at once, the share `top` of the best kept."""
    parts, each = list[Part](), list[tuple[int, float]]()
    for cell in cells:
        asked = await demands(cell.table, lambda model: _rate(bill(model), pace(model)))
        found = [_part(cell, demand, bill, pace) for demand in asked]
        each.append((cell.dialogues, _one_by_one(found, cell.dialogues)))
        parts += found
    if preflight:
        parts += _greetings(parts, bill)
    share, share_from = _share(cells, top)
    return Estimate(
        dialogues=sum(cell.dialogues for cell in cells),
        slots=slots,
        parts=tuple(_merged(parts)),
        time=time_taken(each, slots, _lines(parts, bill)),
        share=share,
        share_from=share_from,
    )


def _rate(billed: Bill, seconds: float | None) -> Rate:
    return Rate(billed.price, billed.usual_seconds if seconds is None else seconds)


def _part(cell: Cell, demand: Demand, bill: Callable[[str], Bill], pace: Pace) -> Part:
    expected, source = expectation(cell, demand)
    seconds = pace(demand.model)
    billed, one_by_one = bill(demand.model), reach(cell, demand)
    return Part(
        scenario=cell.table.game.scenario.id,
        dialogues=cell.dialogues,
        stage=demand.stage,
        who=demand.who,
        model=demand.model,
        expected=expected.times(cell.dialogues),
        most=bound(cell, demand, expected).times(cell.dialogues),
        begins=one_by_one.turn,
        first=one_by_one.first,
        largest=one_by_one.largest,
        price=billed.price,
        bounded=demand.bounded,
        source=source,
        seconds=billed.usual_seconds if seconds is None else seconds,
        pace=billed.assumption if seconds is None else "measured before",
        effort=demand.effort,
    )


def _one_by_one(parts: Sequence[Part], count: int) -> float:
    """Seconds of one dialogue: the judges of a turn are asked at the same time."""
    if not count:
        return 0.0
    took = [(part.stage, part.expected.calls * part.seconds / count) for part in parts]
    beside = max((seconds for stage, seconds in took if stage == "judge"), default=0.0)
    return beside + sum(seconds for stage, seconds in took if stage != "judge")


def _greetings(parts: Iterable[Part], bill: Callable[[str], Bill]) -> list[Part]:
    """The call before the batch that every model of a server is tried with."""
    first = {part.model: part for part in parts}
    asked = Question(base=prompt_estimate(GREETING), growth=0, reply=TINY).load([0])
    return [
        part.model_copy(
            update={
                "scenario": "",
                "dialogues": 0,
                "stage": "preflight",
                "who": "preflight",
                "expected": asked,
                "most": asked,
                "begins": None,
                "first": asked,
                "largest": asked,
                "bounded": True,
                "source": "one call a model, before the first dialogue",
            }
        )
        for part in first.values()
        if bill(part.model).remote
    ]


def _merged(parts: Iterable[Part]) -> list[Part]:
    """Parts of the same role or judge of a scenario, with the same model and source, as one."""
    found = dict[tuple[str, ...], Part]()
    for part in parts:
        key = (part.scenario, part.stage, part.who, part.model, part.source)
        if key in found:
            one = found[key]
            both = {
                "dialogues": one.dialogues + part.dialogues,
                "expected": one.expected + part.expected,
                "most": one.most + part.most,
                "first": one.first.at_least(part.first),
                "largest": one.largest.at_least(part.largest),
                "bounded": one.bounded and part.bounded,
            }
            part = one.model_copy(update=both)
        found[key] = part
    return list(found.values())


def _lines(parts: Iterable[Part], bill: Callable[[str], Bill]) -> list[Line]:
    """What every endpoint with limits has to bear."""
    found = dict[str, Line]()
    for part in parts:
        billed, load = bill(part.model), part.expected
        line = found.get(billed.line) or Line(name=billed.line, **billed.limits.model_dump())
        found[billed.line] = line.model_copy(
            update={
                "calls": line.calls + load.calls,
                "tokens": line.tokens + load.prompt + load.completion,
                "seconds": line.seconds + load.calls * part.seconds,
            }
        )
    return list(found.values())


def _share(cells: Sequence[Cell], top: Fraction) -> tuple[float | None, str]:
    """The share of the dialogues that is kept, and how that is known."""
    pasts = [(cell.dialogues, cell.past) for cell in cells if cell.past and cell.dialogues]
    if len(pasts) < sum(1 for cell in cells if cell.dialogues):
        return None, f"unknown: fewer than {ENOUGH} past dialogues of some scenario"
    total = sum(count for count, _ in pasts)
    shares = [count * past.kept / past.dialogues for count, past in pasts]
    heard = sum(past.dialogues for past in {id(past): past for _, past in pasts}.values())
    return float(top * Fraction(sum(shares) / total)) if total else None, (
        f"from {heard:,} past dialogues"
    )
