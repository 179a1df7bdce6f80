"""What a judge was seen to ask its model: does the prompt show the turns that were said?"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from society.domain.calls import Message

TRANSCRIPT = re.compile(r"transcript_[0-9a-f]{16}")
"""The key under which a prompt quotes a dialogue, drawn anew for each."""


def miscounted(requests: Iterable[Sequence[Message]], turns: int) -> bool | None:
    """Whether any of a judge's prompts shows another number of turns than were said.

    Turns that a prompt says it left out count. None where no prompt's turns can be read.
    """
    found = [_shown(message.content) for request in requests for message in request]
    counts = [each for each in found if each is not None]
    return any(count != turns for count in counts) if counts else None


def _shown(content: str) -> int | None:
    """How many turns a message quotes and leaves out; None where it quotes no dialogue."""
    if not TRANSCRIPT.search(content):
        return None
    try:
        told = json.loads(content)
    except json.JSONDecodeError:
        return None
    return _counted(told) if isinstance(told, dict) else None


def _counted(told: dict[str, Any]) -> int | None:
    quoted = [turns for key, turns in told.items() if TRANSCRIPT.fullmatch(key)]
    if len(quoted) != 1 or not isinstance(quoted[0], list):
        return None
    return len(quoted[0]) + int(told.get("turns_left_out", 0))
