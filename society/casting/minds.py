"""Who thinks before it speaks: a role's own player, inside a search where the job names one."""

from functools import partial

from society.casting.job import Job
from society.domain.dialogue import Game, Role
from society.domain.errors import SocietyError
from society.players.player import Player
from society.players.search import SearchPlayer
from society.players.thought import Thought
from society.scenario.belief import imagined
from society.scenario.offers import offers


def thinking(own: Player, job: Job, game: Game, role: Role) -> Player:
    """The player, which weighs its replies where the job says how.

    SocietyError where nothing says what a reply would be worth: a person, or a game without
    offers and utility.
    """
    named = job.searches.get(role.id)
    if named is None:
        return own
    thought = Thought.parse(named)
    scenario = game.scenario
    if own.name == "human":
        raise SocietyError(f"{role.id} is a person, who thinks without a search")
    if role.id not in scenario.outcome.utility or not offers(scenario):
        raise SocietyError(
            f"{scenario.id} does not say what an offer is worth to {role.id}",
            hint="a search plays such games on to value a reply; this one has no offers or utility",
        )
    return SearchPlayer(own, partial(imagined, game, role.id), thought)
