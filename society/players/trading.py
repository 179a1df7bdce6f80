"""Which offer to name: its worth is the tactics' choice, its terms are a bid for joint gains.

Law: an offer below the role's own reservation is never chosen, nor one better than its last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from society.domain.dialogue import Action, Option, View
from society.players.moves import Values, alikeness, around, grid, made, values, worth
from society.players.tactics import Tactics

NEAR = 0.04
"""Offers whose own worth is off the target by no more than this beyond the best are as good."""

SAME = 1e-9
WIDE = 40
PROBES = 9

Priced = tuple[Action, float]
"""An offer and its own worth."""


@dataclass(frozen=True)
class Table:
    """What lies on the table, read off the view once; worths are the role's own.

    `own` are its offers and `theirs` the others', oldest first; `openings` the first offer of each
    other role; `on_offer` the others' offer that stands. `share` is how much of the time has
    passed, 1 at the role's last turn; `target` the worth to ask for now.
    """

    view: View
    tactics: Tactics
    own: tuple[Priced, ...]
    theirs: tuple[Priced, ...]
    openings: tuple[Action, ...]
    on_offer: Priced | None
    share: float
    target: float

    @property
    def before(self) -> Action | None:
        """The role's own latest offer."""
        return self.own[-1][0] if self.own else None

    @property
    def least(self) -> float:
        """The least worth that the role asks for or takes."""
        return max(0.0, self.tactics.floor)


def lay(view: View, tactics: Tactics) -> Table:
    """The table as the role sees it at this turn."""
    told = [
        (turn.role, (turn.action, worth_now))
        for turn in made(view)
        if turn.action is not None and (worth_now := worth(view, turn.action)) is not None
    ]
    own = tuple(priced for role, priced in told if role == view.role.id)
    theirs = tuple(priced for role, priced in told if role != view.role.id)
    first = {role: priced[0] for role, priced in reversed(told) if role != view.role.id}
    share = _share(view)
    last = own[-1][1] if own else None
    return Table(
        view=view,
        tactics=tactics,
        own=own,
        theirs=theirs,
        openings=tuple(first.values()),
        on_offer=told[-1][1] if told and told[-1][0] != view.role.id else None,
        share=share,
        target=tactics.target(share, last, given(theirs)),
    )


def given(theirs: Sequence[Priced]) -> float | None:
    """By how much the others' latest offer is better, for this role, than the one before."""
    return theirs[-1][1] - theirs[-2][1] if len(theirs) > 1 else None


def offer(table: Table, options: Sequence[Option]) -> Priced | None:
    """The best offer near the target; None where none is above the reservation."""
    found = [best for option in options if (best := _best(table, option)) is not None]
    return min(found, key=lambda priced: abs(priced[1] - table.target), default=None)


def _share(view: View) -> float:
    last = view.limit - 1 - len(view.others)
    return min(1.0, view.turn / last) if last > 0 else 1.0


def _best(table: Table, option: Option) -> Priced | None:
    full = values(table.view, option)
    coarse = _choice(table, full, grid(option, full))
    if coarse is None:
        return None
    finer = [*around(option, full, coarse[0]), coarse[0]]
    return _choice(table, full, finer) or coarse


def _choice(table: Table, full: Values, offers: Sequence[Action]) -> Priced | None:
    """Of the offers nearest to the target, the one with the greatest appeal.

    They are one side's line of equal worth: moving along it costs nothing, and towards what the
    other side asked for first, it makes joint gains.
    """
    allowed = _allowed(table, offers)
    if not allowed:
        return None
    allowed = _new(table, _towards(table, full, allowed)) or _new(table, allowed) or allowed
    least = min(abs(own - table.target) for _, own in allowed)
    near = [each for each in allowed if abs(each[1] - table.target) <= least + NEAR + SAME]
    leanings = _leanings(table, full, near[0][0]) if table.before is None else {}
    dice = Random(f"offer:{table.view.seed}:{table.view.turn}")
    rated = [(_appeal(table, full, leanings, each[0]) + 0.1 * dice.random(), each) for each in near]
    return max(rated, key=lambda pair: pair[0])[1]


def _allowed(table: Table, offers: Sequence[Action]) -> list[Priced]:
    most = table.own[-1][1] if table.own else None
    return [
        (each, own)
        for each in offers
        if (own := worth(table.view, each)) is not None
        and own >= table.least
        and (most is None or own <= most + SAME)
    ]


def _towards(table: Table, full: Values, allowed: list[Priced]) -> list[Priced]:
    """Those that are no step away from the others, where there are any."""
    if table.before is None or not table.openings:
        return allowed
    now = _closeness(table, full, table.before)
    return [each for each in allowed if _closeness(table, full, each[0]) >= now - SAME] or allowed


def _new(table: Table, allowed: list[Priced]) -> list[Priced]:
    """Those that this role has not offered yet."""
    made_before = {str(each) for each, _ in table.own}
    return [each for each in allowed if str(each[0]) not in made_before]


def _closeness(table: Table, full: Values, each: Action) -> float:
    """How much an offer is like what the others asked for first."""
    alike = [alikeness(full, each, other) for other in table.openings]
    return sum(alike) / max(1, len(alike))


def _appeal(table: Table, full: Values, leanings: Values, each: Action) -> float:
    """How much an offer of the right worth promises.

    The first offer asks for what the role likes best on all issues but the one that matters most,
    and gives way on that: so the others learn what to trade. Later ones are like the others' first.
    """
    round_one = 0.2 * _roundness(full, each)
    if table.before is None:
        liked = [each.args[name] in best for name, best in leanings.items()]
        return 3 * sum(liked) / max(1, len(liked)) + round_one
    return 3 * _closeness(table, full, each) + round_one


def _leanings(table: Table, full: Values, middle: Action) -> dict[str, list[object]]:
    """For every issue but the weightiest the values that the role likes best, others unchanged."""
    worths = {name: _profile(table.view, middle, name, each) for name, each in full.items()}
    spans = {name: max(each.values()) - min(each.values()) for name, each in worths.items()}
    weightiest = max(spans, key=lambda name: spans[name])
    return {
        name: [value for value, own in each.items() if own >= max(each.values()) - SAME]
        for name, each in worths.items()
        if name != weightiest
    }


def _profile(view: View, middle: Action, name: str, full: Sequence[object]) -> dict[object, float]:
    """The worth of `middle` with other values of one argument."""
    probes = full if len(full) <= PROBES else [*full[:: len(full) // PROBES], full[-1]]
    tried = {
        value: worth(view, middle.model_copy(update={"args": {**middle.args, name: value}}))
        for value in [*probes, middle.args[name]]
    }
    return {value: own for value, own in tried.items() if own is not None}


def _roundness(full: Values, each: Action) -> float:
    """The share of wide numbers that are round: people say 120 rather than 118."""
    wide = [name for name, listed in full.items() if len(listed) > WIDE]
    return sum(each.args[name] % 5 == 0 for name in wide) / len(wide) if wide else 0.0
