"""The tree that a search leaves behind: what was considered, how often, what it came to."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic

from society.search.world import Position, Reply, Values, World


@dataclass(eq=False)
class Node(Generic[Position]):
    """A position that was reached; by several ways where they come to the same.

    `totals` are the sums, for each role, of what its `visits` came to; `estimate` is what the world
    said it is worth by itself. `asked` counts the candidates that the world was asked for.
    """

    position: Position
    key: Hashable
    mover: str
    over: bool
    visits: int = 0
    totals: dict[str, float] = field(default_factory=dict)
    estimate: Values | None = None
    branches: "list[Branch[Position]]" = field(default_factory=list)
    asked: int = 0

    def mean(self, role: str) -> float:
        """What the position proved to be worth to a role on average; 0.0 before any visit."""
        return self.totals.get(role, 0.0) / self.visits if self.visits else 0.0

    def record(self, values: Values) -> None:
        """One more visit, which came to these values."""
        self.visits += 1
        for role, value in values.items():
            self.totals[role] = self.totals.get(role, 0.0) + value

    def branch(self, key: Hashable) -> "Branch[Position] | None":
        """The branch that leads to the position of that key."""
        return next((each for each in self.branches if each.node.key == key), None)


@dataclass(eq=False)
class Branch(Generic[Position]):
    """One reply at a node. `pending` counts the simulations that are under way through it.

    `kept` is False where it was considered and pruned.
    """

    node: Node[Position]
    prior: float
    visits: int = 0
    pending: int = 0
    kept: bool = True


def planted(world: World[Position], position: Position, key: Hashable = "root") -> Node[Position]:
    """A tree of one node."""
    return Node(position, key, world.mover(position), world.is_over(position))


def replanted(
    world: World[Position],
    position: Position,
    replies: Sequence[Reply[Position]],
    old: Node[Position] | None,
    key: Hashable = "root",
) -> Node[Position]:
    """A tree whose first branches lead to these replies, with what `old` found out about them."""
    root = old or planted(world, position, key)
    known = {each.node.key: each for each in root.branches}
    root.branches = [
        known.get(each.key) or Branch(planted(world, each.position, each.key), each.prior)
        for each in replies
    ]
    for branch, reply in zip(root.branches, replies, strict=True):
        branch.prior = reply.prior
    root.asked = max(root.asked, len(replies))
    return root


async def grown(
    world: World[Position],
    node: Node[Position],
    n: int,
    known: dict[Hashable, Node[Position]] | None = None,
) -> list[Branch[Position]]:
    """Ask for n candidates more; the branches that are new. Equal ones are one, priors added.

    With `known`, positions of the same key are one node wherever they come up.
    """
    told = await world.replies(node.position, n)
    node.asked += n
    return [branch for reply in told if (branch := joined(world, node, reply, known)) is not None]


def joined(
    world: World[Position],
    node: Node[Position],
    reply: Reply[Position],
    known: dict[Hashable, Node[Position]] | None,
) -> Branch[Position] | None:
    """The branch of a reply where it is new; a reply that is known counts for its branch."""
    met = node.branch(reply.key)
    if met is not None:
        met.prior += reply.prior
        return None
    child = (known or {}).get(reply.key)
    if child is None:
        child = planted(world, reply.position, reply.key)
        if known is not None:
            known[reply.key] = child
    branch = Branch(child, reply.prior)
    node.branches.append(branch)
    return branch


def best(node: Node[Position]) -> Branch[Position] | None:
    """The branch to take: the most visited, of equals the one worth most to whoever moves.

    None where nothing was considered.
    """
    kept = [each for each in node.branches if each.kept] or node.branches
    return max(
        kept,
        key=lambda each: (each.visits, each.node.mean(node.mover), each.prior),
        default=None,
    )


def policy(node: Node[Position], *, temperature: float = 1.0) -> dict[Hashable, float]:
    """How often each reply was tried, as a distribution: what a policy is trained towards.

    AlphaZero's target (Silver et al. 2018): visits to the power of 1/temperature, normalised.
    """
    if not any(each.visits for each in node.branches):
        return {}
    keys = [each.node.key for each in node.branches]
    return dict(
        zip(keys, shares([each.visits for each in node.branches], temperature), strict=True)
    )


def shares(visits: Sequence[int], temperature: float) -> list[float]:
    """Visits to the power of 1/temperature, as shares of one; one of them at least was made.

    >>> shares([3, 1], 1.0)
    [0.75, 0.25]
    """
    most = max(visits)
    weights = [(count / most) ** (1 / temperature) for count in visits]
    total = sum(weights)
    return [weight / total for weight in weights]


def lines(node: Node[Position]) -> Iterator[tuple[tuple[Branch[Position], ...], Node[Position]]]:
    """Every node below with the branches that lead there, depth first, each position once."""
    met = {id(node)}

    def below(
        at: Node[Position], path: tuple[Branch[Position], ...]
    ) -> Iterator[tuple[tuple[Branch[Position], ...], Node[Position]]]:
        for branch in at.branches:
            if id(branch.node) not in met:
                met.add(id(branch.node))
                further = (*path, branch)
                yield further, branch.node
                yield from below(branch.node, further)

    yield from below(node, ())
