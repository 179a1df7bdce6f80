"""What of an end's worth each of a role's turns earned: shares that add up to it."""

from collections.abc import Mapping, Sequence

from society import Dialogue, Outcome, Turn


def own_turns(dialogue: Dialogue, role: str) -> tuple[Turn, ...]:
    """The role's turns that were its own choice; a scripted opening where there is nothing else."""
    mine = dialogue.by(role)
    return tuple(turn for turn in mine if "opening" not in turn.flags) or mine


def worth(values: Mapping[str, float] | None, role: str) -> float:
    """A standing's or an end's utility to the role, clipped to [0, 1]; 0 where there is none."""
    return min(1.0, max(0.0, (values or {}).get(role, 0.0)))


def end_worth(outcome: Outcome | None, role: str) -> float | None:
    """What the end is worth to the role, on [0, 1]; None where the scenario cannot say."""
    if outcome is None or role not in outcome.utilities:
        return None
    return worth(outcome.utilities, role)


def even(turns: Sequence[int], total: float) -> dict[int, float]:
    """The same to every turn."""
    return dict.fromkeys(turns, total / len(turns))


def proportional(shares: Mapping[int, float], total: float) -> dict[int, float]:
    """As the shares say, which are none of them below 0 and not all of them 0."""
    whole = sum(shares.values())
    return {turn: total * share / whole for turn, share in shares.items()}


def redistributed(changes: Mapping[int, float], total: float) -> dict[int, float]:
    """The change in value that each turn brought; what they leave of the total goes to all alike.

    So the credits add up to the total and a turn that lost something is charged for it (return
    redistribution, RUDDER, arXiv 1806.07857). Where one would leave [-1, 1], all are drawn
    towards the even split as far as it takes.
    """
    level = even([*changes], total)
    rest = (total - sum(changes.values())) / len(changes)
    found = {turn: change + rest for turn, change in changes.items()}
    keep = min([1.0, *(_most(level[turn], each) for turn, each in found.items())])
    return {turn: level[turn] + keep * (each - level[turn]) for turn, each in found.items()}


def _most(base: float, credit: float) -> float:
    """How far from its base towards the credit one may go without leaving [-1, 1]."""
    away = credit - base
    if abs(credit) <= 1:
        return 1.0
    return ((1.0 if away > 0 else -1.0) - base) / away
