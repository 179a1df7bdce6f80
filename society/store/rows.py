"""From frozen values to rows of the tables, and from rows to the same values again."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from society.domain.calls import Attempt, Usage
from society.domain.dialogue import Game
from society.domain.episode import Outcome
from society.domain.judging import Judgement, Reward
from society.domain.scenario import Scenario
from society.domain.strategy import Strategy
from society.domain.value import Same
from society.store.bodies import Body, pack, squeeze, stretch
from society.store.statements import Row
from society.store.texts import from_json, mended, to_json
from society.store.values import RunInfo

Read = Mapping[Any, Any]

_SAID = ("scope", "role", "judge", "score", "unscored", "critique", "version")
_DETAILED = ("criteria", "credits", "facts", "calls")
_SETTLED = ("issues", "checks", "utilities", "returns", "winners")
_TOLD = (
    "id",
    "scenario",
    "role",
    "tactic",
    "utility",
    "margin",
    "lift",
    "status",
    "games",
    "origin",
    "against",
    "trials",
    "screened",
)
_ASKED = ("id", "created", "app", "revision", "dirty", "lock", "python", "os")
_SAME = (
    *("number", "purpose", "model", "answered_by", "provider", "host", "request_hash", "finish"),
    *("cost", "prices", "started", "seconds", "first_token", "status", "request_id"),
    *("fingerprint", "error", "error_kind", "refusal", "retry_after", "reserved"),
)


def spec_of(game: Game) -> Body:
    """The scenario of a game, as levels and overrides left it: the same for many episodes.

    With it a dialogue can be shown and resumed without its scenario file.
    """
    return _spec_of(Same(game.scenario))


@lru_cache(maxsize=64)
def _spec_of(scenario: Same[Scenario]) -> Body:
    return pack(to_json(scenario.value.model_dump(by_alias=True)).encode())


def drawn(game: Game) -> tuple[bytes, str]:
    """The rest of a game, squeezed, and its variables as JSON."""
    rest = game.model_dump(exclude={"scenario", "variables"})
    return squeeze(to_json(rest).encode()), to_json(game.variables)


@lru_cache(maxsize=256)
def scenario_of(spec: bytes) -> Scenario:
    """The same scenario again; the same few serve many episodes."""
    return Scenario.model_validate(from_json(spec.decode()))


def game_of(scenario: Scenario, rest: bytes, variables: str) -> Game:
    """The same game again."""
    return Game.model_validate(
        {
            **from_json(stretch(rest).decode()),
            "scenario": scenario,
            "variables": from_json(variables),
        }
    )


def same(one: Game, other: Game) -> bool:
    """Whether two games are kept as the same."""
    return to_json(one.model_dump()) == to_json(other.model_dump())


def judgement_row(episode: str, said: Judgement) -> Row:
    """What a judge said."""
    return {
        "episode_id": episode,
        "seq": said.turn,
        **{name: getattr(said, name) for name in _SAID},
        **{name: to_json(getattr(said, name)) for name in _DETAILED},
    }


def judgement_of(row: Read) -> Judgement:
    """The judgement of a row."""
    return Judgement(
        turn=row["seq"],
        **{name: row[name] for name in _SAID},
        **{name: from_json(row[name]) for name in _DETAILED},
    )


def reward_row(episode: str, paid: Reward) -> Row:
    """What was paid for a turn."""
    return {
        "episode_id": episode,
        "seq": paid.turn,
        "scope": paid.scope,
        "role": paid.role,
        "value": paid.value,
        "parts": to_json(paid.parts),
    }


def reward_of(row: Read) -> Reward:
    """The reward of a row."""
    return Reward(
        scope=row["scope"],
        turn=row["seq"],
        role=row["role"],
        value=row["value"],
        parts=from_json(row["parts"]),
    )


def outcome_row(episode: str, outcome: Outcome) -> Row:
    """How a dialogue ended."""
    return {
        "episode_id": episode,
        "ended": outcome.ended,
        "verifiable": outcome.verifiable,
        "winner": outcome.winner,
        "margin": outcome.margin,
        **{name: to_json(getattr(outcome, name)) for name in _SETTLED},
    }


def outcome_of(row: Read) -> Outcome:
    """The outcome of a row."""
    return Outcome(
        ended=row["ended"],
        verifiable=row["verifiable"],
        winner=row["winner"],
        margin=row["margin"],
        **{name: from_json(row[name]) for name in _SETTLED},
    )


def strategy_row(strategy: Strategy) -> Row:
    """What won."""
    low, high = strategy.interval or (None, None)
    return {
        **{name: getattr(strategy, name) for name in _TOLD},
        "moves": to_json(strategy.moves),
        "tactics": to_json(strategy.tactics),
        "evidence": to_json([each.model_dump() for each in strategy.evidence]),
        "low": low,
        "high": high,
    }


def strategy_of(row: Read) -> Strategy:
    """The strategy of a row."""
    return Strategy(
        **{name: row[name] for name in _TOLD},
        moves=from_json(row["moves"]),
        tactics=from_json(row["tactics"]),
        evidence=from_json(row["evidence"]),
        interval=None if row["low"] is None else (row["low"], row["high"]),
    )


def call_row(episode: str | None, attempt: Attempt, request: bytes | None) -> Row:
    """One attempt; `request` is the key of the body that holds its messages."""
    return {
        **{name: getattr(attempt, name) for name in _SAME},
        "call_id": attempt.call,
        "episode_id": episode,
        "params": to_json(attempt.params),
        "request": request,
        "response": squeeze(mended(attempt.response).encode()) if attempt.response else b"",
        "prompt_tokens": attempt.usage.prompt,
        "completion_tokens": attempt.usage.completion,
        "cached_tokens": attempt.usage.cached,
        "estimated": attempt.usage.estimated,
    }


def call_of(row: Read, messages: bytes) -> Attempt:
    """The attempt of a row; `messages` is the body it asked with, empty where it had none."""
    asked = from_json(messages.decode()) if messages else []
    return Attempt(
        **{name: row[name] for name in _SAME},
        call=row["call_id"],
        params=from_json(row["params"]),
        request=[{"role": role, "content": content} for role, content in asked],
        response=stretch(row["response"]).decode() if row["response"] else "",
        usage=Usage(
            prompt=row["prompt_tokens"],
            completion=row["completion_tokens"],
            cached=row["cached_tokens"],
            estimated=row["estimated"],
        ),
    )


def run_row(run: RunInfo) -> Row:
    """One command."""
    return {
        **{name: getattr(run, name) for name in _ASKED},
        "seed": "" if run.seed is None else str(run.seed),
        "command": to_json(run.command),
        "config": to_json(run.config),
        "limits": to_json(run.limits),
    }


def run_of(row: Read) -> RunInfo:
    """The run of a row."""
    return RunInfo(
        **{name: row[name] for name in _ASKED},
        seed=int(row["seed"]) if row["seed"] else None,
        command=from_json(row["command"]),
        config=from_json(row["config"]),
        limits=from_json(row["limits"]),
    )
