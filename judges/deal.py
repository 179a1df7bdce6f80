"""A judge without a model: how much better for the speaker is the deal on the table now?"""

from judges.credits import worth
from society import Turn, judge


@judge(scope="turn")
def deal(turn: Turn, role: str, history: tuple[Turn, ...]) -> tuple[float, str] | None:
    """0.5 plus half the change, over the turn, in what the standing offer is worth to the speaker.

    Worth is the scenario's utility (0 the reservation, 1 the whole surplus) clipped to [0, 1], and
    0 before there is an offer. So a turn that leaves the table as it was, talk or an acceptance,
    gets 0.5; a concession less. The judge rewards anchoring: a role's own offer is the better for
    it the bolder it is, and what the other side thinks of it shows only in the end's utilities,
    which should weigh more. No opinion before anything was offered, or without utilities.
    """
    before = history[-1].standing if history else None
    if turn.standing is None and all(past.standing is None for past in history):
        return None
    was, now = worth(before, role), worth(turn.standing, role)
    change = now - was
    return 0.5 + change / 2, f"the offer on the table is worth {now:.2f} to {role}, {change:+.2f}"
