"""Proven strategies made of use: a playbook to read, and a policy that plays them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from society.domain.display import one_line
from society.domain.errors import SocietyError
from society.domain.policy import Habit, Policy
from society.domain.strategy import Strategy


def as_policy(name: str, strategies: Iterable[Strategy], base: Policy | None = None) -> Policy:
    """A policy of the proven strategies, over `base`: for every seat what helped most.

    Parameters were proven together or not at all, so each seat takes those of one strategy, the
    one with the greatest lift, and its words; beside it the words of all that are words alone.
    SocietyError where none is proven.
    """
    seats: dict[tuple[str, str], list[Strategy]] = defaultdict(list)
    for each in strategies:
        if usable(each):
            seats[each.scenario, each.role].append(each)
    if not seats:
        raise SocietyError(
            "no strategy is proven yet", hint="society strategy mine, then society strategy test"
        )
    habits = tuple(_habit(seat, found) for seat, found in sorted(seats.items()))
    before = base or Policy(name=name)
    return Policy(
        name=name,
        model=before.model,
        player=before.player,
        sampling=before.sampling,
        habits=(*before.habits, *habits),
        origin="strategies",
        parents=(base.sha,) if base else (),
    )


def usable(strategy: Strategy) -> bool:
    """Whether it is proven and nothing speaks against it."""
    return strategy.status == "proven" and not strategy.screened


def markdown(strategies: Sequence[Strategy]) -> str:
    """The strategies as a page to read, by scenario and role."""
    seats: dict[tuple[str, str], list[Strategy]] = defaultdict(list)
    for each in strategies:
        seats[each.scenario, each.role].append(each)
    lines = ["# Playbook", ""]
    for (scenario, role), found in sorted(seats.items()):
        lines += [f"## {_plain(role)} in {_plain(scenario)}", ""]
        lines += [line for each in sorted(found, key=_rank) for line in _entry(each)]
    return "\n".join(lines).rstrip() + "\n"


def _habit(seat: tuple[str, str], found: Sequence[Strategy]) -> Habit:
    best = next((each for each in sorted(found, key=_rank) if each.tactics), None)
    words = [each for each in sorted(found, key=_rank) if each is best or not each.tactics]
    return Habit(
        scenario=seat[0],
        role=seat[1],
        tactics=best.tactics if best else {},
        advice={each.id: each.tactic for each in words},
    )


def _rank(strategy: Strategy) -> tuple[bool, float, str]:
    """Proven first, then by lift: a test ends once it is sure, so all intervals begin near 0."""
    lift = strategy.lift if strategy.lift is not None else float("-inf")
    return (not usable(strategy), -lift, strategy.id)


def _entry(strategy: Strategy) -> Iterator[str]:
    yield f"- **{_plain(strategy.tactic)}** ({strategy.status}, `{strategy.id}`)"
    if strategy.lift is not None and strategy.interval:
        low, high = strategy.interval
        yield (
            f"  - lift {strategy.lift:+.3f} ({low:+.3f} to {high:+.3f}) over "
            f"{strategy.trials} paired games with {_plain(strategy.against)}"
        )
    if strategy.tactics:
        told = ", ".join(f"{name} {value:g}" for name, value in strategy.tactics.items())
        yield f"  - parameters of the planner: {told}"
    for each in strategy.evidence[:3]:
        yield f"  - evidence: turns {', '.join(map(str, each.turns))} of `{_plain(each.episode)}`"
    if strategy.screened:
        yield f"  - may not be used: {_plain(strategy.screened)}"
    yield ""


def _plain(text: str) -> str:
    """One line in which nothing is read as Markdown or HTML."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>#|~" else each for each in one_line(text))
