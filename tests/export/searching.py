"""Played games with what a search could have weighed before every turn, said, unsaid and ahead."""

from functools import cache
from random import Random

from society.domain.dialogue import Dialogue, Draft, Searched, Turn
from society.domain.episode import Episode
from society.domain.thinking import AHEAD, SAID
from society.scenario import referee
from tests.export import played

SEARCHED = Searched(thought="mcts:64x6", simulations=64, candidates=4, seconds=0.5)


def searched(made: Episode) -> Episode:
    """The episode with a search before every turn that a player chose."""
    turns = [
        turn
        if "opening" in turn.flags
        else turn.model_copy(update={"drafts": drafts(made, turn), "searched": SEARCHED})
        for turn in made.dialogue.turns
    ]
    dialogue = Dialogue(game=made.dialogue.game, turns=tuple(turns))
    return made.model_copy(update={"dialogue": dialogue})


def drafts(made: Episode, turn: Turn) -> tuple[Draft, ...]:
    """What was said and two other replies, one without words, then what could follow the first."""
    game, dice = made.dialogue.game, Random(f"search:{turn.index}")
    so_far = Dialogue(game=game, turns=made.dialogue.turns[: turn.index])
    said = Draft(text=turn.text, action=turn.action, value=0.7, visits=40, prior=0.3, reason=SAID)
    other = Draft(text=f"Or else {turn.index}.", value=0.4, visits=16, prior=0.2, reason="worse")
    bad = Draft(text=f"No, {turn.index}!", value=0.1, visits=6, prior=0.4, reason="far worse")
    moved = played.move(so_far, turn.role, dice)
    mute = Draft(text="", action=moved, value=0.3, visits=2, prior=0.1, reason="worse")
    return (said, other, bad, mute, *ahead(so_far.say(turn), turn.role))


def ahead(there: Dialogue, own: str) -> tuple[Draft, ...]:
    """An answer of whoever speaks next, and where that is the other, two own replies to it."""
    if referee.ending(there) is not None:
        return ()
    role = referee.floor(there)
    answer = Draft(text="Hm, well.", value=0.6, visits=12, above=0, role=role, reason=AHEAD)
    further = there.say(Turn(index=len(there.turns), role=role, text=answer.text))
    if referee.ending(further) is not None or referee.floor(further) != own:
        return (answer,)
    place = 4
    good = Draft(text="Then so.", value=0.8, visits=8, above=place, role=own, reason=AHEAD)
    bad = Draft(text="Never!", value=0.2, visits=3, above=place, role=own, reason=AHEAD)
    return answer, good, bad


@cache
def shipped(scenario: str) -> tuple[Episode, ...]:
    """Played games of one shipped scenario, each turn searched, ordered by game."""
    return tuple(searched(each) for each in played.shipped(scenario))
