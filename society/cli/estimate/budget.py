"""What the limits of a batch allow: whether they are enough, and what is kept free meanwhile."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from society.batch.estimate import Estimate
from society.batch.reserve import Room, room
from society.cli.estimate.begun import Begun
from society.llm.purse import OVERRUN

if TYPE_CHECKING:
    from society.cli.batch.command import WorkOptions


def limits(found: Estimate, work: "WorkOptions", begun: Begun) -> Iterator[str]:
    """Whether what the batch may take is enough for it."""
    if work.budget is not None:
        yield from _budget(room(found, work.budget, begun.spent), work.budget)
    if work.max_calls is not None:
        yield f"--max-calls {work.max_calls:,} {_calls(found, work.max_calls - begun.calls)}"


def document(found: Estimate, work: "WorkOptions", begun: Begun) -> dict[str, Any]:
    """The same of the budget as JSON; null where there is none or a price is not known."""
    if work.budget is None or (allowed := room(found, work.budget, begun.spent)) is None:
        return {"budget": None}
    least = {"least_to_begin": allowed.least, "least_for_the_largest_call": allowed.whole}
    return {"budget": {**allowed.model_dump(), **least}}


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


def _budget(allowed: Room | None, budget: float) -> Iterator[str]:
    if allowed is None:
        yield f"--budget {dollars(budget)} cannot be kept: a price is not known"
        return
    before = f" ({dollars(allowed.spent)} of it is spent)" if allowed.spent else ""
    yield f"--budget {dollars(budget)}{before} {_verdict(allowed)}"
    if allowed.largest:
        first, largest = (OVERRUN * each for each in (allowed.first, allowed.largest))
        yield f"  {OVERRUN:g} times what a call can cost is kept free while it is under way:"
        yield f"  {dollars(first)} for a dialogue's first call, up to {dollars(largest)} later"
        yield f"  {_starts(allowed)}; {dollars(allowed.spendable)} can be spent in the end"


def _verdict(allowed: Room) -> str:
    match allowed.verdict:
        case "safe":
            return "is enough whatever happens"
        case "fits":
            return "is expected to be enough, but need not be"
        case "ends early":
            return f"is expected to end it after about {allowed.dialogues or 0:,.0f} dialogues"
        case "too tight to end":
            return (
                f"may not reach a dialogue's end: its largest call takes {dollars(allowed.whole)}"
            )
        case "too tight to begin":
            return f"is too tight to begin: give at least {dollars(allowed.least)}"


def _starts(allowed: Room) -> str:
    if allowed.starts == allowed.slots:
        return f"all {allowed.slots} dialogues at once can make their first call"
    return f"{allowed.starts} of {allowed.slots} dialogues at once can make their first call"


def _calls(found: Estimate, left: int) -> str:
    expected, most = found.total().calls, found.total(most=True).calls
    if most <= left:
        return "is enough whatever happens"
    if expected <= left:
        return "is expected to be enough, but need not be"
    reached = max(found.dialogues * left / expected, 0.0)
    return f"is expected to end it after about {reached:,.0f} dialogues"
