"""Planted flaws as training pairs: the turn as it was said, the same turn with one flaw."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from society.audit.flaws.planting import FLAWS, KINDS, Flaw, Flawed, planted
from society.audit.material import Item, Material
from society.domain.dialogue import Turn


class Pair(NamedTuple):
    """A flawed turn and the item that it was made of."""

    item: Item
    flawed: Flawed


def pairs(
    material: Material,
    *,
    kinds: Sequence[str] = KINDS,
    per_kind: int = 100,
    seed: int = 0,
    flaws: Mapping[str, Flaw] = FLAWS,
) -> Iterator[Pair]:
    """At most so many pairs of each kind, each kind made of other turns first."""
    items = material.items
    for place, kind in enumerate(kinds):
        made = 0
        first = place * len(items) // len(kinds)
        for item in (*items[first:], *items[:first]):
            if made == per_kind:
                break
            whole = material.whole(item)
            flawed = planted(whole, item.turn, kind, seed, material.lenders, flaws=flaws)
            if flawed:
                made += 1
                yield Pair(item, flawed)


def record(pair: Pair) -> dict[str, Any]:
    """One pair as a line of JSON: what was known, what was said before, the good and the bad turn.

    `private` is the speaker's own knowledge, without which a leak is none.
    """
    item, flawed = pair
    game, good, bad = flawed.good.game, flawed.good.last, flawed.bad.last
    speaker = game.role(flawed.role)
    return {
        "schema": "society/flaws/v1",
        "kind": flawed.kind,
        "about": flawed.about,
        "turn": flawed.turn,
        "seed": flawed.seed,
        "dialogue": item.group,
        "source": item.source,
        "scenario": game.scenario.id,
        "locale": game.locale,
        "title": game.title,
        "context": game.context,
        "role": flawed.role,
        "name": speaker.name,
        "public": speaker.public,
        "private": speaker.private,
        "goal": speaker.goal,
        "history": [_said(turn) for turn in flawed.good.turns[:-1]],
        "good": _said(good),
        "bad": _said(bad),
    }


def _said(turn: Turn) -> dict[str, Any]:
    return {
        "role": turn.role,
        "text": turn.text,
        "action": turn.action.model_dump() if turn.action else None,
    }
