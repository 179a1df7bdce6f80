"""What a role may imagine of a game: everything that it is told is so, the rest is drawn anew.

Law: two games that look alike to the role are imagined alike, whatever they hide from it.
"""

from society.domain.dialogue import Game
from society.scenario.draw import dealt
from society.scenario.rules import rules_of
from society.scenario.variables import dice, supposed


def imagined(game: Game, role: str, seed: int) -> Game:
    """A game that the role could be in, drawn from the scenario's own distribution by the seed.

    Its own side is exactly as it knows it. Of the others only what everybody is told is the same.
    """
    scenario = game.scenario
    chance = dice("imagined", f"{scenario.id}@{scenario.version}", role, seed)
    values = supposed(scenario, chance, rules_of(game).known(role))
    dream = dealt(scenario, values, locale=game.locale, level=game.level, seed=seed)
    own = game.role(role)
    roles = tuple(own if each.id == role else each for each in dream.roles)
    told = {"title": game.title, "context": game.context, "opening": game.opening}
    return dream.model_copy(update={"roles": roles, **told})
