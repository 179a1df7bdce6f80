"""What a search leaves behind of itself: its tree as drafts, each with why it was passed over."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from society.domain.dialogue import Draft, Turn
from society.domain.thinking import AHEAD, SAID
from society.players.candidates import Candidate
from society.search import Branch, Node, lines

MOST = 256
"""Drafts of one turn: of larger trees the parts that were visited most."""

AS_GOOD = "worth as much as what was said, to two places"

Said = tuple[Turn, ...]
Position = TypeVar("Position")


def drafts_of(tree: Node[Said], found: Sequence[Candidate], chosen: Candidate) -> tuple[Draft, ...]:
    """The candidates in their order, then what was looked ahead to; parents before their children.

    `found` are the candidates that the branches of the tree lead to, in the same order.
    """
    said = tree.branches[found.index(chosen)]
    firsts = [
        _first(tree, branch, each, said) for branch, each in zip(tree.branches, found, strict=True)
    ]
    places = {id(branch.node): at for at, branch in enumerate(tree.branches)}
    later = list(_later(tree, places))
    return (*firsts, *later)


def _first(tree: Node[Said], branch: Branch[Said], each: Candidate, said: Branch[Said]) -> Draft:
    value = worth(branch.node, tree.mover)
    return Draft(
        text=each.said.text,
        action=each.said.action,
        value=_in_range(value),
        visits=branch.visits,
        reason=SAID if branch is said else _why(tree.mover, branch, said),
        prior=_share(tree, branch),
        calls=each.said.calls,
    )


def _later(tree: Node[Said], places: dict[int, int]) -> Iterator[Draft]:
    """Replies below the first ones, the most visited first; `places` grows with them."""
    deep = [(path, node) for path, node in lines(tree) if len(path) > 1 and path[-1].visits]
    deep.sort(key=lambda each: (-each[0][-1].visits, len(each[0])))
    for path, node in deep[: MOST - len(places)]:
        parent = path[-2].node
        above = places.get(id(parent))
        if above is None:
            continue
        places[id(node)] = len(places)
        turn = node.position[-1]
        yield Draft(
            text=turn.text,
            action=turn.action,
            value=_in_range(worth(node, tree.mover)),
            visits=path[-1].visits,
            reason=AHEAD,
            prior=_share(parent, path[-1]),
            above=above,
            role=turn.role,
        )


def worth(node: Node[Position], role: str) -> float | None:
    """What a position proved to be worth to the role; None where nobody looked."""
    if node.visits:
        return node.mean(role)
    return None if node.estimate is None else node.estimate.get(role)


def _share(parent: Node[Said], branch: Branch[Said]) -> float:
    total = sum(each.prior for each in parent.branches)
    return branch.prior / total if total else 0.0


def _in_range(value: float | None) -> float | None:
    return None if value is None else min(max(value, 0.0), 1.0)


def _why(role: str, branch: Branch[Said], said: Branch[Said]) -> str:
    value, best = worth(branch.node, role), worth(said.node, role)
    if value is None or best is None:
        return "nobody looked where it leads"
    if value <= best:
        less = f"{best - value:.2f}"
        return f"worth {less} less than what was said" if float(less) else AS_GOOD
    return f"tried {branch.visits} times, what was said {said.visits} times"
