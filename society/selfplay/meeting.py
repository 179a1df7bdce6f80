"""Two policies meet: the same games, each in every seat against the other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from society.batch.plan import Plan, sized
from society.casting import Cast
from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.domain.scenario import Scenario
from society.scenario.load import read, validated
from society.scenario.offers import agreements
from society.selfplay.field import Field, Place
from society.settings import settings
from society.store.matches import Played, played
from society.store.where import Where

PLAIN = Cast()


class Meeting(NamedTuple):
    """One game that `first` played in the seat of `role`, all other seats being the second's."""

    scenario: str
    game: int
    role: str
    utilities: Mapping[str, float]
    ended: str
    agreed: bool
    episode: str


class Match(NamedTuple):
    """Who meets whom over which games: `n` of each scenario, drawn by `seed`."""

    name: str
    first: Policy
    second: Policy
    scenarios: Sequence[str]
    n: int
    seed: int
    level: str = ""
    base: Cast = PLAIN
    generation: int | None = None


async def meet(field: Field, match: Match) -> list[Meeting]:
    """Play what is not played yet of a match; every game that came to its end, in order.

    The same match with a larger `n` goes on with further games. SocietyError for fewer than two
    roles.
    """
    found: list[Meeting] = []
    for scenario in match.scenarios:
        rules = loaded(scenario, match.level)
        roles = _several(rules, scenario)
        plan = _plan(match, scenario, roles)
        places = await field.play(plan)
        found += _meetings(scenario, rules, places, ends(field, plan.name))
    return found


def paired(meetings: Iterable[Meeting]) -> dict[tuple[str, int], float]:
    """By scenario and game, what the first gained in a seat that the second did not, in the mean.

    Of each seat: the utility of the first against the second, less that of the second against the
    first. So the game itself and the worth of a seat drop out; the range is [-1, 1]. Games of which
    a side is missing are left out.
    """
    games: dict[tuple[str, int], dict[str, Mapping[str, float]]] = {}
    for each in meetings:
        games.setdefault((each.scenario, each.game), {})[each.role] = each.utilities
    found = {key: _gain(by_role) for key, by_role in games.items()}
    return {key: gain for key, gain in found.items() if gain is not None}


def _gain(by_role: Mapping[str, Mapping[str, float]]) -> float | None:
    roles = list(next(iter(by_role.values())))
    if set(by_role) != set(roles):
        return None
    own = sum(by_role[role][role] for role in roles) / len(roles)
    others = [by_role[sat][role] for sat in roles for role in roles if role != sat]
    return max(-1.0, min(1.0, own - sum(others) / len(others)))


def _plan(match: Match, scenario: str, roles: Sequence[str]) -> Plan:
    casts = tuple(_cast(match, roles, role) for role in roles)
    plan = Plan(
        name=batch_name(match.name, scenario),
        scenarios=(scenario,),
        seeds=(match.seed,),
        levels=(match.level,),
        casts=casts,
        generation=match.generation,
    )
    return sized(plan, match.n * len(casts))


def batch_name(name: str, scenario: str) -> str:
    """The name of a batch of one scenario: what is beyond the 64 characters of a name is cut."""
    short = re.sub(r"[^A-Za-z0-9._-]+", "-", scenario.removesuffix(".yaml")).strip("-")
    return f"{name[:36]}-{short[-27:]}".rstrip("-")


def _cast(match: Match, roles: Sequence[str], role: str) -> Cast:
    seats = {each: match.first if each == role else match.second for each in roles}
    return match.base.model_copy(update={"policies": seats})


def roles_of(scenario: str, level: str = "") -> tuple[str, ...]:
    """The scenario's roles; SocietyError where it has but one."""
    return _several(loaded(scenario, level), scenario)


def _several(rules: Scenario, named: str) -> tuple[str, ...]:
    if len(rules.roles) < 2:
        raise SocietyError(f"{named} has one role, and nobody to meet")
    return tuple(rules.roles)


def loaded(scenario: str, level: str = "") -> Scenario:
    """The scenario of an id or a file."""
    folders = [Path(folder) for folder in settings().scenarios]
    return validated(read(scenario, folders=folders), level=level)


def _meetings(
    scenario: str, rules: Scenario, places: Sequence[Place], ended: Mapping[str, Played]
) -> Iterator[Meeting]:
    roles, agreeing = tuple(rules.roles), agreements(rules)
    for place in places:
        if (game := ended.get(place.episode)) and set(roles) <= set(game.utilities):
            yield Meeting(
                scenario=scenario,
                game=place.job.index,
                role=roles[place.cell],
                utilities={role: game.utilities[role] for role in roles},
                ended=game.ended,
                agreed=game.ended in agreeing,
                episode=place.episode,
            )


def ends(field: Field, batch: str) -> dict[str, Played]:
    """Of a batch's dialogues that came to their end: what each came away with, by its id."""
    return {each.id: each for each in played(field.store, Where.parse(f"batch:{batch}"))}
