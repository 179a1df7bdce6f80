"""What a judge outside this process is asked, as one JSON document, and what it may answer.

A role's own private words are in it, another's never: neither its texts nor the numbers drawn for
it. What else the judge must know goes into the params of its seat.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NoReturn

import orjson

from society.domain.dialogue import Dialogue, Game, Role, Turn
from society.domain.episode import Outcome
from society.domain.errors import JudgeError
from society.domain.judging import Scope
from society.domain.scenario import Scenario
from society.domain.value import Same

SCHEMA = "society/judge/1"
ANSWER = 'answer a number, {"score": 0.8, "critique": "why"}, or null for no opinion'


def question(
    scope: Scope,
    dialogue: Dialogue,
    role: str | None,
    *,
    turn: Turn | None = None,
    outcome: Outcome | None = None,
    params: Mapping[str, Any] | None = None,
    reference: object = None,
    first: Dialogue | None = None,
    second: Dialogue | None = None,
) -> bytes:
    """The document, in UTF-8. Of a pair, `first` and `second` hold what follows the dialogue."""
    game, own = dialogue.game, role or ""
    asked: dict[str, Any] = {
        "schema": SCHEMA,
        "scope": scope,
        "role": role,
        "turn": turn and _turn(game, turn),
        "dialogue": {**_game(game, own), "turns": _turns(dialogue)},
        "variables": known(game, own),
        "outcome": outcome and outcome.model_dump(mode="json", warnings=False),
        "params": params or {},
        "reference": reference,
    }
    if first is not None and second is not None:
        since = len(dialogue.turns)
        asked |= {"first": _turns(first, since), "second": _turns(second, since)}
    return orjson.dumps(asked, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def verdict(said: bytes, name: str) -> Any:
    """What it answered, for the bench to read as it reads any judge; JudgeError for no JSON."""
    text = said.decode("utf-8", "replace").strip()
    if not text:
        raise JudgeError(f"judge {name!r} answered nothing", hint=ANSWER)
    try:
        answer = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as wrong:
        raise JudgeError(f"judge {name!r} answered no JSON: {_short(text)}", hint=ANSWER) from wrong
    if answer is not None and not isinstance(answer, int | float | dict):
        raise JudgeError(f"judge {name!r} answered {_short(text)}", hint=ANSWER)
    return _credited(answer, name) if isinstance(answer, dict) else answer


def _credited(answer: dict[str, Any], name: str) -> dict[str, Any]:
    """The answer with its credits by turn: JSON knows no numbers for keys."""
    shares = answer.get("credits")
    if not isinstance(shares, dict):
        return answer
    return {**answer, "credits": {_index(key, name): share for key, share in shares.items()}}


def known(game: Game, role: str) -> dict[str, Any]:
    """The variables whose values everybody, or that role, is shown."""
    found: dict[str, Any] = {}
    for path in sorted(_shown(Same(game.scenario), role)):
        _copy(game.variables, found, path.split("."))
    return found


@lru_cache(maxsize=128)
def _shown(scenario: Same[Scenario], role: str) -> frozenset[str]:
    from society.scenario.writings import EVERYONE, writings

    every = [each for each in writings(scenario.value) if each.hears in (EVERYONE, role)]
    return frozenset(name for each in every for name in each.shows)


def _copy(source: Mapping[str, Any], target: dict[str, Any], path: list[str]) -> None:
    """Copy what the path leads to; a path that leads nowhere is a name of something else."""
    name, *rest = path
    if name not in source:
        return
    if not rest:
        target[name] = source[name]
    elif isinstance(source[name], Mapping):
        inner = target.setdefault(name, {})
        if inner is not source[name]:
            _copy(source[name], inner, rest)


def _game(game: Game, own: str) -> dict[str, Any]:
    return {
        "scenario": game.scenario.id,
        "title": game.title,
        "context": game.context,
        "locale": game.locale,
        "roles": [_role(role, role.id == own) for role in game.roles],
    }


def _role(role: Role, own: bool) -> dict[str, Any]:
    told = {"id": role.id, "name": role.name, "public": role.public}
    return told | {"private": role.private, "goal": role.goal} if own else told


def _turns(dialogue: Dialogue, since: int = 0) -> list[dict[str, Any]]:
    return [_turn(dialogue.game, turn) for turn in dialogue.turns[since:]]


def _turn(game: Game, turn: Turn) -> dict[str, Any]:
    move = turn.action and {"name": turn.action.name, "args": turn.action.args}
    name = game.role(turn.role).name
    return {
        "index": turn.index,
        "role": turn.role,
        "name": name,
        "text": turn.text,
        "action": move,
        "flags": turn.flags,
    }


def _plain(value: object) -> Any:
    """What orjson does not write by itself: closed mappings and lists."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _index(key: str, name: str) -> int:
    if not key.isdecimal():
        raise JudgeError(f"judge {name!r} credits {key[:40]!r}", hint="credit turns by their index")
    return int(key)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _short(text: str) -> str:
    line = " ".join(text.split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    return repr(shown) if len(shown) <= 60 else f"{shown[:57]!r}..."
