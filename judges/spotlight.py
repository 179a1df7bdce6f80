"""A dialogue as a model may be shown it to judge: quoted, under a key that no player could know."""

import json
import re
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any, NamedTuple

from judges.phrases import phrases
from society import Dialogue, Turn

_TAG = re.compile(r"\[(?=/?(?!true\]|false\]|null\])[A-Za-z_]+\])")


class Exhibit(NamedTuple):
    """The message that quotes the dialogue, the law for the system message, the turns' key."""

    content: str
    law: str
    key: str


def exhibit(
    dialogue: Dialogue, role: str, *, window: int, ways: Mapping[str, Sequence[Turn]] | None = None
) -> Exhibit:
    """The game and the last `window` turns as JSON, with what `role` alone knew about it.

    `ways` are continuations of it, each under its name. No other role's private text is in it.
    Characters that open a control tag of a chat template are written as JSON escapes, so no
    tokenizer takes a player's words for a template's.
    """
    key = f"transcript_{token_hex(8)}"
    game = dialogue.game
    names = {each.id: each.name for each in game.roles}
    judged = game.role(role)
    shown = dialogue.turns[-window:] if window else dialogue.turns
    document: dict[str, Any] = {
        "title": game.title,
        "context": game.context,
        "roles": [{"id": each.id, "name": each.name, "public": each.public} for each in game.roles],
        "judged_role": {"id": role, "goal": judged.goal, "private": judged.private},
        "turns_left_out": len(dialogue.turns) - len(shown),
        key: [_quoted(turn, names[turn.role]) for turn in shown],
    }
    for name, turns in (ways or {}).items():
        document[f"{key}_{name}"] = [_quoted(turn, names[turn.role]) for turn in turns]
    return Exhibit(_inert(document), phrases(game.locale).law.format(key=key), key)


def _quoted(turn: Turn, name: str) -> dict[str, Any]:
    said = {"turn": turn.index, "role": turn.role, "name": name, "text": turn.text}
    if turn.action:
        said["move"] = {"name": turn.action.name, **turn.action.args}
    return said


def _inert(document: object) -> str:
    written = json.dumps(document, ensure_ascii=False, default=str).replace("<", "\\u003c")
    whole = _TAG.sub(r"\\u005b", written)
    return whole.encode("utf-8", "backslashreplace").decode("utf-8")
