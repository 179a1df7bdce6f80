"""Everything that could be agreed, as worth to two roles, and the agreements none can better.

Law: this is what the referee knows. A screen draws it only where private matters may be shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Any

from society.domain.dialogue import Action, Dialogue, Game, Option
from tui.widgets.plots.chart import Chart
from tui.widgets.plots.concession import offered
from tui.widgets.plots.figure import Dots, Figure, Point, around

MOST = 3000
"""Offers that are valued at most; a game with more is sampled evenly along each issue."""

_COARSEST = 2.0


@dataclass(frozen=True)
class Space:
    """What offers are worth to two roles: all points once, and of them the front by its x.

    `made` are the offers that were made, in order. `sampled` says that not every offer was tried.
    """

    roles: tuple[str, str]
    points: tuple[Point, ...]
    front: tuple[Point, ...]
    made: tuple[Point, ...] = ()
    sampled: bool = False


def space(dialogue: Dialogue, roles: tuple[str, str] | None = None) -> Space | None:
    """What could be agreed in this game at its beginning, and what was offered in the dialogue.

    Between the first two roles with a utility, unless told. None where fewer than two have one or
    nothing can be offered. SocietyError where a rule of the scenario has no value. It takes up to
    a second: ask in a thread.
    """
    game = dialogue.game
    valued = [role.id for role in game.roles if role.id in game.scenario.outcome.utility]
    if roles is None and len(valued) < 2:
        return None
    pair = roles or (valued[0], valued[1])
    value = _valuer(game, pair)
    tried, sampled = candidates(game)
    points = [point for offer in tried if (point := value(offer))]
    if not points:
        return None
    once = tuple(dict.fromkeys(points))
    return Space(pair, once, front(once), made(dialogue, pair), sampled)


def made(dialogue: Dialogue, roles: tuple[str, str]) -> tuple[Point, ...]:
    """What each offer was worth to these two when it was made."""
    one, other = roles
    return tuple(
        (turn.standing[one], turn.standing[other])
        for turn in dialogue.turns
        if turn.standing
        and offered(dialogue.game, turn)
        and one in turn.standing
        and other in turn.standing
    )


def candidates(game: Game) -> tuple[list[Action], bool]:
    """The offers that can be named, at most `MOST`, and whether that leaves any out."""
    from society.scenario.offers import offers

    kinds = [game.options[name] for name in offers(game.scenario) if name in game.options]
    found: list[Action] = []
    sampled = False
    for option in kinds:
        values, left_out = _values(option, _greatest(game), MOST // len(kinds))
        tried = islice(product(*values.values()), MOST // len(kinds))
        found += [
            Action(name=option.name, args=dict(zip(values, each, strict=True))) for each in tried
        ]
        sampled |= left_out
    return found, sampled


def _values(option: Option, greatest: float, room: int) -> tuple[dict[str, list[Any]], bool]:
    """What to try for each argument so that all together are no more than `room`, if possible."""
    from society.scenario.bounds import domain

    fine = float(room)
    values = domain(option, greatest, room)
    while _size(values) > room and fine >= _COARSEST:
        fine *= 0.8
        values = domain(option, greatest, max(int(fine), 2))
    return values, _size(values) > room or any(
        _leaves_out(schema, greatest, len(values[name])) for name, schema in option.args.items()
    )


def _leaves_out(schema: Mapping[str, Any], greatest: float, tried: int) -> bool:
    """Whether an argument could have more values than were tried."""
    from society.scenario.bounds import grain, limits

    if "enum" in schema or "const" in schema or schema.get("type") == "boolean":
        return False
    step = grain(schema)
    if schema.get("type") not in ("number", "integer") or step is None:
        return True
    low, high = limits(schema, greatest)
    return tried < int((high - low) / step + 1e-9)


def front(points: Iterable[Point]) -> tuple[Point, ...]:
    """The points that no other betters for one without loss to the other, by growing x.

    >>> front([(0.2, 0.2), (0.1, 0.9), (0.9, 0.1), (0.9, 0.0)])
    ((0.1, 0.9), (0.9, 0.1))
    """
    kept: list[Point] = []
    for x, y in sorted(set(points), reverse=True):
        if not kept or y > kept[-1][1]:
            kept.append((x, y))
    return tuple(reversed(kept))


def figure(found: Space | None) -> Figure:
    """All points faint, the front joined, and the offers in the order they were made."""
    if found is None:
        return Figure("", note="Nothing here can be valued for two sides.")
    title = f"{found.roles[1]} ↑ over {found.roles[0]} →"
    everything = (*found.points, *found.made, (0.0, 0.0))
    named = f"{len(found.points)} outcomes" + (" (a sample)" if found.sampled else "")
    shapes = [Dots(found.points, "·", label=named), Dots(found.front, "◇", 3, "best", joined=True)]
    shapes.append(Dots(((0.0, 0.0),), "┼", label="no deal"))
    if found.made:
        shapes += [Dots(found.made, "○", 1, "offered"), Dots(found.made[-1:], "●", 2, "latest")]
    x, y = (around([point[at] for point in everything]) for at in (0, 1))
    return Figure(title, x, y, tuple(shapes))


class Pareto(Chart):
    """The outcomes of a game; `show(space(dialogue))`."""

    def show(self, found: Space | None) -> None:
        """Draw this space in place of the last."""
        self.draw(figure(found))


def _size(values: Mapping[str, Sequence[Any]]) -> int:
    return prod(len(each) for each in values.values())


def _greatest(game: Game) -> float:
    """Where an offer without a bound ends: the greatest number of the game."""
    known = [value for value in game.variables.values() if isinstance(value, int | float)]
    return float(max(known, default=0.0))


def _valuer(game: Game, roles: tuple[str, str]) -> Callable[[Action], Point | None]:
    from society.scenario.rules import rules_of
    from society.scenario.state import State
    from society.scenario.worth import accepted_worth

    rules = rules_of(game)
    state = State(rules, Dialogue(game=game), rules.roles)

    def valued(offer: Action) -> Point | None:
        one, other = (accepted_worth(state, role, offer, 2) for role in roles)
        return None if one is None or other is None else (one, other)

    return valued
