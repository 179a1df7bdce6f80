"""What a budget really allows: ten times the worst case of each call is kept free while it runs.

Law: a call goes out only while what was spent plus `OVERRUN` times what is in flight fits, so a
budget is never used up to its last cent.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from society.batch.estimate import Estimate, Part
from society.domain.value import Value
from society.llm.purse import OVERRUN

Verdict = Literal["too tight to begin", "too tight to end", "ends early", "fits", "safe"]

_ROUNDING = 1e-9


class Room(Value):
    """A budget beside what a batch takes, in dollars but for `starts`, `slots` and `dialogues`.

    `first` and `largest` are the worst cases of the first call of a dialogue that costs anything
    and of its largest; `starts` dialogues make that first call at once, of `slots`. `spendable` is
    spent before the largest call no longer fits, and is expected to go as far as `dialogues`, None
    where nothing is expected to cost anything.
    """

    budget: float
    spent: float
    first: float
    largest: float
    starts: int
    slots: int
    spendable: float
    dialogues: float | None
    verdict: Verdict

    @property
    def least(self) -> float:
        """The smallest budget on which a dialogue begins."""
        return self.spent + OVERRUN * self.first

    @property
    def whole(self) -> float:
        """The smallest budget on which the largest call fits, too."""
        return self.spent + OVERRUN * self.largest


def room(found: Estimate, budget: float, spent: float) -> Room | None:
    """What the budget allows of what is left to play; None where a price is not known.

    `spent` is what earlier runs of the batch have spent of it.
    """
    expected, most = found.cost, found.cost_at_most
    if expected is None or most is None:
        return None
    first, largest = _first(found.parts), _dearest(part.largest_cost for part in found.parts)
    left = budget - spent
    spendable = max(left - OVERRUN * largest, 0.0)
    return Room(
        budget=budget,
        spent=spent,
        first=first,
        largest=largest,
        starts=_starts(left, first, found.slots),
        slots=found.slots,
        spendable=spendable,
        dialogues=found.dialogues * min(spendable / expected, 1.0) if expected else None,
        verdict=_verdict(left, first, largest, expected, most),
    )


def _verdict(left: float, first: float, largest: float, expected: float, most: float) -> Verdict:
    """Before its last call a batch has spent all but that call, which is kept free tenfold."""
    if left >= most + (OVERRUN - 1) * largest:
        return "safe"
    if left < OVERRUN * first:
        return "too tight to begin"
    if left < OVERRUN * largest:
        return "too tight to end"
    return "fits" if expected <= left - OVERRUN * largest else "ends early"


def _starts(left: float, first: float, slots: int) -> int:
    """How many dialogues make their first call at once."""
    if not first:
        return slots
    return max(min(int(left / (OVERRUN * first) + _ROUNDING), slots), 0)


def _first(parts: Sequence[Part]) -> float:
    """The dearest of the calls that the scenarios' dialogues begin to cost with."""
    begins = dict[str, tuple[int, bool, float]]()
    for part in parts:
        cost = part.first_cost
        if part.begins is None or not cost:
            continue
        mine = (part.begins, part.stage != "turn", cost)
        begins[part.scenario] = min(begins.get(part.scenario, mine), mine)
    return _dearest(cost for _, _, cost in begins.values())


def _dearest(costs: Iterable[float | None]) -> float:
    return max((cost for cost in costs if cost is not None), default=0.0)
