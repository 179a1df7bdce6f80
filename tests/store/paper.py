"""Dialogues on paper: a game and the events of playing it, with no model and no clock."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

from society.domain.calls import Attempt, Message, Usage
from society.domain.dialogue import Action, Draft, Game, Option, Role, Turn
from society.domain.episode import Outcome, Provenance
from society.domain.events import (
    Called,
    Drafted,
    Ended,
    Event,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
)
from society.domain.judging import Judgement, Reward
from society.domain.scenario import Scenario

ROLES = ("seller", "buyer")


def scenario(**changes: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "schema": "scenario/v1",
            "id": "market/lamp",
            "title": {"en": "A lamp", "zh": "一盏灯"},
            "variables": {"floor": {"int": [10, 20], "step": 5}},
            "roles": {
                "seller": {"name": "Ann", "private": "Never below {{ floor }}."},
                "buyer": {"name": "小博", "private": "At most 40."},
            },
            "actions": {
                "propose": {"by": list(ROLES), "args": {"price": {"type": "number"}}},
                "accept": {"by": list(ROLES), "when": "last('propose')", "ends": "agreement"},
            },
            "outcome": {"success": {"seller": 0.2}},
            **changes,
        }
    )


def game(**changes: Any) -> Game:
    fields: dict[str, Any] = {
        "scenario": scenario(),
        "seed": 7,
        "variables": {"floor": 15, "tags": ["old", "brass"]},
        "title": "A lamp",
        "context": "A lamp is for sale.",
        "roles": (
            Role(id="seller", name="Ann", private="Never below 15.", secrets=("15",), train=True),
            Role(id="buyer", name="小博", private="At most 40.", goal="Pay little."),
        ),
        "options": {"propose": Option(name="propose", args={"price": {"type": "number"}})},
    }
    return Game(**{**fields, **changes})


def provenance(**changes: Any) -> Provenance:
    fields: dict[str, Any] = {
        "scenario": "market/lamp",
        "seed": 7,
        "players": {"seller": "planned:embedded", "buyer": "llm:openai/x"},
        "models": {"seller": "embedded", "buyer": "openai/x"},
    }
    return Provenance(**{**fields, **changes})


def turn(index: int, text: str = "", **changes: Any) -> Turn:
    fields: dict[str, Any] = {
        "index": index,
        "role": ROLES[index % 2],
        "text": text or f"Turn {index}: what about {30 - index}?",
        "action": Action(name="propose", args={"price": 30 - index}),
        "player": "planned:embedded",
        "planned": index % 2 == 0,
        "standing": {"seller": 0.5, "buyer": -0.25},
        "calls": (f"speak-{index}",),
    }
    return Turn(**{**fields, **changes})


def attempt(call: str, purpose: str = "turn", **changes: Any) -> Attempt:
    fields: dict[str, Any] = {
        "call": call,
        "number": 1,
        "purpose": purpose,
        "model": "embedded",
        "request": (Message(role="system", content="Sell."), Message(role="user", content=call)),
        "response": f"reply to {call}",
        "usage": Usage(prompt=100, completion=20),
        "cost": 0.0,
        "params": {"temperature": 0.7},
        "status": 200,
    }
    return Attempt(**{**fields, **changes})


def judgement(index: int, judge: str = "kind", **changes: Any) -> Judgement:
    fields: dict[str, Any] = {
        "turn": index,
        "role": ROLES[index % 2],
        "judge": judge,
        "score": 0.5,
        "critique": "fair",
        "criteria": {"manners": 0.5},
        "calls": (f"judge-{index}",),
    }
    return Judgement(**{**fields, **changes})


def outcome(**changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "ended": "agreement",
        "verifiable": True,
        "issues": {"price": 28},
        "checks": {"fair": None},
        "utilities": {"seller": 0.75, "buyer": 0.25},
        "returns": {"seller": 0.6, "buyer": 0.4},
        "winner": "seller",
        "winners": ("seller",),
        "margin": 0.5,
    }
    return Outcome(**{**fields, **changes})


def step(episode: str, index: int) -> Iterator[Event]:
    """One turn as the engine tells it: spoken, judged, paid."""
    role = ROLES[index % 2]
    yield Speaking(episode=episode, turn=index, role=role)
    yield Called(episode=episode, attempt=attempt(f"{episode}-speak-{index}", f"turn:{role}"))
    spoken = turn(index, calls=(f"{episode}-speak-{index}",), drafts=(Draft(text="or else?"),))
    yield Spoke(episode=episode, turn=spoken)
    yield Called(episode=episode, attempt=attempt(f"{episode}-judge-{index}", "judge:kind"))
    said = judgement(index, calls=(f"{episode}-judge-{index}",))
    yield Judged(episode=episode, judgement=said)
    yield Paid(
        episode=episode, reward=Reward(turn=index, role=role, value=0.5, parts={"kind": 0.5})
    )


def sampled(n: int, *, turn: int = 0, call: str = "") -> Iterator[Event]:
    """One reply as a player samples it: the request, then the draft that it brought."""
    made = call or f"{turn}-{n}"
    yield Called(episode="e1", attempt=attempt(made, f"turn:{turn}"))
    draft = Draft(text=f"sample {n}", calls=(made,))
    yield Drafted(episode="e1", turn=turn, n=n, draft=draft)


def play(
    episode: str = "e1", turns: int = 4, *, so_far: Sequence[Turn] = (), ends: bool = True
) -> Iterator[Event]:
    """A whole dialogue, or the rest of one; without `ends` it breaks off."""
    yield Started(episode=episode, game=game(), provenance=provenance(), turns=tuple(so_far))
    for index in range(len(so_far), turns):
        yield from step(episode, index)
    if ends:
        yield Ended(episode=episode, outcome=outcome(), seconds=1.5)


async def told(events: Iterable[Event]) -> AsyncIterator[Event]:
    for event in events:
        yield event
