"""What a schedule makes of a scenario's pay: so much for trying, the rest for the end.

Law: a schedule changes nothing but a job's overrides, so every dialogue's provenance has its
weights, and what was paid can be worked out again from the judgements that are stored.
"""

from typing import Any

EXPLORING: tuple[dict[str, Any], ...] = (
    {"use": "exploration", "weight": 0.5},
    {"use": "novelty", "weight": 0.25},
    {"use": "deal", "name": "subgoals", "weight": 0.25},
)
"""New moves and words, words unlike all that are stored, and steps towards a better deal."""

COMPETING: dict[str, Any] = {"use": "competition", "scope": "outcome", "weight": 1.0}
"""The lead over the others at the end, beside the scenario's own utility."""


def overrides(exploration: float) -> dict[str, Any]:
    """The overrides of a job in which exploration has that weight, of 1.

    >>> told = overrides(0.25)
    >>> told["reward.turn"], told["reward.outcome"]
    (0.25, 0.75)
    """
    weight = round(exploration, 4)
    seats = [*EXPLORING, COMPETING] if weight else [COMPETING]
    return {"reward.turn": weight, "reward.outcome": round(1 - weight, 4), "judges": seats}
