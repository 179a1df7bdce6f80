"""Whether a scenario can end, can be judged and can be paid, before anything is drawn."""

from collections.abc import Iterator
from importlib.metadata import entry_points

from society.domain.scenario import Scenario
from society.scenario.draw import unplayed
from society.scenario.offers import offers
from society.scenario.problems import Finding, Path, dotted, meant


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Everything about the rules that is certain without a draw."""
    yield from _endless(scenario)
    yield from _bench(scenario)
    yield from _unbounded(scenario)
    for each in unplayed(scenario):
        yield Finding(each.path, each.message, "warning")


def _endless(scenario: Scenario) -> Iterator[Finding]:
    """Without any action it is a talk of a fixed length, which ends by itself."""
    if scenario.stop or not scenario.actions:
        return
    for role in scenario.roles:
        moves = [
            action
            for action in scenario.actions.values()
            if (action.ends or action.removes_role) and (not action.by or role in action.by)
        ]
        if not moves:
            said = f"{role} can never end the dialogue: give it an action with ends, or a stop rule"
            yield Finding(("roles", role), said)


def _bench(scenario: Scenario) -> Iterator[Finding]:
    seats = scenario.judges
    if seats and not any(seat.weight for seat in seats) and scenario.reward.turn > 0:
        yield Finding(("judges",), "the weights of all judges are 0; turns would earn nothing")
    if not any(seat.scope == "turn" for seat in seats) and scenario.reward.turn > 0:
        said = "reward.turn is above 0, but no judge scores turns"
        yield Finding(("reward",) if seats else ("judges",), said, "warning")
    for at, seat in enumerate(seats):
        path: Path = ("judges", at, "criteria")
        if seat.criteria and not any(weight > 0 for weight in seat.criteria.values()):
            yield Finding(path, f"{dotted(path)} has no weight above 0")
        yield from _installed(("judges", at, "use"), seat.use)
    for name, check in scenario.outcome.checks.items():
        yield from _installed(("outcome", "checks", name, "use"), check.use)


def _installed(path: Path, use: str) -> Iterator[Finding]:
    """A judge of a plain name must be installed; files and modules are looked at when used."""
    if not use.replace("_", "").replace("-", "").isalnum():
        return
    known = sorted({each.name for each in entry_points(group="society.judges")})
    if use not in known:
        there = meant(use, known) or f"; installed: {', '.join(known)}"
        yield Finding(path, f"no judge is installed as {use!r}{there}")


def _unbounded(scenario: Scenario) -> Iterator[Finding]:
    for name in offers(scenario):
        for argument, schema in scenario.actions[name].args.items():
            bounds = ("maximum", "exclusiveMaximum", "enum", "const")
            if schema.get("type") in ("number", "integer") and not any(
                bound in schema for bound in bounds
            ):
                path: Path = ("actions", name, "args", argument)
                said = f"{dotted(path)} has no maximum; planners look no further than they are told"
                yield Finding(path, said, "warning")
