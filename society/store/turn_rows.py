"""Turns and drafts as rows, and back."""

from society.domain.dialogue import Action, Draft, Searched, Turn
from society.store.rows import Read
from society.store.statements import Row
from society.store.texts import from_json, raw_of, to_json

_WEIGHED = ("value", "visits", "reason", "prior", "above", "role")


def turn_row(episode: str, turn: Turn) -> Row:
    """A turn without its drafts."""
    return {
        "episode_id": episode,
        "seq": turn.index,
        "role": turn.role,
        "text": turn.text,
        "action": _action_text(turn.action),
        "player": turn.player,
        "planned": turn.planned,
        "flags": to_json(turn.flags),
        "standing": None if turn.standing is None else to_json(turn.standing),
        "searched": None if turn.searched is None else to_json(turn.searched.model_dump()),
        "calls": to_json(turn.calls),
        "raw": turn.raw or raw_of(turn.text),
    }


def turn_of(row: Read, drafts: tuple[Draft, ...]) -> Turn:
    """The turn of a row."""
    return Turn(
        index=row["seq"],
        role=row["role"],
        text=row["text"],
        action=_action(row["action"]),
        player=row["player"],
        planned=row["planned"],
        flags=from_json(row["flags"]),
        standing=None if row["standing"] is None else from_json(row["standing"]),
        drafts=drafts,
        searched=None if row["searched"] is None else Searched(**from_json(row["searched"])),
        calls=from_json(row["calls"]),
        raw=row["raw"],
    )


def draft_rows(episode: str, turn: Turn) -> tuple[Row, ...]:
    """What was considered for a turn and not said, in order."""
    return tuple(draft_row(episode, turn.index, n, draft) for n, draft in enumerate(turn.drafts))


def draft_row(episode: str, turn: int, n: int, draft: Draft) -> Row:
    """Draft `n` of a turn, which need not be spoken yet."""
    return {
        "episode_id": episode,
        "seq": turn,
        "n": n,
        "text": draft.text,
        "action": _action_text(draft.action),
        **{name: getattr(draft, name) for name in _WEIGHED},
        "calls": to_json(draft.calls),
    }


def draft_of(row: Read) -> Draft:
    """The draft of a row."""
    return Draft(
        text=row["text"],
        action=_action(row["action"]),
        **{name: row[name] for name in _WEIGHED},
        calls=from_json(row["calls"]),
    )


def _action_text(action: Action | None) -> str | None:
    return None if action is None else to_json([action.name, action.args])


def _action(text: str | None) -> Action | None:
    if text is None:
        return None
    name, args = from_json(text)
    return Action(name=name, args=args)
