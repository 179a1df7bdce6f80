"""Traces and episodes made up for the tests of strategies."""

from collections.abc import Sequence
from random import Random
from typing import Any

from society.domain.dialogue import Action, Dialogue, Game, Role, Turn
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.scenario import Scenario
from society.players.tactics import Tactics
from society.selfplay.strategies.traces import Step, Trace

SCENARIO = Scenario.model_validate(
    {
        "schema": "scenario/v1",
        "id": "market/lamp",
        "title": "A lamp",
        "roles": {"seller": {"name": "Ann"}, "buyer": {"name": "Bo"}},
    }
)


def talk(tactics: Tactics, gifts: Sequence[float]) -> Trace:
    """What a planner of these tactics asks for, the others giving so much between its offers."""
    own: list[Step] = []
    theirs = [Step(1, 0.0, 0.0)]
    for at, gift in enumerate(gifts):
        given = theirs[-1].worth - theirs[-2].worth if at > 1 else None
        share = at / len(gifts)
        own.append(
            Step(2 * at, share, tactics.target(share, own[-1].worth if own else None, given))
        )
        if at:
            theirs.append(Step(2 * at + 1, share, theirs[-1].worth + gift))
    return trace(own=tuple(own), theirs=tuple(theirs))


def trace(n: int = 0, **told: Any) -> Trace:
    """A trace of the seller with whatever is told of it."""
    usual: dict[str, Any] = {
        "episode": f"e{n}",
        "scenario": "market/lamp",
        "role": "seller",
        "game": (n,),
        "own": (Step(0, 0.0, 0.6), Step(2, 0.3, 0.5)),
        "theirs": (Step(1, 0.1, 0.1), Step(3, 0.4, 0.2)),
        "took": None,
        "moves": ((0, "propose"), (2, "propose")),
        "turns": (0, 2, 4),
        "utility": 0.5,
        "won": True,
        "difficulty": (),
    }
    return Trace(**{**usual, **told})


def openings(n: int = 120, *, pays: float = 1.0, seed: int = 1) -> list[Trace]:
    """Dialogues in which opening high pays so much, beside chance; some walk away with nothing."""
    dice, found = Random(seed), []
    for at in range(n):
        opening = dice.uniform(0.3, 0.9)
        utility = 0.2 + pays * (opening - 0.6) + dice.gauss(0, 0.1)
        own = (Step(0, 0.0, opening), Step(2, 0.3, opening - dice.uniform(0.05, 0.15)))
        told = {"own": own, "utility": max(0.0, utility), "won": utility > 0.25}
        found.append(trace(at, **told))
    return found


def game(index: int = 0, **drawn: Any) -> Game:
    """A drawn game; `drawn` are its variables."""
    roles = (
        Role(id="seller", name="Ann", secrets=(str(drawn.get("least", 61)),)),
        Role(id="buyer", name="Bo"),
    )
    return Game(scenario=SCENARIO, title="A lamp", roles=roles, index=index, variables=drawn)


def episode(
    id_: str, said: Sequence[tuple[str, str, int | None]], *, index: int = 0, **worth: float
) -> Episode:
    """A dialogue from (role, words, price or None), with the utilities of its roles."""
    turns = tuple(
        Turn(
            index=at,
            role=role,
            text=text,
            action=None if price is None else Action(name="propose", args={"price": price}),
        )
        for at, (role, text, price) in enumerate(said)
    )
    best = max(worth, key=lambda role: worth[role])
    return Episode(
        id=id_,
        dialogue=Dialogue(game=game(index), turns=turns),
        outcome=Outcome(ended="agreement", utilities=worth, winners=(best,)),
        provenance=Provenance(scenario="market/lamp"),
        status="done",
    )
