"""Dialogues over shipped scenarios, told by the real rules, with no model: for plots and panes."""

from functools import cache
from typing import Any

from society.domain.dialogue import Action, Dialogue, Game, Turn
from society.scenario.draw import draw
from society.scenario.load import load
from society.scenario.referee import floor, standing

BIKE = (
    ("Hi! It costs 160.", 160),
    ("I can do 110 in cash.", 110),
    ("For that condition 150 is fair.", 150),
    ("120, and I come today.", 120),
    ("I would go down to 135.", 135),
    ("Let us say 128.", 128),
)


@cache
def drawn(scenario: str = "market/used_bike", seed: int = 7) -> Game:
    return draw(load(scenario), seed=seed)


def said(dialogue: Dialogue, text: str, action: Action | None = None, **more: Any) -> Dialogue:
    """The dialogue with one turn more, standing worked out as the engine does."""
    index = len(dialogue.turns)
    turn = Turn(index=index, role=floor(dialogue), text=text, action=action, **more)
    longer = dialogue.say(turn)
    worth = standing(longer)
    return dialogue.say(turn.model_copy(update={"standing": worth}))


def bargain(game: Game | None = None, *, turns: int = len(BIKE)) -> Dialogue:
    """Two people haggling over a bike."""
    dialogue = Dialogue(game=game or drawn())
    for text, price in BIKE[:turns]:
        dialogue = said(dialogue, text, Action(name="propose", args={"price": price}))
    return dialogue


def lease(turns: int = 4) -> Dialogue:
    """Two people haggling over a flat: rent, deposit and the weeks until it is free."""
    game = drawn("market/flat_rental")
    schema = game.options["propose"].args["rent"]
    low, high = schema["minimum"], schema["maximum"]
    dialogue = Dialogue(game=game)
    for at in range(turns):
        share = (0.9, 0.1, 0.7, 0.3)[at % 4]
        rent = low + round((high - low) * share / 10) * 10
        args = {"rent": rent, "deposit": 1 + at % 3, "weeks": at % 4}
        dialogue = said(dialogue, f"Rent {rent}.", Action(name="propose", args=args))
    return dialogue
