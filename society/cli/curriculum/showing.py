"""What a curriculum is worked out from: the scenarios meant, and the games that are stored."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from society.batch.stages import scenarios as meant_by
from society.cli.curriculum.told import Course, course
from society.cli.league.games import meant
from society.cli.stored import readable
from society.domain.errors import SocietyError
from society.domain.scenario import Scenario
from society.scoring.annealing import Schedule
from society.selfplay.curriculum.tasks import tries
from society.selfplay.meeting import loaded
from society.settings import settings
from society.store import policies
from society.store.matches import Played, played
from society.store.store import Store


def named(scenarios: Sequence[str]) -> dict[str, Scenario]:
    """The scenarios that the words mean, by how each is named; SocietyError for none."""
    if not scenarios:
        raise SocietyError("no scenario is named", hint="society curriculum show market/used_bike")
    folders = [Path(folder) for folder in settings().scenarios]
    return {each: loaded(each) for each in meant_by(scenarios, folders)}


def shown(
    scenarios: Sequence[str], policy: str, schedule: Schedule, where: str, db: str | None
) -> Course:
    """The curriculum as the stored games leave it; before any, every task is open to doubt."""
    found = named(scenarios)
    games, who = _stored(found, policy, where, db)
    return course([*found.values()], tries(games, found.values(), who), who, schedule)


def _stored(
    found: Mapping[str, Scenario], policy: str, where: str, db: str | None
) -> tuple[list[Played], str]:
    path = readable(db)
    if path is None:
        return [], policy
    with Store.open(path, create=False, write=False) as store:
        games = played(store, meant([each.id for each in found.values()], where))
        return games, _who(store, games, policy)


def _who(store: Store, games: Sequence[Played], policy: str) -> str:
    """The name that games know the policy by; SocietyError where nobody is called so."""
    there = {name for game in games for name in game.players.values()}
    return policy if policy in ("", *there) else policies.policy(store, policy).label
