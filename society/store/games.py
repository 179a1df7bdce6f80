"""How a game is kept: what the scenario says once, what was drawn with each episode.

A dialogue can be shown and resumed without its scenario file. The validated scenario is the same
for many episodes, so it lies in a body of its own; the episode holds the drawn rest.
"""

from society.domain.dialogue import Game
from society.store.bodies import Body, pack, squeeze, stretch
from society.store.texts import from_json, to_json


def spec_of(game: Game) -> Body:
    """The scenario of a game, as levels and overrides left it."""
    return pack(to_json(game.scenario.model_dump(by_alias=True)).encode())


def drawn(game: Game) -> tuple[bytes, str]:
    """The rest of a game, squeezed, and its variables as JSON."""
    rest = game.model_dump(exclude={"scenario", "variables"})
    return squeeze(to_json(rest).encode()), to_json(game.variables)


def game_of(spec: bytes, rest: bytes, variables: str) -> Game:
    """The same game again."""
    return Game.model_validate(
        {
            **from_json(stretch(rest).decode()),
            "scenario": from_json(spec.decode()),
            "variables": from_json(variables),
        }
    )


def same(one: Game, other: Game) -> bool:
    """Whether two games are kept as the same."""
    return to_json(one.model_dump()) == to_json(other.model_dump())
