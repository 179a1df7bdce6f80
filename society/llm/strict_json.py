"""Strict reading of a reply that was asked to be JSON."""

import json
import math
from collections.abc import Mapping
from typing import Any


def parsed(text: str, schema: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The object that the text is and the schema allows; None for anything else.

    Nothing is mended here: NaN, infinities and numbers that overflow are refused.
    """
    if schema is None:
        return None
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _fits(value, schema) else None


def _fits(value: dict[str, Any], schema: Mapping[str, Any]) -> bool:
    from jsonschema import Draft202012Validator

    return bool(Draft202012Validator(schema).is_valid(value))


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is too large")
    return value
