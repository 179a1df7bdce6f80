"""What a combination of a plan comes to, and how it differs from what it came to before. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from society.casting import Table

Config = Mapping[str, Any]

_TOLD = ("scenario", "scenario_hash", "level", "locale", "seed", "players", "models", "sampling")
_JUDGED = ("judges", "judge_models", "weights")
_NONE: Config = {}


def configuration(table: Table) -> dict[str, Any]:
    """What decides how a combination is played and paid: the same for all of its dialogues.

    A judge's version is that of the combination's first game, whose texts may be in it.
    """
    made_by = table.provenance
    told = {name: getattr(made_by, name) for name in (*_TOLD, *_JUDGED)}
    return {**told, "overrides": dict(made_by.job.get("overrides", {}))}


def differences(before: Sequence[Config], now: Sequence[Config]) -> list[str]:
    """Each field that changed, as `market/bike: models.seller was embedded, is openai/x`."""
    old, new = _without(before, now), _without(now, before)
    said = [
        line for one, other in zip_longest(old, new, fillvalue=_NONE) for line in _told(one, other)
    ]
    return list(dict.fromkeys(said))


def _without(these: Sequence[Config], those: Sequence[Config]) -> list[Config]:
    return [each for each in these if each not in those]


def _told(one: Config, other: Config) -> Iterator[str]:
    where = (other or one)["scenario"]
    if not one or not other:
        cell = other or one
        name = " ".join(str(cell[part]) for part in ("scenario", "level", "locale") if cell[part])
        yield f"{name} with seed {cell['seed']} is {'new' if other else 'no longer there'}"
        return
    before, after = dict(_flat(one)), dict(_flat(other))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            was, is_ = (_brief(each.get(name, "nothing")) for each in (before, after))
            yield f"{where}: {name} was {was}, is {is_}"


def _flat(value: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        if isinstance(each, Mapping):
            yield from _flat(each, f"{under}{name}.")
        else:
            yield f"{under}{name}", each


def _brief(value: Any, most: int = 40) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[:12]}…"
