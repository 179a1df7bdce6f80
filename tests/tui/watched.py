"""A scene as Live would have it after a haggled dialogue: turns, judges with calls, pay, an end."""

from collections.abc import Iterator, Sequence
from typing import Any

from society.domain.calls import Attempt, Message, Usage
from society.domain.cues import Shown
from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Outcome, Provenance
from society.domain.events import Asked, Called, Ended, Judged, Paid, Speaking, Spoke, Started
from society.domain.judging import Judgement, Reward
from tests.tui.bargain import bargain
from tui.screens.live.scene import Scene

EPISODE = "e1"
WEIGHTS = {"deal": 0.6, "leak": 0.2, "rubric": 0.6}
REASON = "Anchors high but gives a reason: the new brakes."
BAD, GOOD = (
    '{"score": 9}',
    '{"reason": "Anchors high.", "score": 0.7, "criteria": {"strategy": 0.7}}',
)
AGAIN = "That does not fit: score is above 1\nAnswer again with the corrected JSON object."
PROMPT = (
    Message(role="system", content="You are a judge. Answer with one JSON object."),
    Message(role="user", content='[{"role": "seller", "text": "Hi!"}]'),
)


def attempt(call: str, purpose: str, **more: Any) -> Attempt:
    fields: dict[str, Any] = {
        "call": call,
        "number": 1,
        "purpose": purpose,
        "model": "openai/gpt-4o-mini",
        "params": {"temperature": 0.7},
        "request": (Message(role="system", content="You are Ann. Your lowest price is $101."),),
        "response": "Hello",
        "finish": "stop",
        "usage": Usage(prompt=1200, completion=80, cached=900),
        "cost": 0.0021,
        "started": "2026-11-23T12:00:05Z",
        "seconds": 0.83,
        "status": 200,
    }
    return Attempt(**{**fields, **more})


def judged(turn: Turn) -> Iterator[Shown]:
    """What three judges say of a turn: one computed, one a check, one a model that was repaired."""
    at, role = turn.index, turn.role
    first, second = f"j{at}a", f"j{at}b"
    yield Asked(episode=EPISODE, judge="rubric", turn=at)
    asked = attempt(first, "judge:rubric", request=PROMPT, response=BAD)
    yield Called(episode=EPISODE, attempt=asked)
    repaired = (
        *PROMPT,
        Message(role="assistant", content=BAD),
        Message(role="user", content=AGAIN),
    )
    again = attempt(second, "judge:rubric", request=repaired, response=GOOD, cost=None)
    yield Called(episode=EPISODE, attempt=again)
    said: list[dict[str, Any]] = [
        {"judge": "deal", "score": 0.6, "facts": {"moved": 12}},
        {"judge": "leak", "score": 1.0, "critique": "keeps its secrets"},
        {
            "judge": "rubric",
            "score": 0.7,
            "critique": REASON,
            "criteria": {"strategy": 0.7, "persuasion": 0.6},
            "version": "a1b2c3",
            "calls": (first, second),
        },
    ]
    for each in said:
        yield Judged(episode=EPISODE, judgement=Judgement(turn=at, role=role, **each))
    parts = {"deal": 0.26, "leak": 0.14, "rubric": 0.3 - at * 0.02}
    reward = Reward(turn=at, role=role, value=sum(parts.values()), parts=parts)
    yield Paid(episode=EPISODE, reward=reward)


def shown(dialogue: Dialogue, *, ends: bool = False) -> Iterator[Shown]:
    """Everything that a stage shows of this dialogue."""
    provenance = Provenance(scenario=dialogue.game.scenario.id, weights=WEIGHTS)
    yield Started(episode=EPISODE, game=dialogue.game, provenance=provenance)
    for turn in dialogue.turns:
        yield Speaking(episode=EPISODE, turn=turn.index, role=turn.role)
        call = f"s{turn.index}"
        fault = {"error": "slow down", "error_kind": "rate_limited", "status": 429}
        broken = attempt(call, f"turn:{turn.index}", response="", retry_after=2.0, **fault)
        yield Called(episode=EPISODE, attempt=broken)
        fine = attempt(call, f"turn:{turn.index}", number=2)
        yield Called(episode=EPISODE, attempt=fine)
        yield Spoke(episode=EPISODE, turn=turn.model_copy(update={"calls": (call,)}))
        yield from judged(turn)
    if ends:
        utilities = {"seller": 0.59, "buyer": 0.41}
        outcome = Outcome(
            ended="agreement",
            verifiable=True,
            issues={"price": 128},
            utilities=utilities,
            returns={"seller": 0.62, "buyer": 0.5},
            winner="seller",
            winners=("seller",),
            margin=0.18,
        )
        yield Ended(episode=EPISODE, outcome=outcome, seconds=12.0)


def scene(dialogue: Dialogue | None = None, *, ends: bool = False, private: bool = True) -> Scene:
    """The scene after all of it."""
    made = Scene(private=private)
    play(made, [*shown(dialogue or bargain(), ends=ends)])
    return made


def play(made: Scene, events: Sequence[Shown]) -> None:
    """Show these to a scene."""
    for each in events:
        made.take(each)
