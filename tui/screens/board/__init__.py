"""S6, the leaderboard: who plays better, against whom, by which strategies, and ever since when."""

from tui.screens.board.board import Board

__all__ = ["Board"]
