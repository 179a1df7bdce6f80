"""The rules of a drawn game, worked out once: who can do what, and what each role can know."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from society.domain.dialogue import Game, Role, Spoken, Stranger, Turn
from society.domain.scenario import Scenario
from society.scenario.expressions import formula
from society.scenario.offers import accepted_by, offers
from society.scenario.variables import dice, neutral, supposed
from society.scenario.vocabulary import FUNCTIONS, Arguments
from society.scenario.writings import EVERYONE, writings

GAMES = 1280
"""How many games are remembered: more than are played at once."""


@dataclass(frozen=True, eq=False)
class Rules:
    """What a game's rules refer to. Values are in the words of the default language."""

    game: Game
    values: Mapping[str, Any]

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was drawn."""
        return self.game.scenario

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles in the order in which they have the floor."""
        names = list(self.scenario.roles)
        first = self.scenario.turns.first
        start = names.index(first) if first is not None else 0
        return (*names[start:], *names[:start])

    @cached_property
    def names(self) -> dict[str, Any]:
        """What every rule can name, whatever was said."""
        turns = self.scenario.turns
        limits = Arguments(max=turns.max, min=turns.min)
        return {**FUNCTIONS, **self.values, "limits": limits}

    @cached_property
    def offers(self) -> dict[str, str]:
        """Every offer with the action that accepts it."""
        return offers(self.scenario)

    @cached_property
    def accepts(self) -> dict[str, str | None]:
        """For every action the offer that it accepts."""
        return {name: accepted_by(self.scenario, name) for name in self.scenario.actions}

    @cached_property
    def defaults(self) -> dict[str, dict[str, Any]]:
        """For every action the arguments that need not be given."""
        return {
            name: {key: each["default"] for key, each in option.args.items() if "default" in each}
            for name, option in self.game.options.items()
        }

    @cached_property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """For every utility the issues that it is computed from, in order."""
        outcome = self.scenario.outcome
        return {role: self._issues(source) for role, source in outcome.utility.items()}

    @cached_property
    def _people(self) -> dict[str, str]:
        return {role.id: role.name for role in self._cast}

    def spoken(self, turn: Turn, counts: bool) -> Spoken:
        """The turn as the others hear it; a move that does not count is not heard."""
        action = turn.action if counts else None
        return Spoken(
            index=turn.index,
            role=turn.role,
            name=self._people.get(turn.role, turn.role),
            text=turn.text,
            action=action,
        )

    @cached_property
    def others(self) -> dict[str, tuple[Stranger, ...]]:
        """What each role knows of the others."""
        known = [Stranger(id=each.id, name=each.name, public=each.public) for each in self._cast]
        return {
            each.id: tuple(other for other in known if other.id != each.id) for each in self._cast
        }

    @cached_property
    def seeds(self) -> dict[str, int]:
        """The chance that each role is given, always the same in the same play of a game."""
        game, id_ = self.game, self.scenario.id
        again = (game.rollout,) if game.rollout else ()
        return {
            each.id: dice(id_, game.seed, game.index, each.id, *again).getrandbits(32)
            for each in self._cast
        }

    @property
    def _cast(self) -> tuple[Role, ...]:
        return self.game.roles

    def _issues(self, source: str) -> tuple[str, ...]:
        issues = self.scenario.outcome.issues
        wanted = set(formula(source).names)
        for name in reversed(issues):
            if name in wanted:
                wanted |= formula(issues[name]).names
        return tuple(name for name in issues if name in wanted)

    def known(self, role: str) -> dict[str, Any]:
        """The variables that the role is told, and those that follow from them."""
        told: set[str] = set()
        for writing in writings(self.scenario):
            if writing.hears in (EVERYONE, role):
                told |= writing.shows
        found: dict[str, Any] = {}
        for name, variable in self.scenario.variables.items():
            source = variable.expr
            follows = source is not None and formula(source).names <= found.keys() | set(FUNCTIONS)
            if name in told or follows:
                found[name] = self.values[name]
        return found

    def guessed(self, role: str) -> "Rules":
        """The rules as the role may suppose them: what it cannot know is drawn without the seed.

        Two games that look alike to the role are guessed alike.
        """
        scenario = self.scenario
        chance = dice("supposed", f"{scenario.id}@{scenario.version}", role)
        return Rules(self.game, supposed(scenario, chance, self.known(role)))


@dataclass(frozen=True, eq=False)
class _Same:
    """A game as a key: equal only to itself, so that nothing of it is compared."""

    game: Game

    def __hash__(self) -> int:
        return id(self.game)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.game is self.game


def rules_of(game: Game) -> Rules:
    """The rules of the game, cached: games are frozen."""
    return _rules(_Same(game))


def guess_of(game: Game, role: str) -> Rules:
    """The rules of the game as one role may suppose them, cached."""
    return _guess(_Same(game), role)


@lru_cache(maxsize=GAMES)
def _rules(same: _Same) -> Rules:
    game = same.game
    return Rules(game, neutral(game.scenario, game.variables, game.locale))


@lru_cache(maxsize=2 * GAMES)
def _guess(same: _Same, role: str) -> Rules:
    return _rules(same).guessed(role)
