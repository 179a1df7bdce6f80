"""How two sides come towards each other: what each offered, turn by turn, and where both can end.

Law: what only one side knows (limits, the zone, what an offer is worth) is drawn only where
`private` says that it may be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from society.domain.dialogue import Dialogue, Game, Turn
from tui.cast import Cast
from tui.text import flat
from tui.widgets.plots.chart import Chart
from tui.widgets.plots.figure import Axis, Band, Dots, Figure, Level, Point, Shape, around


@dataclass(frozen=True)
class Curve:
    """One side: (turn, value) of its offers in order, and its limit where it may be shown."""

    role: str
    letter: str
    points: tuple[Point, ...]
    limit: float | None = None


@dataclass(frozen=True)
class Curves:
    """What was offered. `measure` is the issue, or "own worth" where there are several issues.

    Turns count from 0 here as in a Dialogue. `zone` is where every side would be no worse off.
    """

    measure: str
    curves: tuple[Curve, ...]
    zone: tuple[float, float] | None = None
    last: int = 0


def concessions(dialogue: Dialogue, *, private: bool = False) -> Curves | None:
    """The offers of every side as curves; None where the game has no offers with numbers.

    Of one issue the offered value is drawn. Of several it is what the offer was worth to the side
    that made it (0 is its reservation), or the first number where that may not be shown.
    """
    issues = numbers(dialogue.game)
    if not issues:
        return None
    game, several = dialogue.game, len(issues) > 1
    valued = several and private and bool(game.scenario.outcome.utility)
    issue = _main(game, issues)
    made = [turn for turn in dialogue.turns if offered(game, turn)]
    curves = []
    for role, letter in zip(game.roles, map(Cast.of(game).letter, Cast.of(game).roles)):  # noqa: B905
        points = [_point(turn, issue, valued) for turn in made if turn.role == role.id]
        limit = 0.0 if valued else _limit(game, role.id, issue) if private else None
        known = tuple(each for each in points if each is not None)
        curves.append(Curve(role.id, letter, known, limit))
    zone = None if valued else zone_of(game, issue) if private else None
    return Curves("own worth" if valued else issue, tuple(curves), zone, len(dialogue.turns))


def numbers(game: Game) -> tuple[str, ...]:
    """The arguments of the game's offers that are numbers, in the order of the scenario."""
    from society.scenario.offers import offers

    found = {
        name: None
        for offer in offers(game.scenario)
        for name, schema in _arguments(game, offer).items()
        if schema.get("type") in ("number", "integer")
    }
    return tuple(found)


def offered(game: Game, turn: Turn) -> bool:
    """Whether the turn made an offer that counts."""
    from society.scenario.offers import offers

    return (
        turn.action is not None
        and "illegal" not in turn.flags
        and turn.action.name in offers(game.scenario)
    )


def zone_of(game: Game, issue: str) -> tuple[float, float] | None:
    """The values of the issue that no side would walk away from, low before high; None if none."""
    limits = [role.limit for role in game.roles if role.limit is not None]
    here = [each for each in limits if each.issue == issue and each.value is not None]
    low = [each.value for each in here if each.better == "higher" and each.value is not None]
    high = [each.value for each in here if each.better == "lower" and each.value is not None]
    if not low or not high or max(low) > min(high):
        return None
    return max(low), min(high)


def figure(curves: Curves | None) -> Figure:
    """The curves as they are drawn: a letter for each side, its limit, the zone."""
    if curves is None:
        return Figure("", note="Nothing is offered in numbers here.")
    title = f"{curves.measure} by turn"
    if not any(curve.points for curve in curves.curves):
        return Figure(title, note="No offer has been made yet.")
    return Figure(title, _turns(curves), _height(curves), _shapes(curves))


class Concession(Chart):
    """The concession plot; `show(concessions(dialogue, private=…))`."""

    def show(self, curves: Curves | None) -> None:
        """Draw these curves in place of the last."""
        self.draw(figure(curves))


def _turns(curves: Curves) -> Axis:
    """Turns as they are counted on the screen, from 1."""
    return Axis(0.5, max(curves.last, 2) + 0.5, whole=True)


def _height(curves: Curves) -> Axis:
    values = [y for curve in curves.curves for _, y in curve.points]
    limits = [curve.limit for curve in curves.curves if curve.limit is not None]
    return around([*values, *limits, *(curves.zone or ())], share=0.08)


def _shapes(curves: Curves) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    if curves.zone:
        (low, high), turns = curves.zone, _turns(curves)
        ends = ((turns.low - 1, low, high), (turns.high + 1, low, high))
        shapes.append(Band(ends, label="zone"))
    limits: Mapping[float, str] = {
        curve.limit: curve.letter for curve in curves.curves if curve.limit is not None
    }
    named = "limits" if len(limits) > 1 else "reservation"
    for at, limit in enumerate(limits):
        shapes.append(Level(limit, label="" if at else named))
    for tone, curve in enumerate(curves.curves):
        if curve.points:
            points = tuple((turn + 1.0, value) for turn, value in curve.points)
            label = str(flat(curve.role))
            shapes.append(Dots(points, curve.letter, tone, label, joined=True))
    return tuple(shapes)


def _point(turn: Turn, issue: str, valued: bool) -> Point | None:
    if valued:
        worth = (turn.standing or {}).get(turn.role)
        return None if worth is None else (float(turn.index), worth)
    value = turn.action.args.get(issue) if turn.action else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(turn.index), float(value)


def _arguments(game: Game, offer: str) -> Mapping[str, Mapping[str, object]]:
    option = game.options.get(offer)
    return option.args if option else game.scenario.actions[offer].args


def _main(game: Game, issues: tuple[str, ...]) -> str:
    """The issue that a side has its limit on, else the first."""
    held = [role.limit.issue for role in game.roles if role.limit and role.limit.issue]
    return next((issue for issue in held if issue in issues), issues[0])


def _limit(game: Game, role: str, issue: str) -> float | None:
    limit = game.role(role).limit
    return limit.value if limit is not None and limit.issue == issue else None
