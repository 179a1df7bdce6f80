"""Two policies, or two generations, beside each other, and how sure the difference is."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from society.scoring.apart import means, shares
from society.scoring.intervals import Estimate
from society.scoring.rating import FEWEST, lead
from society.store.matches import Played, matches
from tui.dialogs.dialog import Dialog
from tui.screens.board.figures import (
    AGREED,
    Group,
    Standings,
    pointed,
    points,
    stage,
    utilities,
)
from tui.text import flat, safe
from tui.widgets.table import Table

MOST = 2000
"""Games of which differences are told: the latest."""


@dataclass(frozen=True)
class Fact:
    """One metric of both, and how much higher the first is; `why` stands where nobody can say."""

    what: str
    left: str
    right: str
    apart: Estimate | None = None
    digits: int = 2
    why: str = ""

    @property
    def higher(self) -> str:
        """Which of them is, as far as the interval allows one to say."""
        if self.apart is None:
            return "-"
        if self.apart.low > 0:
            return "first"
        return "second" if self.apart.high < 0 else "unsure"


def policies(standings: Standings, left: str, right: str) -> list[Fact]:
    """Rating, mean utility and points of two policies, and their games against each other."""
    games = standings.games[-MOST:]
    paid = [(utilities([game], left), utilities([game], right)) for game in games]
    met = [(points([match], left), points([match], right)) for match in matches(games)]
    return [
        _rating(standings, left, right),
        _means("mean utility", paid),
        _means("win share", met),
        _between(standings, left, right),
    ]


def generations(standings: Standings, left: str, right: str) -> list[Fact]:
    """Mean utility, agreement rate and diversity of two generations; the names are row keys."""
    groups = [_group(standings, name) for name in (left, right)]
    games = [
        [game for game in standings.games if _of(name, game)][-MOST:] for name in (left, right)
    ]
    one, other = ([tuple(game.utilities.values()) for game in each] for each in games)
    agreed = [(sum(game.ended == AGREED for game in each), len(each)) for each in games]
    apart = shares(agreed[0], agreed[1]) if all(n for _, n in agreed) else None
    hits = [f"{hits}/{n}" for hits, n in agreed]
    diverse = [
        "-" if each is None or each.diverse is None else f"{each.diverse:.2f}" for each in groups
    ]
    return [
        _means("mean utility", [*((paid, ()) for paid in one), *(((), paid) for paid in other)]),
        Fact("agreement rate", hits[0], hits[1], apart, why="nothing was played"),
        Fact("distinct-2", diverse[0], diverse[1], why="one figure, no interval"),
    ]


def _of(key: str, game: Played) -> bool:
    number, _, wanted = key.partition(" ")
    return f"{game.generation}" == number and wanted in ("", stage(game))


def _group(standings: Standings, key: str) -> Group | None:
    number, _, wanted = key.partition(" ")
    listed = standings.stages.get(wanted, ()) if wanted else standings.generations
    return next((each for each in listed if each.name == number), None)


def _rating(standings: Standings, left: str, right: str) -> Fact:
    by_name = {each.name: each.rating.value for each in standings.policies}
    told = ["-" if (v := by_name.get(name)) is None else f"{v:.0f}" for name in (left, right)]
    apart = lead(matches(standings.games), left, right)
    return Fact("rating", told[0], told[1], apart, 0, f"too few games: each needs {FEWEST}")


def _means(what: str, games: Sequence[tuple[Sequence[float], Sequence[float]]]) -> Fact:
    sides = [[value for game in games for value in game[at]] for at in (0, 1)]
    told = [f"{sum(each) / len(each):.2f} ({len(each)})" if each else "-" for each in sides]
    apart = means(games) if all(sides) else None
    return Fact(what, told[0], told[1], apart, why="one of them never played that")


def _between(standings: Standings, left: str, right: str) -> Fact:
    """Their games against each other: 0.5 of the points is what equals would have."""
    record = standings.records.get((left, right))
    if record is None:
        return Fact("against each other", "-", "-", why="they never met")
    lost = record.games - record.wins - record.draws
    scores = [1.0] * record.wins + [0.5] * record.draws + [0.0] * lost
    share = pointed(scores)
    apart = share and Estimate(2 * share.value - 1, 2 * share.low - 1, 2 * share.high - 1, share.n)
    drawn = f", {record.draws} drawn" if record.draws else ""
    return Fact("against each other", f"{record.wins} won{drawn}", f"{lost} won", apart)


class Comparison(Dialog[None]):
    """Shows the facts; the first of the two on the left."""

    DEFAULT_CSS = """
    Comparison Table { height: auto; max-height: 14; margin-top: 1; }
    Comparison .comparison--foot { margin-top: 1; color: $text-muted; }
    """

    def __init__(self, left: str, right: str, facts: Sequence[Fact]) -> None:
        super().__init__()
        self._names, self._facts = (left, right), facts

    def compose(self) -> ComposeResult:
        """Who, the figures, and what they mean."""
        with VerticalScroll(classes="dialog -wide"):
            left, right = self._names
            yield Static(safe("Compared", "bold"), classes="dialog--title")
            yield Static(Content.assemble(("first   ", "dim"), flat(left, "bold")))
            yield Static(Content.assemble(("second  ", "dim"), flat(right, "bold")))
            yield Table()
            yield Static(
                safe("Apart: first less second, and the ends of its 95% interval."),
                classes="comparison--foot",
            )

    def on_mount(self) -> None:
        """The rows."""
        table = self.query_one(Table)
        head = ["", "higher", "first", "second", "apart", "95%"]
        table.fill(head, [(each.what, _cells(each)) for each in self._facts])
        table.focus()


def _cells(fact: Fact) -> list[Content]:
    value, interval = "-", fact.why
    if fact.apart is not None:
        value, low, high = (f"{each:+.{fact.digits}f}" for each in fact.apart[:3])
        interval = f"{low} to {high}"
    clear = fact.higher in ("first", "second")
    return [
        flat(fact.what, "bold"),
        flat(fact.higher, "bold" if clear else "dim"),
        flat(fact.left),
        flat(fact.right),
        Content(value),
        Content(interval),
    ]
