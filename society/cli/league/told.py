"""A league as people read it and as JSON: strengths, strengths by seat, who beats whom."""

from collections.abc import Sequence
from typing import Any

from society.cli.output import SCHEMA, as_json, say, table
from society.scoring.payoffs import Payoffs
from society.scoring.rating import FEWEST, Rating
from society.selfplay.league.standing import League, Seated, Standing

_YIELDS = (
    *(("lost", 0), ("drawn", 0), ("won", 0), ("sigma", 0), ("mu", 0)),
    *(("utility", 0), ("95%", 0), ("policy", 12)),
)
WIDEST = 12
"""Policies that a matrix has columns for; `--json` has all."""


def tell(found: League) -> None:
    """Print who is how strong, in every seat, and the pair matrix."""
    _strengths(found.standings)
    say()
    _seats(found.seats)
    say()
    _matrix(found.payoffs, found.names)
    say()
    _legend(found)


def _strengths(standings: Sequence[Standing]) -> None:
    head = ["#", "policy", "rating", "95%", "mu", "sigma", "utility", "games"]
    rows = [_strength(at + 1, each) for at, each in enumerate(standings)]
    table([*head, "won", "drawn", "lost"], rows, yields=_YIELDS)


def _strength(rank: int, each: Standing) -> list[object]:
    rating = each.rating
    counted = (rating.games, rating.wins, rating.draws, rating.losses)
    return [rank, each.policy, *_told(each), *counted]


def _told(each: Standing | Seated) -> list[str]:
    skill = [f"{each.skill.mu:.1f}", f"{each.skill.sigma:.1f}"]
    return [*rated(each.rating), *skill, f"{each.utility.value:.3f}"]


def _seats(seats: Sequence[Seated]) -> None:
    head = ["scenario", "role", "policy", "rating", "95%", "mu", "sigma", "utility", "games"]
    rows = [
        [each.seat.scenario, each.seat.role, each.seat.policy, *_told(each), each.rating.games]
        for each in seats
    ]
    table(head, rows, yields=_YIELDS)


def _matrix(found: Payoffs, names: Sequence[str]) -> None:
    shown = names[:WIDEST]
    head = ["share of points", *(f"{at + 1}" for at in range(len(shown)))]
    rows = [
        [f"{at + 1} {name}", *(_cell(found, name, other) for other in shown)]
        for at, name in enumerate(names)
    ]
    table(head, rows, yields=[(f"{at + 1}", 0) for at in reversed(range(len(shown)))])


def _cell(found: Payoffs, name: str, other: str) -> str:
    edge = found.edges.get((name, other))
    if edge is None:
        return "" if name == other else "·"
    share = edge.estimate()
    sign = "+" if share.low > 0.5 else "-" if share.high < 0.5 else " "
    return f"{share.value:.2f}{sign if edge.fair else '~'} ({share.n})"


def _legend(found: League) -> None:
    for line in (
        f"{found.games} games in which two different ones met. rating: Bradley-Terry, all at once, "
        f"from {FEWEST} games on; mu, sigma: Plackett-Luce, game by game.",
        "By seat, 1500 is the mean of those who sat there. share of points: row against column, "
        "every seat alike, in so many different games; + and - where the 95% interval excludes "
        "0.5, ~ where one had a seat that the other never had.",
    ):
        say(line, "dim")


def rated(each: Rating) -> list[str]:
    """A rating and the ends of its interval; what it lacks where it has none."""
    if each.value is None or each.low is None or each.high is None:
        return [f"needs {FEWEST} games", ""]
    return [f"{each.value:.0f}", f"{each.low:.0f} to {each.high:.0f}"]


def as_document(found: League) -> None:
    """Print the same as one JSON document."""
    as_json({"schema": SCHEMA, **document(found)})


def document(found: League) -> dict[str, Any]:
    """The league as JSON."""
    return {
        "games": found.games,
        "policies": [_standing(each) for each in found.standings],
        "seats": [_seated(each) for each in found.seats],
        "pairs": [_pair(found.payoffs, one, other) for one, other in found.payoffs.pairs],
    }


def _standing(each: Standing) -> dict[str, Any]:
    return {
        "policy": each.policy,
        "rating": _rating(each.rating),
        "skill": each.skill._asdict(),
        "utility": each.utility._asdict(),
    }


def _seated(each: Seated) -> dict[str, Any]:
    return {
        **each.seat._asdict(),
        "rating": _rating(each.rating),
        "skill": each.skill._asdict(),
        "utility": each.utility._asdict(),
    }


def _rating(each: Rating) -> dict[str, Any]:
    told = each._asdict()
    del told["policy"]
    return told


def _pair(found: Payoffs, one: str, other: str) -> dict[str, Any]:
    edge = found.edges[one, other]
    share = edge.estimate()._asdict()
    return {
        "first": one,
        "second": other,
        "share": share,
        "seats": len(edge.seats),
        "fair": edge.fair,
    }
