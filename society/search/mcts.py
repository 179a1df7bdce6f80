"""Monte-Carlo tree search for games of several sides, where what can be said never runs out.

PUCT with priors (Silver et al. 2018), values per role (max^n), progressive widening (Coulom 2007)
because words have no full list, positions that come to the same share a node, and virtual losses
(Chaslot et al. 2008) so that many simulations can wait for their models at once.
"""

import asyncio
import math
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Generic

from society.search.tree import Branch, Node, grown, joined, planted
from society.search.world import Position, Values, World, never

EXPLORATION = 1.25
"""The constant of PUCT: how much a prior counts against what was found."""

FRUITLESS = 3
"""A node that was asked for so many candidates since a new one came has no more."""


@dataclass(frozen=True)
class Plan:
    """How much is searched, and how wide.

    A node of n visits has at most `width` + `widening` n^`power` branches. `depth` is how many
    replies a simulation looks ahead. `sides` are the roles that choose the best for themselves;
    the others say what they are likely to say (None: every role chooses).
    """

    simulations: int
    depth: int = 10
    width: int = 4
    widening: float = 1.0
    power: float = 0.5
    exploration: float = EXPLORATION
    at_once: int = 1
    sides: Collection[str] | None = None

    def __post_init__(self) -> None:
        if min(self.simulations, self.depth, self.width, self.at_once) < 1:
            raise ValueError(f"a search of nothing: {self}")

    def allowed(self, visits: int) -> int:
        """How many branches a node of so many visits may have."""
        return self.width + int(self.widening * visits**self.power) - int(self.widening)


async def mcts(
    world: World[Position],
    position: Position,
    plan: Plan,
    *,
    tree: Node[Position] | None = None,
    enough: Callable[[], bool] = never,
) -> Node[Position]:
    """The tree after the search; `best` is the reply to give. Stopped early it is the best so far.

    `tree` is what an earlier search found out about this very position. It ends before its last
    simulation once no other reply can overtake the leading one, or none was found.
    """
    search = _Search(world, plan, tree or planted(world, position), enough)
    async with asyncio.TaskGroup() as group:
        for _ in range(min(plan.at_once, plan.simulations)):
            group.create_task(search.work())
    return search.root


@dataclass
class _Search(Generic[Position]):
    """One search: what has been found out so far, and how many simulations are left."""

    world: World[Position]
    plan: Plan
    root: Node[Position]
    enough: Callable[[], bool]
    known: dict[Hashable, Node[Position]] = field(default_factory=dict)
    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)
    locks: dict[int, asyncio.Lock] = field(default_factory=dict)
    fruitless: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = self.plan.simulations
        _remember(self.root, self.known)

    async def work(self) -> None:
        """Simulate until nothing is left to find out."""
        while self.left > 0 and not self.settled:
            self.left -= 1
            await self.simulate()

    @property
    def settled(self) -> bool:
        """Whether the answer stands: no time, no choice, or nobody can overtake the leader."""
        if self.enough() or self.root.over:
            return True
        if not self.root.asked:
            return False
        tried = sorted((each.visits for each in self.root.branches), reverse=True)
        lead = tried[0] - tried[1] if len(tried) > 1 else self.root.visits
        only = len(tried) < 2 and self._full(self.root)
        return only or (len(tried) > 1 and lead > self.left)

    async def simulate(self) -> None:
        """One walk down the tree and back."""
        node, path, at = self.root, list[tuple[Node[Position], Branch[Position]]](), 0
        while not node.over and len(path) < self.plan.depth:
            branch = await self._next(node, at)
            if branch is None:
                break
            if not path:
                # The first replies are compared in the same worlds: what differs is they.
                at = branch.visits + branch.pending
            branch.pending += 1
            path.append((node, branch))
            node = branch.node
            if not node.visits:
                break
        try:
            values = await self._value(node, at)
        finally:
            for _, branch in path:
                branch.pending -= 1
        self._back_up(node, path, values)

    async def _next(self, node: Node[Position], at: int) -> Branch[Position] | None:
        """Where the walk goes from there, in the world of that number."""
        hidden = self.world.hidden
        if hidden is not None and not self._chooses(node.mover) and node is not self.root:
            reply = await hidden.reply(node.position, at)
            new = joined(self.world, node, reply, self.known)
            return new or node.branch(reply.key)
        await self._grow(node)
        return self._pick(node) if node.branches else None

    def _chooses(self, role: str) -> bool:
        return self.plan.sides is None or role in self.plan.sides

    async def _grow(self, node: Node[Position]) -> None:
        """Ask for more candidates where the node has earned them; nobody asks twice."""
        async with self.locks.setdefault(id(node), asyncio.Lock()):
            missing = self.plan.allowed(node.visits) - len(node.branches)
            if missing > 0 and not self._full(node):
                new = await grown(self.world, node, missing, self.known)
                since = self.fruitless.get(id(node), 0)
                self.fruitless[id(node)] = 0 if new else since + missing

    def _full(self, node: Node[Position]) -> bool:
        return self.fruitless.get(id(node), 0) >= FRUITLESS

    def _pick(self, node: Node[Position]) -> Branch[Position]:
        """The branch that PUCT goes down; a role that does not search says what is likely."""
        total = sum(each.prior for each in node.branches) or 1.0
        tried = sum(each.visits + each.pending for each in node.branches)
        if not self._chooses(node.mover):
            return max(
                node.branches, key=lambda each: each.prior / (1 + each.visits + each.pending)
            )
        root = math.sqrt(tried + 1)

        def score(each: Branch[Position]) -> float:
            count = each.visits + each.pending
            found = self._scaled(each.node, node.mover) * each.visits / count if count else 0.0
            bonus = self.plan.exploration * each.prior / total * root / (1 + count)
            return found + bonus

        return max(node.branches, key=score)

    def _scaled(self, node: Node[Position], role: str) -> float:
        """The mean value to a role, between the least and the most that it met anywhere."""
        low, high = self.low.get(role, 0.0), self.high.get(role, 0.0)
        return (node.mean(role) - low) / (high - low) if high > low else 0.5

    async def _value(self, node: Node[Position], at: int) -> Values:
        if self.world.hidden is not None:
            values = await self.world.hidden.value(node.position, at)
            self._widen(values)
            return values
        async with self.locks.setdefault(id(node), asyncio.Lock()):
            if node.estimate is None:
                node.estimate = await self.world.value(node.position)
                self._widen(node.estimate)
        return node.estimate

    def _widen(self, values: Values) -> None:
        for role, value in values.items():
            self.low[role] = min(value, self.low.get(role, value))
            self.high[role] = max(value, self.high.get(role, value))

    def _back_up(
        self,
        leaf: Node[Position],
        path: list[tuple[Node[Position], Branch[Position]]],
        values: Values,
    ) -> None:
        leaf.record(values)
        for node, branch in path:
            branch.visits += 1
            node.record(values)


def _remember(root: Node[Position], known: dict[Hashable, Node[Position]]) -> None:
    """Every position of a tree that is searched further."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.key not in known:
            known[node.key] = node
            waiting += [branch.node for branch in node.branches]
