"""Best of k: sample k replies, value where each leads, take the best. One ply of thought."""

import asyncio
from collections.abc import Callable

from society.search.tree import Branch, Node, grown, planted
from society.search.world import AT_ONCE, Position, World, never


async def best_of(
    world: World[Position],
    position: Position,
    *,
    k: int,
    enough: Callable[[], bool] = never,
    at_once: int = AT_ONCE,
) -> Node[Position]:
    """The tree of one ply: `best` is the reply worth most to whoever moves.

    So many replies are valued `at_once`. Where `enough` says so, what has not been valued yet is
    not; ValueError for k or `at_once` below 1.
    """
    if min(k, at_once) < 1:
        raise ValueError(f"best of {k}, {at_once} at once")
    root = planted(world, position)
    branches = await grown(world, root, k)
    if len(branches) > 1:
        slots = asyncio.Semaphore(at_once)
        await asyncio.gather(*(_value(world, each, enough, slots) for each in branches))
    _crown(root)
    return root


async def _value(
    world: World[Position],
    branch: Branch[Position],
    enough: Callable[[], bool],
    slots: asyncio.Semaphore,
) -> None:
    async with slots:
        if enough():
            return
        branch.node.estimate = await world.value(branch.node.position)
    branch.node.record(branch.node.estimate)


def _crown(root: Node[Position]) -> None:
    """The best of the valued branches gets the visit, the others are kept to be looked at."""
    valued = [each for each in root.branches if each.node.visits]
    leader = max(valued, key=lambda each: each.node.mean(root.mover), default=None)
    for each in root.branches:
        each.kept = each is leader if leader else True
    if leader is not None:
        leader.visits = 1
        root.record(leader.node.estimate or {})
