"""A JSON schema made tighter for a small model, which neither ends a string nor minds a bound."""

from typing import Any

LONGEST = 96
"""Characters of a string that has no bound of its own."""

BOUNDED = {"maxLength", "enum", "const", "pattern", "format"}


def tight(schema: Any) -> Any:
    """The schema with every string bounded and every number on a whole scale a whole number.

    Whatever fits the result fits the original. llama.cpp's grammar keeps the bounds of integers
    and of strings, and not those of other numbers.

    >>> tight({"type": "number", "minimum": 0, "maximum": 10})
    {'type': 'integer', 'minimum': 0, 'maximum': 10}
    """
    if isinstance(schema, list):
        return [tight(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    narrowed = {key: tight(value) for key, value in schema.items()}
    if schema.get("type") == "string" and not BOUNDED & schema.keys():
        return {**narrowed, "maxLength": LONGEST}
    if schema.get("type") == "number" and _is_whole_scale(schema):
        bounds = {key: int(schema[key]) for key in ("minimum", "maximum")}
        return {**narrowed, "type": "integer", **bounds}
    return narrowed


def _is_whole_scale(schema: dict[str, Any]) -> bool:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or high is None or "multipleOf" in schema:
        return False
    return float(low).is_integer() and float(high).is_integer() and high - low >= 2
