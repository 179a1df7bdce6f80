"""A seat at a small table: Views made by hand, and games played by planners alone."""

from collections.abc import Callable, Mapping
from typing import Any

from society.domain.dialogue import (
    Action,
    Dialogue,
    Game,
    Option,
    Role,
    Spoken,
    Stranger,
    Turn,
    View,
)
from society.players.planner import plan
from society.players.tactics import Tactics
from society.scenario import referee

PRICE: dict[str, Any] = {"type": "integer", "minimum": 80, "maximum": 200}
PROPOSE = Option(name="propose", args={"price": PRICE}, about="Name a price.")
ACCEPT = Option(name="accept", of="propose", ends="agreement")
WALK = Option(name="walk_away", ends="no_deal")
BARGAIN = (PROPOSE, ACCEPT, WALK)

ANN = Role(
    id="seller",
    name="Ann",
    persona="You are blunt.",
    public="Ann owns the bike.",
    private="Your lowest price is $120. Never say this number.",
    goal="Sell for as much as you can.",
)
BO = Stranger(id="buyer", name="Bo", public="Bo wants to buy the bike.")
CONTEXT = "A used bike is for sale in the park. It has a worn chain. The tag says $200."

Worth = Callable[[Action], float | None]


def above(reservation: float, best: float) -> Worth:
    """The worth of a price: 0 at the reservation, 1 at the best."""

    def worth(action: Action) -> float | None:
        price = action.args.get("price")
        return None if price is None else (price - reservation) / (best - reservation)

    return worth


def offered(role: str, price: int, text: str = "So much.") -> tuple[str, str, Action]:
    """A turn that proposes a price."""
    return role, text, Action(name="propose", args={"price": price})


def seen(
    *turns: tuple[str, str] | tuple[str, str, Action | None],
    role: Role = ANN,
    others: tuple[Stranger, ...] = (BO,),
    options: tuple[Option, ...] = BARGAIN,
    value: Worth | None = None,
    **rest: Any,
) -> View:
    """What a role sees after these turns (role, text, move)."""
    names: Mapping[str, str] = {role.id: role.name, **{other.id: other.name for other in others}}
    spoken = tuple(
        Spoken(
            index=at,
            role=turn[0],
            name=names[turn[0]],
            text=turn[1],
            action=turn[2] if len(turn) > 2 else None,
        )
        for at, turn in enumerate(turns)
    )
    given = {"context": CONTEXT, "turn": len(spoken), "limit": 12, "seed": 7, **rest}
    return View(role=role, others=others, turns=spoken, options=options, value=value, **given)


def play(game: Game, tactics: Tactics | None = None) -> tuple[Dialogue, str]:
    """A game between planners that say nothing, up to its end."""
    dialogue = Dialogue(game=game)
    while (ended := referee.ending(dialogue)) is None:
        role = referee.floor(dialogue)
        action = None if _opens(dialogue, role) else _planned(dialogue, role, tactics or Tactics())
        text = f"line {len(dialogue.turns)}"
        dialogue = dialogue.say(
            Turn(index=len(dialogue.turns), role=role, text=text, action=action)
        )
    return dialogue, ended


def _opens(dialogue: Dialogue, role: str) -> bool:
    return role in dialogue.game.opening and not dialogue.by(role)


def _planned(dialogue: Dialogue, role: str, tactics: Tactics) -> Action | None:
    view = referee.view(dialogue, role)
    move = plan(view, tactics.drawn(view.seed))
    action = move.action if move else None
    assert referee.refuse(dialogue, role, action) is None
    return action
