"""Tasks: scenarios at their levels, and how often a policy won each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from society.domain.scenario import Scenario
from society.scoring.learnability import Success
from society.store.matches import Played


class Task(NamedTuple):
    """A scenario at one of its levels; a scenario without levels is one task."""

    scenario: str
    level: str = ""

    @property
    def family(self) -> str:
        """The folder of the scenario: tasks of one family are alike."""
        return self.scenario.rpartition("/")[0]

    def __str__(self) -> str:
        return f"{self.scenario} {self.level}".strip()


class Try(NamedTuple):
    """What a policy came away with in one seat of one game."""

    task: Task
    role: str
    utility: float
    won: bool


def levels(found: Scenario) -> tuple[str, ...]:
    """Its levels in the order of the file, the easiest first; one without a name where none is."""
    return tuple(found.levels) or ("",)


def tasks(found: Iterable[Scenario]) -> list[Task]:
    """All tasks of these scenarios, each scenario's from the easiest to the hardest."""
    return [Task(each.id, level) for each in found for level in levels(each)]


def tries(games: Iterable[Played], found: Iterable[Scenario], policy: str = "") -> list[Try]:
    """Every seat that the policy had in these scenarios, in the order of play; all without one.

    What was played at no level counts for the level that changes nothing, where there is one.
    """
    plain = {each.id: _plain(each) for each in found}
    return [
        Try(
            Task(game.scenario, game.level or plain[game.scenario]),
            role,
            game.utilities[role],
            role in game.winners,
        )
        for game in games
        if game.scenario in plain
        for role, name in sorted(game.players.items())
        if role in game.utilities and policy in ("", name)
    ]


def successes(made: Iterable[Try], wanted: Sequence[Task]) -> Mapping[Task, Success]:
    """How often each task was won; of one that was never played the belief is quite open."""
    games, wins = Counter[Task](), Counter[Task]()
    for each in made:
        games[each.task] += 1
        wins[each.task] += each.won
    return {task: Success(wins[task], games[task]) for task in wanted}


def _plain(found: Scenario) -> str:
    return next((level for level, patch in found.levels.items() if not patch), "")
