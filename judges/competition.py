"""What a curriculum pays for winning: how a role's end compares with the other side's."""

from judges.credits import worth
from society import Outcome, judge


@judge(scope="outcome")
def competition(outcome: Outcome, role: str) -> tuple[float, str] | None:
    """0.5 plus half the lead, in utility, over the best of the others.

    Utilities are the scenario's own, clipped to [0, 1]: 1 takes everything and leaves nothing, 0.5
    is as good as the other, and a game that nobody got anything from is a draw. It is zero-sum,
    and so blind to what both sides could have had: a curriculum mixes it with `exploration` early
    and lets the scenario's own utility speak for the whole. No opinion without utilities that can
    be verified, or without another side.
    """
    others = [other for other in outcome.utilities if other != role]
    if not outcome.verifiable or role not in outcome.utilities or not others:
        return None
    own = worth(outcome.utilities, role)
    best = max(others, key=lambda other: worth(outcome.utilities, other))
    lead = own - worth(outcome.utilities, best)
    return 0.5 + lead / 2, f"{own:.2f} to {role}, {lead:+.2f} against {best}"
