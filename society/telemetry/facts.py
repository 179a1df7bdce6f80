"""What an event says of itself in a line of a log: names, numbers and codes, and no words spoken.

Words of the dialogue, its prompts and its critiques are told only where `content` is asked for.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from society.domain.calls import Attempt
from society.domain.dialogue import Turn
from society.domain.events import (
    Asked,
    Called,
    Drafted,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.domain.judging import Judgement

Facts = dict[str, Any]

LEVELS: Mapping[str, str] = {
    "turn_begun": "debug",
    "judge_asked": "debug",
    "reply_sampled": "debug",
    "move_refused": "warning",
    "unscored": "warning",
    "call_failed": "warning",
    "call_waiting": "warning",
    "dialogue_failed": "error",
}
"""How loud a line is; what is not named here is `info`."""

PLAIN = {
    "timeout",
    "connection",
    "rate_limited",
    "quota",
    "auth",
    "unknown_model",
    "context",
    "missing_weights",
    "empty",
    "oversized",
    "limit",
    "cancelled",
    "bug",
}
"""Failures whose message is about the call. Any other may quote what was said: that is content."""


def facts(event: Event, *, content: bool = False) -> Facts | None:
    """The fields of the event's line, `event` its name; None where it is not worth a line."""
    match event:
        case Started() | Ended() | Failed():
            told = _dialogue(event, content)
        case Speaking() | Drafted() | Spoke():
            told = _speech(event, content)
        case Asked() | Judged() | Paid():
            told = _verdict(event, content)
        case Called() | Waiting():
            told = _call(event, content)
        case Token():
            return None
        case _:
            assert_never(event)
    return {"event": told.pop("event"), "dialogue": event.episode, **told}


def reason(kind: str, message: str, *, content: bool) -> str:
    """A failure's message where it may be told, otherwise nothing."""
    return message if content or kind in PLAIN else ""


def about(purpose: str) -> Facts:
    """What a call was for, as fields: the turn it should become, or the judge that asked."""
    what, _, which = purpose.partition(":")
    if what == "turn" and which.isdecimal():
        return {"turn": int(which)}
    return {"judge": which} if what == "judge" and which else {}


def _dialogue(event: Started | Ended | Failed, content: bool) -> Facts:
    match event:
        case Started(provenance=origin, turns=turns):
            named = {"scenario", "locale", "seed", "index", "players", "models", "judges"}
            given = origin.model_dump(include=named) | {"scenario_level": origin.level}
            name = {"event": "dialogue_resumed" if turns else "dialogue_started"}
            return name | _filled(given | ({"turns": len(turns)} if turns else {}))
        case Ended(outcome=outcome):
            settled = {"ended", "verifiable", "utilities", "returns", "winner", "margin"}
            told = {"event": "dialogue_ended"} | outcome.model_dump(include=settled)
            issues = {"issues": outcome.issues} if content else {}
            return told | issues | {"seconds": round(event.seconds, 3)}
        case Failed():
            why = {"error": reason(event.code, event.error, content=content), "hint": event.hint}
            spent = {"seconds": round(event.seconds, 3)}
            told = {"event": "dialogue_failed", "code": event.code} | spent
            return told | _filled(why if why["error"] else {})


def _speech(event: Speaking | Drafted | Spoke, content: bool) -> Facts:
    if isinstance(event, Spoke):
        return _turn(event.turn, content)
    if isinstance(event, Drafted):
        return _sample(event, content)
    name = "move_refused" if event.again else "turn_begun"
    why = {"why": event.again} if content else {}
    return {"event": name, "turn": event.turn, "role": event.role} | _filled(why)


def _turn(turn: Turn, content: bool) -> Facts:
    told = {
        "event": "turn_spoken",
        "turn": turn.index,
        "role": turn.role,
        "player": turn.player,
        "action": turn.action.name if turn.action else None,
        "flags": list(turn.flags),
        "letters": len(turn.text),
        "drafts": len(turn.drafts),
        "calls": len(turn.calls),
    }
    words = {"text": turn.text, "args": turn.action.args if turn.action else {}} if content else {}
    return _filled(told | words)


def _sample(event: Drafted, content: bool) -> Facts:
    sampled = event.draft
    told = {
        "event": "reply_sampled" if sampled.value is None else "reply_valued",
        "turn": event.turn,
        "n": event.n,
        "value": sampled.value,
        "action": sampled.action.name if sampled.action else None,
        "letters": len(sampled.text),
        "calls": len(sampled.calls),
    }
    return _filled(told | ({"text": sampled.text} if content else {}))


def _verdict(event: Asked | Judged | Paid, content: bool) -> Facts:
    match event:
        case Asked():
            return _known({"event": "judge_asked", "judge": event.judge, "turn": event.turn})
        case Judged(judgement=judgement):
            return _judgement(judgement, content)
        case Paid(reward=paid):
            told = paid.model_dump(include={"scope", "turn", "role", "value", "parts"})
            return {"event": "paid"} | told


def _judgement(said: Judgement, content: bool) -> Facts:
    told = _known(said.model_dump(include={"judge", "scope", "turn", "role", "score"}))
    verdict = {"event": "judged"} if said.score is not None else {"event": "unscored"}
    words = {"critique": said.critique} if content else {}
    return verdict | told | _filled({"criteria": said.criteria, "why": said.unscored} | words)


def _call(event: Called | Waiting, content: bool) -> Facts:
    match event:
        case Called(attempt=attempt):
            return _attempt(attempt, content)
        case Waiting():
            told = {"event": "call_waiting", "purpose": event.purpose} | about(event.purpose)
            return told | {"seconds": round(event.seconds, 3), "why": event.why}


def _attempt(tried: Attempt, content: bool) -> Facts:
    name = "call_failed" if not tried.ok else "call_retried" if tried.number > 1 else "call_made"
    told = {
        "event": name,
        "call": tried.call,
        "attempt": tried.number,
        "purpose": tried.purpose,
        **about(tried.purpose),
        "model": tried.model,
        "answered_by": tried.answered_by,
        "provider": tried.provider,
        "host": tried.host,
        "finish": tried.finish,
        "request": tried.request_id,
        "status": tried.status,
        "error_kind": tried.error_kind,
        "error": reason(tried.error_kind, tried.error, content=content),
    }
    spent = {
        "seconds": round(tried.seconds, 3),
        "first_text": tried.first_token,
        "prompt_tokens": tried.usage.prompt,
        "completion_tokens": tried.usage.completion,
        "cached_tokens": tried.usage.cached,
        "cost": tried.cost,
    }
    said = [each.model_dump() for each in tried.request]
    words = {"messages": said, "response": tried.response} if content else {}
    return _filled(told) | _known(spent) | _filled(words)


def _known(told: Facts) -> Facts:
    """The fields that are there; zeros and False are."""
    return {name: value for name, value in told.items() if value is not None}


def _filled(told: Facts) -> Facts:
    """The fields that say something; turn 0 does."""
    return {name: value for name, value in told.items() if value or value == 0}
