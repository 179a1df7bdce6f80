"""Whether a program may run here that a scenario names: asked of the person, never assumed."""

from society.domain.cues import Refused
from society.domain.orders import Begin, Branch, Order, Reroll, Resume
from tui.dialogs.confirm import Confirm


def permitted(order: Order) -> Order | None:
    """The same order with permission; None where no permission belongs to it, or it has one."""
    match order:
        case Begin() if not order.job.get("allow_code"):
            return order.model_copy(update={"job": {**order.job, "allow_code": True}})
        case Resume() | Branch() | Reroll() if not order.allow_code:
            return order.model_copy(update={"allow_code": True})
        case _:
            return None


def question(refused: Refused) -> Confirm:
    """The dialog that asks for it, with the program's name."""
    return Confirm(
        "A judge of this dialogue is a program that is not installed:\n\n"
        f"  {refused.program}\n\n"
        "It would run on this machine with all your rights. Read it first. Let it run?"
    )
