"""Simulations that easy decisions leave over for hard ones."""

from dataclasses import dataclass

from society.search.tree import Node
from society.search.world import Position

CLOSE = 0.75
"""A decision is close where the runner-up was tried so often for each time that the leader was."""


@dataclass
class Pot:
    """What was not needed so far; shared, it lets the easy games of a batch pay for the hard."""

    left: int = 0

    def put(self, simulations: int) -> None:
        """Leave what was not needed; negative amounts are nothing."""
        self.left += max(simulations, 0)

    def take(self, most: int) -> int:
        """As much of that as there is."""
        taken = min(self.left, most)
        self.left -= taken
        return taken


def close(root: Node[Position]) -> bool:
    """Whether two replies are still nearly as good as each other by the visits they earned."""
    tried = sorted((each.visits for each in root.branches), reverse=True)
    return len(tried) > 1 and tried[1] >= CLOSE * tried[0]
