"""How the shipped scenarios are opened and played in these tests: by the real rules."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from random import Random
from typing import Any

import pytest

from society.domain.dialogue import Action, Dialogue, Game, Option, Turn
from society.domain.scenario import Scenario
from society.scenario.draw import draw
from society.scenario.load import load
from society.scenario.referee import floor, refuse

Move = tuple[str, Action | None]
Deal = Callable[..., Game]
Play = Callable[[Game, Sequence[Move]], Dialogue]
Offers = Callable[[Game], Iterator[Action]]


@cache
def _loaded(scenario: str, level: str) -> Scenario:
    return load(scenario, level=level)


@pytest.fixture
def deal() -> Deal:
    """Draws a shipped scenario by its id."""

    def drawn(scenario: str, *, seed: int = 0, locale: str = "", level: str = "") -> Game:
        return draw(_loaded(scenario, level), seed=seed, locale=locale, level=level)

    return drawn


@pytest.fixture
def play() -> Play:
    """Plays moves after the opening; every one must be its role's turn and allowed."""

    def played(game: Game, moves: Sequence[Move]) -> Dialogue:
        dialogue = Dialogue(game=game)
        opener = floor(dialogue)
        if opener in game.opening:
            dialogue = dialogue.say(Turn(index=0, role=opener, text=game.opening[opener]))
        for role, action in moves:
            assert floor(dialogue) == role
            assert refuse(dialogue, role, action) is None
            turn = Turn(index=len(dialogue.turns), role=role, text=f"turn {len(dialogue.turns)}")
            dialogue = dialogue.say(turn.model_copy(update={"action": action}))
        return dialogue

    return played


def _values(schema: dict[str, Any]) -> Sequence[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    step = int(schema.get("multipleOf", 1))
    return range(int(schema["minimum"]), int(schema["maximum"]) + 1, step)


def _offer(game: Game) -> Option | None:
    """The move that another move accepts."""
    accepting = [option.of for option in game.options.values() if option.of]
    return game.options[accepting[0]] if accepting else None


@pytest.fixture
def offers() -> Offers:
    """Every offer a game can name, shuffled; none where nothing can be offered."""

    def named(game: Game) -> Iterator[Action]:
        option = _offer(game)
        if option is None:
            return
        grid = list(product(*(_values(schema) for schema in option.args.values())))
        Random(game.seed).shuffle(grid)
        for values in grid:
            yield Action(name=option.name, args=dict(zip(option.args, values, strict=True)))

    return named
