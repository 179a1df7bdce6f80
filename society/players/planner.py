"""Which move to make: classical concession tactics over the role's own view, and nothing else.

Law: pure, and chance comes from the view's seed; an offer below the role's own reservation is
never made and never accepted.
"""

from random import Random

from society.domain.dialogue import Action, View
from society.players.moves import Kind, Move, acceptances, exits, proposals
from society.players.tactics import Tactics
from society.players.trading import NEAR, SAME, Priced, Table, given, lay, offer

STUCK = 0.005
"""A gain smaller than this is no step towards this side."""

HOLDS = 2
"""After how many equal offers in a row the own side counts as stuck."""


def plan(view: View, tactics: Tactics) -> Move | None:
    """The move to make now; None where there is nothing to plan, so that words decide.

    `tactics` are those of the game: `Tactics.drawn` with the view's seed.
    """
    if any(option.due for option in view.options):
        return None
    table, options = lay(view, tactics), proposals(view)
    if not options and table.on_offer is None:
        return None
    best = offer(table, options)
    return _accept(table, best) or _leave(table, best) or _say(table, best)


def _accept(table: Table, best: Priced | None) -> Move | None:
    """Accept what is as good as the own next offer; at the end, all that is not below the floor."""
    if table.on_offer is None:
        return None
    standing, own = table.on_offer
    ways = [option for option in acceptances(table.view) if option.of == standing.name]
    if not ways or own < _enough(table, best) - SAME:
        return None
    action = Action(name=ways[0].name)
    return Move(kind="accept", action=action, worth=own, before=table.before, agreed=standing)


def _enough(table: Table, best: Priced | None) -> float:
    least = max(0.0, table.least - table.tactics.margin)
    if table.share >= 1:
        return least
    wanted = table.target if best is None else min(table.target, best[1])
    return max(least, wanted - table.tactics.margin)


def _leave(table: Table, best: Priced | None) -> Move | None:
    """Leave when nobody can answer any more, when nothing can be offered, or when all is stuck."""
    ways = exits(table.view)
    nobody_answers = table.view.turn >= table.view.limit - 1
    if not ways or not (nobody_answers or best is None or _is_stuck(table)):
        return None
    way = Random(f"exit:{table.view.seed}").choice(ways)
    return Move(kind="leave", action=Action(name=way.name), before=table.before)


def _is_stuck(table: Table) -> bool:
    """Past the role's patience, with nothing left to give, and the others do not move either."""
    step = given(table.theirs)
    held = len(table.own) > HOLDS and len({str(each) for each, _ in table.own[-HOLDS:]}) == 1
    spent = held or table.target <= table.least + NEAR
    late = table.tactics.patience <= table.share < 1
    return late and spent and step is not None and step < STUCK


def _say(table: Table, best: Priced | None) -> Move:
    if best is None:
        return Move(kind="wait", before=table.before)
    action, own = best
    return Move(kind=_kind(table, action), action=action, worth=own, before=table.before)


def _kind(table: Table, action: Action) -> Kind:
    if table.before is None:
        return "open"
    if table.share >= 1:
        return "last"
    return "hold" if action == table.before else "concede"
