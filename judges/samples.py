"""Several verdicts of one model as one: their mean, and how far they lie apart."""

from collections.abc import Sequence
from hashlib import sha256
from statistics import fmean, stdev

from society import Dialogue, Sampling, SocietyError

WARM = 0.7
"""The temperature where verdicts are drawn more than once."""


def checked(samples: int, temperature: float | None) -> float:
    """The temperature to draw with; SocietyError where samples could not differ."""
    if isinstance(samples, bool) or samples < 1:
        raise SocietyError(f"samples is {samples}, but a verdict needs one", hint="write 1 or more")
    warm = (WARM if samples > 1 else 0.0) if temperature is None else temperature
    if samples > 1 and warm <= 0:
        raise SocietyError(
            f"{samples} samples at temperature 0 are {samples} times the same",
            hint="leave temperature out, or write one above 0",
        )
    return warm


def drawn(dialogue: Dialogue, temperature: float, samples: int, tokens: int) -> list[Sampling]:
    """One sampling a verdict, each with a seed of its own where chance plays a part."""
    if not temperature:
        return [Sampling(temperature=0.0, max_tokens=tokens)] * samples
    where = f"{dialogue.game.seed}:{dialogue.game.index}:{len(dialogue.turns)}"
    first = int.from_bytes(sha256(where.encode()).digest()[:3], "big")
    return [
        Sampling(temperature=temperature, max_tokens=tokens, seed=first * 100 + at)
        for at in range(samples)
    ]


def spread(scores: Sequence[float]) -> dict[str, float]:
    """How many verdicts there were and their standard deviation; nothing of a single one."""
    if len(scores) < 2:
        return {}
    return {"n": float(len(scores)), "sd": stdev(scores)}


def mean_of(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each criterion."""
    return {name: fmean(each[name] for each in parts) for name in parts[0]}
