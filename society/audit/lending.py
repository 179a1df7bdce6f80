"""What an audit lends a judge that plays games on: the planner, where it can play the game.

Law: what is no game to a worth is not played on, so such a judge is not asked about that.
"""

from collections.abc import Iterator

from society.domain.dialogue import Dialogue
from society.domain.errors import SocietyError
from society.domain.scenario import Scenario
from society.play.playing_on import PlayingOn
from society.players.mute import MutePlayer
from society.plugins import Juror
from society.scenario.offers import offers


def needs_games(juror: Juror) -> bool:
    """Whether it, or a member of the panel that it is, cannot judge without playing on."""
    return any("play_on" in each.needs and "play_on" not in each.optional for each in _all(juror))


def wants_games(juror: Juror) -> bool:
    """Whether it, or a member, plays on where it can."""
    return any("play_on" in each.needs for each in _all(juror))


def playable(scenario: Scenario) -> bool:
    """Whether the planner can play it to a worth: offers, a utility, and no judge in between."""
    declared = scenario.outcome
    return bool(declared.utility and not declared.checks and offers(scenario))


def planner(dialogue: Dialogue) -> PlayingOn | None:
    """A way to play this game on, without a model; None where the planner cannot."""
    game = dialogue.game
    if not playable(game.scenario):
        return None
    return PlayingOn({role.id: MutePlayer() for role in game.roles})


def unplayable(juror: Juror, what: str, hint: str) -> SocietyError:
    """The error of a judge that plays on, before material that nobody can play."""
    return SocietyError(
        f"judge {juror.name!r} plays games on (`play_on`), and {what} cannot be played", hint=hint
    )


def _all(juror: Juror) -> Iterator[Juror]:
    yield juror
    for chair in juror.members:
        yield from _all(chair.juror)
