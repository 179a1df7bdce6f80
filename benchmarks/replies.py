"""What every benchmark hears from its model, whichever way the model is asked."""

from collections.abc import Mapping
from typing import Any

WORDS = (
    "I kept the smallest organ pipe from that first chapel, and every winter it goes out of tune "
    "by exactly the same amount; do your bees tell you as much about the weather?"
)
MARK = '{"reason": "It answers and asks something new of its own.", "score": 7}'
CRITERIA = ("in_character", "responsive", "progress", "clarity")
MARKS = "{" + ", ".join(f'"{name}": {MARK}' for name in CRITERIA) + "}"
OFFER = '{"say": "Let us say 70, and I will carry it.", "action": "propose", "args": {"price": 70}}'


def answer(schema: Mapping[str, Any] | None) -> str:
    """Words, marks for the judge, or a move."""
    if schema is None:
        return WORDS
    return OFFER if "say" in schema.get("properties", {}) else MARKS
