"""Searching before speaking: pure algorithms over a World. No model, no judge, no clock in here."""

from society.search.beam import beam
from society.search.best_of import best_of
from society.search.mcts import mcts
from society.search.pot import Pot, close
from society.search.tree import Branch, Node, best, lines, policy, replanted, shares
from society.search.world import AT_ONCE, Hidden, Reply, Values, World

__all__ = [
    "AT_ONCE",
    "Branch",
    "Hidden",
    "Node",
    "Pot",
    "Reply",
    "Values",
    "World",
    "beam",
    "best",
    "best_of",
    "close",
    "lines",
    "mcts",
    "policy",
    "replanted",
    "shares",
]
