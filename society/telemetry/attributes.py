"""What a span or an evaluation says of an event: attributes by name, and no words unless asked."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from society.domain.calls import Attempt
from society.domain.dialogue import Turn
from society.domain.episode import Outcome, Provenance
from society.domain.judging import Judgement, Reward
from society.telemetry import semconv

Attributes = dict[str, Any]

HOUSE = "society"
"""The provider of an agent until its first call names one."""


def of_dialogue(episode: str, origin: Provenance, turns: int) -> Attributes:
    """The dialogue's own span: which scenario, drawn and played how."""
    ours = {
        "seed": origin.seed,
        "index": origin.index,
        "level": origin.level,
        "locale": origin.locale,
        "resumed_turns": turns or None,
        "generation": origin.job.get("generation"),
        "episode_key": episode_key(origin),
    }
    return {
        semconv.OPERATION: "invoke_workflow",
        semconv.WORKFLOW: origin.scenario,
        semconv.CONVERSATION: episode,
        **_ours(ours),
    }


def episode_key(origin: Provenance) -> str:
    """`scenario@version:seed:index:job`, the same wherever the same job is played."""
    job = json.dumps(origin.job, sort_keys=True, default=str).encode()
    version, digest = origin.scenario_hash[:12], hashlib.sha256(job).hexdigest()[:12]
    return f"{origin.scenario}@{version}:{origin.seed}:{origin.index}:{digest}"


def of_agent(episode: str, name: str, turn: int | None, kind: str) -> Attributes:
    """The span of a role that speaks, or of a judge that is asked."""
    return {
        semconv.OPERATION: "invoke_agent",
        semconv.PROVIDER: HOUSE,
        semconv.AGENT: name,
        semconv.CONVERSATION: episode,
        **_ours({"kind": kind, "turn": turn}),
    }


def of_turn(turn: Turn, *, content: bool) -> Attributes:
    """What a role came to say."""
    said = {
        "player": turn.player,
        "action": turn.action.name if turn.action else "",
        "planned": turn.planned,
        "flags": list(turn.flags),
        "letters": len(turn.text),
        "drafts": len(turn.drafts),
    }
    words = {semconv.OUTPUT_MESSAGES: _messages([("assistant", turn.text)])} if content else {}
    return _ours(said) | words


def of_outcome(outcome: Outcome) -> Attributes:
    """How the dialogue ended, and what that is worth to each role."""
    settled = {"ended": outcome.ended, "verifiable": outcome.verifiable, "winner": outcome.winner}
    worth = {f"return.{role}": value for role, value in outcome.returns.items()}
    utility = {f"utility.{role}": value for role, value in outcome.utilities.items()}
    return _ours(settled | {"margin": outcome.margin} | worth | utility)


def of_request(tried: Attempt, episode: str) -> Attributes:
    """What is known of a request before it is answered."""
    given = {theirs: tried.params.get(our) for our, theirs in semconv.REQUEST.items()}
    named = {
        semconv.OPERATION: "chat",
        semconv.PROVIDER: provider(tried.provider),
        semconv.REQUEST_MODEL: tried.model,
        semconv.CONVERSATION: episode,
        **_address(tried.host),
    }
    ours = {"purpose": tried.purpose, "call": tried.call, "attempt": tried.number}
    return _there(named | given) | _ours(ours)


def of_answer(tried: Attempt, *, content: bool) -> Attributes:
    """What came back, and what it cost."""
    named = {
        semconv.RESPONSE_ID: tried.request_id,
        semconv.RESPONSE_MODEL: tried.answered_by,
        semconv.FINISH_REASONS: [tried.finish] if tried.finish else None,
        semconv.FIRST_TEXT: tried.first_token,
        semconv.STATUS: tried.status,
        semconv.ERROR: tried.error_kind,
    }
    ours = {"cost": tried.cost, "tokens_estimated": tried.usage.estimated or None}
    return _there(named) | _tokens(tried) | _ours(ours) | (_words(tried) if content else {})


def of_judgement(said: Judgement, *, content: bool) -> Attributes:
    """An evaluation: a score, or why there is none; a failure is never a score."""
    failed = said.unscored if said.unscored != "no_opinion" else ""
    named = {
        semconv.EVALUATION_NAME: said.judge,
        semconv.SCORE: said.score,
        semconv.SCORE_LABEL: said.unscored if not failed else "",
        semconv.ERROR: failed,
        semconv.EXPLANATION: said.critique if content else "",
    }
    ours = {"scope": said.scope, "turn": said.turn, "role": said.role}
    criteria = {f"criterion.{name}": value for name, value in said.criteria.items()}
    return _there(named) | _ours(ours | criteria)


def of_reward(paid: Reward) -> Attributes:
    """An evaluation too: what was paid, and which judge it came from."""
    ours = {"scope": paid.scope, "turn": paid.turn, "role": paid.role}
    parts = {f"part.{judge}": value for judge, value in paid.parts.items()}
    named = {semconv.EVALUATION_NAME: semconv.REWARD, semconv.SCORE: paid.value}
    return {**named, **_ours(ours | parts)}


def provider(name: str) -> str:
    """The provider's name as the conventions have it."""
    return semconv.PROVIDERS.get(name, name)


def _tokens(tried: Attempt) -> Attributes:
    if not tried.ok and not tried.usage.prompt:
        return {}
    return {
        semconv.INPUT_TOKENS: tried.usage.prompt,
        semconv.OUTPUT_TOKENS: tried.usage.completion,
        semconv.CACHED_TOKENS: tried.usage.cached,
    }


def _words(tried: Attempt) -> Attributes:
    asked = _messages((each.role, each.content) for each in tried.request)
    answered = _messages([("assistant", tried.response)], finish=tried.finish)
    return {semconv.INPUT_MESSAGES: asked} | (
        {semconv.OUTPUT_MESSAGES: answered} if tried.response else {}
    )


def _messages(said: Iterable[tuple[str, str]], *, finish: str = "") -> str:
    """Messages as the conventions want them in a span: JSON, a list of parts each."""
    last = {"finish_reason": finish} if finish else {}
    return json.dumps(
        [
            {"role": role, "parts": [{"type": "text", "content": text}], **last}
            for role, text in said
        ]
    )


def _address(host: str) -> Attributes:
    """Server and port; never what stands before an @."""
    name, _, port = host.rpartition("@")[2].rpartition(":")
    if not name or not port.isdecimal():
        return {semconv.SERVER: urlsplit(f"//{host}").hostname if host else None}
    return {semconv.SERVER: name.strip("[]"), semconv.PORT: int(port)}


def _there(named: Mapping[str, Any]) -> Attributes:
    return {name: value for name, value in named.items() if value not in (None, "")}


def _ours(named: Mapping[str, Any]) -> Attributes:
    """Our own names, without those that say nothing."""
    return {
        f"{semconv.OURS}{name}": value
        for name, value in named.items()
        if value not in (None, "", [])
    }
