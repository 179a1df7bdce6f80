"""From what an evaluator returned to what a judge returns, for every library alike."""

from collections.abc import Mapping
from typing import Any

from society.domain.errors import JudgeError

LETTERS = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}
"""Correct, incorrect, partly correct, no answer: inspect's grades."""

REASONS = ("comment", "explanation", "reason", "reasoning", "rationale")


def coerce(result: object) -> Any:
    """A number, or a dict with score and critique; None for no opinion. Nothing is clamped.

    >>> coerce({"key": "tone", "score": True, "comment": "kind"})
    {'score': 1.0, 'critique': 'kind'}
    >>> coerce("P")
    0.5
    """
    found = result if isinstance(result, Mapping) else getattr(result, "__dict__", {})
    for name in ("score", "value"):
        if name in found:
            return {"score": _number(found[name]), "critique": _reason(found)}
    return _number(result)


def _number(value: object) -> Any:
    if isinstance(value, str) and value in LETTERS:
        return LETTERS[value]
    if isinstance(value, bool):
        return float(value)
    if value is None or isinstance(value, int | float):
        return value
    raise JudgeError(f"the evaluator gave a {type(value).__name__}: {str(value)[:60]!r}")


def _reason(found: Mapping[str, Any]) -> str:
    more = found.get("metadata")
    everywhere = {**(more if isinstance(more, Mapping) else {}), **found}
    said = (everywhere.get(name) for name in REASONS)
    return next((reason for reason in said if isinstance(reason, str) and reason), "")
