"""Policies by rating, by utility, by the games they win or game by game, each with its interval."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from society.scoring.intervals import Estimate
from society.scoring.rating import FEWEST
from tui.screens.board.panes import Pair
from tui.text import flat

if TYPE_CHECKING:
    from tui.screens.board.comparing import Fact
    from tui.screens.board.figures import Policy, Standings


class Ratings(Pair):
    """Bradley-Terry ratings with their intervals, or what else policies are told apart by."""

    METRICS = ("rating", "mean utility", "win share", "openskill")

    def show(self, standings: "Standings") -> None:
        """One row a policy, the best by the metric first."""
        if len(standings.policies) < 2:
            self.empty(
                f"Ratings need 2 policies with {FEWEST} games against each other.\n"
                "society batch SCENARIO --model.seller … --model.buyer … plays them."
            )
            return
        listed = sorted(standings.policies, key=lambda each: _rank(_value(each, self.metric)))
        head = ["", "policy", self.metric, "95%", "games", "won", "drawn", "lost"]
        self.table.fill(head, [(each.name, self._cells(each)) for each in listed])

    def where(self) -> str:
        """What that policy played."""
        return f'player:"{self.table.chosen}"' if self.table.chosen else ""

    def facts(self, standings: "Standings", left: str, right: str) -> "list[Fact]":
        """How two policies compare."""
        from tui.screens.board.comparing import policies

        return policies(standings, left, right)

    def _cells(self, each: "Policy") -> list[Content]:
        rated = each.rating
        value, interval = TOLD[self.metric](each)
        return [
            self.sign(each.name),
            flat(each.name),
            Content.styled(value, "bold" if interval else "dim"),
            Content(interval),
            *(Content(f"{n}") for n in (rated.games, rated.wins, rated.draws, rated.losses)),
        ]


def _value(each: "Policy", metric: str) -> float | None:
    if metric == "rating":
        return each.rating.value
    if metric == "openskill":
        return each.skill.sure if each.skill else None
    found = each.utility if metric == "mean utility" else each.points
    return None if found is None else found.value


def _rank(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0.0)


def _rated(each: "Policy") -> tuple[str, str]:
    value, low, high = each.rating.value, each.rating.low, each.rating.high
    if value is None or low is None or high is None:
        return f"too few (needs {FEWEST})", ""
    return f"{value:.0f}", f"{low:.0f} to {high:.0f}"


def _skilled(each: "Policy") -> tuple[str, str]:
    """The belief and where 95% of it lies."""
    if each.skill is None:
        return "-", ""
    mu, far = each.skill.mu, 1.96 * each.skill.sigma
    return f"{mu:.1f}", f"{mu - far:.1f} to {mu + far:.1f}"


def _told(found: Estimate | None) -> tuple[str, str]:
    return (
        ("-", "")
        if found is None
        else (f"{found.value:.2f}", f"{found.low:.2f} to {found.high:.2f}")
    )


TOLD: dict[str, Callable[["Policy"], tuple[str, str]]] = {
    "rating": _rated,
    "mean utility": lambda each: _told(each.utility),
    "win share": lambda each: _told(each.points),
    "openskill": _skilled,
}
"""A policy by each metric: the figure and its interval, '' where there is none."""
