"""What the lab asks of the command line, and how the answers are read. Pure."""

import re
from collections.abc import Mapping
from typing import Any

FREE = 60
"""Questions up to which a judge without a price is asked at once."""


def score(ref: str, where: str, *, db: str, dry: bool = False, repeat: int = 0) -> list[str]:
    """Judge what the query means with that judge."""
    words = ["judge", "score", ref, "--where", where, "--db", db, "--json", "--quiet"]
    return [*words, *(["--dry-run"] if dry else []), *(["--repeat", str(repeat)] if repeat else [])]


def costly(price: Mapping[str, Any]) -> bool:
    """Whether a person should say yes before this is asked."""
    unknown = price["cost"] is None and price["calls"]
    return bool(unknown or (price["cost"] or 0) > 0 or price["calls"] > FREE)


def asked(ref: str, price: Mapping[str, Any]) -> str:
    """The question to put to that person."""
    cost = "a price nobody knows" if price["cost"] is None else f"about ${price['cost']:.4f}"
    model = f" of {price['model']}" if price.get("model") else ""
    return (
        f"{ref} has {price['questions']} questions to answer: {price['calls']} calls{model}, "
        f"{price['tokens']} tokens, {cost}. Ask it?"
    )


def done_sentence(ref: str, told: Mapping[str, Any]) -> str:
    """What came of it."""
    mean = "" if told.get("mean") is None else f", mean {told['mean']:.2f}"
    unscored = sum(told["unscored"].values())
    failed = f", {unscored} without a score" if unscored else ""
    spread = told.get("spread")
    apart = "" if spread is None else f", standard deviation of repeats {spread:.3f}"
    return f"{ref}: {told['asked']} asked, {told['scored']} scored{mean}{failed}{apart}"


def file_name(judge: str) -> str:
    """The name of a judge as a part of a file's name, whoever gave it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", judge)[:64]
