"""Beam search: k candidates for each line that is kept, the top share of a level goes on, d deep.

What a level keeps is what whoever moves there would say: its own worth decides. The root's values
are the best line's, backed up by max^n (Luckhart and Irani 1986).
"""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from society.search.tree import Branch, Node, grown, planted
from society.search.world import AT_ONCE, Position, Values, World, never


async def beam(
    world: World[Position],
    position: Position,
    *,
    k: int,
    keep: float,
    depth: int,
    enough: Callable[[], bool] = never,
    at_once: int = AT_ONCE,
) -> Node[Position]:
    """The tree that was looked through; `best` is the reply its best line begins with.

    `keep` in (0, 1] is the share of a level's candidates that goes on, one at least. So many lines
    are unfolded, and so many positions valued, `at_once`, until `enough` says so. ValueError where
    a number means nothing.
    """
    if min(k, depth, at_once) < 1 or not 0 < keep <= 1:
        raise ValueError(f"a beam of {k} candidates, {keep} kept, {depth} deep, {at_once} at once")
    pace = _Pace(enough, asyncio.Semaphore(at_once))
    root = planted(world, position)
    level = [root]
    for _ in range(depth):
        open_ = [node for node in level if not node.over]
        if not open_ or enough():
            break
        grew = await asyncio.gather(*(_grown(world, node, k, pace) for node in open_))
        level = await _kept(world, open_, grew, keep, pace)
    _back_up(root)
    return root


@dataclass(frozen=True)
class _Pace:
    """When it is enough, and how much is asked at the same time."""

    enough: Callable[[], bool]
    slots: asyncio.Semaphore


async def _grown(
    world: World[Position], node: Node[Position], k: int, pace: _Pace
) -> list[Branch[Position]]:
    async with pace.slots:
        return [] if pace.enough() else await grown(world, node, k)


async def _kept(
    world: World[Position],
    parents: Sequence[Node[Position]],
    grew: Sequence[Sequence[Branch[Position]]],
    keep: float,
    pace: _Pace,
) -> list[Node[Position]]:
    """Value a level and cut it: lines compete with those where the same role moves."""
    await asyncio.gather(
        *(_value(world, branch.node, pace) for branches in grew for branch in branches)
    )
    stays: list[Node[Position]] = []
    for mover in dict.fromkeys(node.mover for node in parents):
        rivals = [
            branch
            for node, branches in zip(parents, grew, strict=True)
            if node.mover == mover
            for branch in branches
        ]
        ranked = sorted(rivals, key=lambda each: -_worth(each.node, mover))
        for place, branch in enumerate(ranked):
            branch.kept = place < max(1, math.ceil(keep * len(ranked)))
        stays += [branch.node for branch in ranked if branch.kept]
    return stays


async def _value(world: World[Position], node: Node[Position], pace: _Pace) -> None:
    async with pace.slots:
        if not pace.enough():
            node.estimate = await world.value(node.position)


def _worth(node: Node[Position], role: str) -> float:
    return (node.estimate or {}).get(role, -math.inf)


def _back_up(node: Node[Position]) -> Values:
    """What play from here comes to if everyone takes the best for itself among what was kept."""
    values = {id(each): _back_up(each.node) for each in node.branches if each.kept}
    backed: Values = node.estimate or {}
    if values:
        role = node.mover
        leader = max(
            (each for each in node.branches if each.kept),
            key=lambda each: values[id(each)].get(role, -math.inf),
        )
        leader.visits += 1
        backed = values[id(leader)] or backed
    node.record(backed)
    return backed
