"""What one dialogue takes: of earlier ones the mean where there were enough, else assumptions."""

from collections.abc import Sequence
from typing import NamedTuple

from society.batch.arithmetic import NOTHING, Load, Question
from society.batch.demand import Demand
from society.casting import Table
from society.scenario.rules import rules_of
from society.store.past import Asked, Past


class Cell(NamedTuple):
    """One combination of a plan: its first table, how many dialogues, and what is known of such."""

    table: Table
    dialogues: int
    past: Past | None


def expectation(cell: Cell, demand: Demand) -> tuple[Load, str]:
    """What one dialogue is expected to take, and how that is known."""
    limit = cell.table.game.scenario.turns.max
    if cell.past is None:
        assumed = f"assumed: all {limit} turns, {_reply(demand)}"
        return _asked(cell, demand, demand.about, limit), assumed
    past = cell.past
    if demand.own and past.exact and demand.own == demand.model:
        return NOTHING, f"among what {demand.roles[0]} asked in {past.dialogues:,} past dialogues"
    told, source = _like(past, demand)
    if not told:
        turns = min(limit, max(1, round(past.turns)))
        assumed = f"assumed: {turns} turns as before, {_reply(demand)}"
        return _asked(cell, demand, demand.about, turns), assumed
    scaled = demand.stage != "end" and past.turns > limit
    part = (limit / past.turns if scaled else 1.0) / past.dialogues
    spent = sum((_spent(each) for each in told), NOTHING)
    return spent.times(part), source


def bound(cell: Cell, demand: Demand, expected: Load) -> Load:
    """The most that one dialogue takes: every turn, try and correction, each at its longest.

    Where earlier dialogues took more than that, their mean.
    """
    most = _asked(cell, demand, demand.most, cell.table.game.scenario.turns.max, most=True)
    return most.at_least(expected)


class Reach(NamedTuple):
    """The requests of one dialogue one by one, each at its longest: the first and the largest.

    `turn` is where the first is made; None where none is.
    """

    turn: int | None
    first: Load
    largest: Load


def reach(cell: Cell, demand: Demand) -> Reach:
    """From which request to which it goes in one dialogue."""
    limit = cell.table.game.scenario.turns.max
    turns = [limit - 1]
    if demand.stage != "end":
        turns = asked_at(cell.table, demand.roles, limit, most=True)
    if not turns:
        return Reach(None, NOTHING, NOTHING)
    first, largest = demand.most.one(turns[0]), demand.most.one(turns[-1], corrected=True)
    return Reach(turns[0], *(_of_choices(each, demand.choices) for each in (first, largest)))


def _of_choices(request: Load, choices: int) -> Load:
    """The request with so many replies in it."""
    return request.model_copy(update={"completion": request.completion * choices})


def asked_at(table: Table, roles: Sequence[str], turns: int, *, most: bool = False) -> list[int]:
    """The numbers of the turns of these roles that are spoken by a player, among so many.

    In turn, but for openings. At most, where chance or a departure decides who speaks: every turn
    of several roles, every other one of a role that cannot speak twice running.
    """
    scenario, order = table.game.scenario, rules_of(table.game).roles
    leaving = any(action.removes_role for action in scenario.actions.values())
    if most and (leaving or scenario.turns.order == "random"):
        step = 1 if leaving or len(roles) > 1 else 2
        return list(range((turns - 1) % step, turns, step))
    spoken = list[int]()
    for role in roles:
        own = range(order.index(role), turns, len(order))
        spoken += own[1:] if role in table.game.opening else own
    return sorted(spoken)


def _asked(
    cell: Cell, demand: Demand, question: Question, turns: int, *, most: bool = False
) -> Load:
    """What the question takes in one dialogue of so many turns."""
    if demand.stage == "end":
        return question.load([turns - 1] * len(demand.roles))
    return question.load(asked_at(cell.table, demand.roles, turns, most=most))


def _like(past: Past, demand: Demand) -> tuple[list[Asked], str]:
    """What this role or judge asked in the past, and of which other models.

    Of a role that thinks only what it asked when it thought the same; it may ask two models.
    """
    if demand.effort or demand.own:
        (role,) = demand.roles
        asked = past.asked if past.exact else ()
        told = [each for each in asked if (each.kind, each.who) == ("turn", role)]
        told = [each for each in told if each.model == demand.model]
        return told, f"from {past.dialogues:,} past dialogues {past.likeness}"
    kind = "turn" if demand.stage == "turn" else "judge"
    told = [each for each in past.asked if (each.kind, each.who) == (kind, demand.who)]
    source = f"from {past.dialogues:,} past dialogues {past.likeness}"
    others = [each.model for each in told if each.model != demand.model]
    return told, f"{source}; {', '.join(others)} was asked" if others else source


def _reply(demand: Demand) -> str:
    return f"{demand.about.reply} tokens a reply, 3 bytes a token of the prompt"


def _spent(asked: Asked) -> Load:
    return Load(
        calls=asked.attempts,
        prompt=asked.prompt,
        completion=asked.completion,
        cached=asked.cached,
    )
