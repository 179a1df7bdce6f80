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
from society.store.matches import matches
from tui.dialogs.dialog import Dialog
from tui.screens.board.figures import (
    AGREED,
    FEW,
    Group,
    Standings,
    pointed,
    points,
    utilities,
)
from tui.text import flat, safe
from tui.widgets.table import Table


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
    def verdict(self) -> str:
        """What the interval allows one to say."""
        if self.apart is None:
            return self.why
        if self.apart.low > 0:
            return "the first is higher"
        return "the second is higher" if self.apart.high < 0 else "cannot be told apart"


def policies(standings: Standings, left: str, right: str) -> list[Fact]:
    """Rating, mean utility and points of two policies, and their games against each other."""
    paired = list(matches(standings.games))
    one, other = (utilities(standings.games, name)[-FEW:] for name in (left, right))
    won = [points(paired, name)[-FEW:] for name in (left, right)]
    return [
        _rating(standings, left, right),
        _means("mean utility", one, other),
        _means("win share", *won),
        _between(standings, left, right),
    ]


def generations(standings: Standings, left: str, right: str) -> list[Fact]:
    """Mean utility, agreement rate and diversity of two generations; the names are row keys."""
    groups = [_group(standings, name) for name in (left, right)]
    games = [
        [game for game in standings.games if _of(name, game.generation, game.scenario, game.level)]
        for name in (left, right)
    ]
    paid = [[v for game in each for v in game.utilities.values()][-FEW:] for each in games]
    agreed = [(sum(game.ended == AGREED for game in each), len(each)) for each in games]
    apart = shares(agreed[0], agreed[1]) if all(n for _, n in agreed) else None
    told = [f"{hits}/{n}" for hits, n in agreed]
    diverse = [
        "-" if each is None or each.diverse is None else f"{each.diverse:.2f}" for each in groups
    ]
    return [
        _means("mean utility", *paid),
        Fact("agreement rate", told[0], told[1], apart, why="nothing was played"),
        Fact("distinct-2", diverse[0], diverse[1], why="no interval: it is one figure"),
    ]


def _of(key: str, generation: int | None, scenario: str, level: str) -> bool:
    number, _, stage = key.partition(" ")
    return f"{generation}" == number and stage in ("", f"{scenario} {level}".strip())


def _group(standings: Standings, key: str) -> Group | None:
    number, _, stage = key.partition(" ")
    listed = standings.stages.get(stage, ()) if stage else standings.generations
    return next((each for each in listed if each.name == number), None)


def _rating(standings: Standings, left: str, right: str) -> Fact:
    by_name = {each.name: each.rating.value for each in standings.policies}
    told = ["-" if (v := by_name.get(name)) is None else f"{v:.0f}" for name in (left, right)]
    apart = lead(matches(standings.games), left, right)
    return Fact("rating", told[0], told[1], apart, 0, f"too few games: each needs {FEWEST}")


def _means(what: str, one: Sequence[float], other: Sequence[float]) -> Fact:
    told = [f"{sum(each) / len(each):.2f} ({len(each)})" if each else "-" for each in (one, other)]
    apart = means(one, other) if one and other else None
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
            yield Static(Content.assemble(flat("first   ", "dim"), flat(left, "bold")))
            yield Static(Content.assemble(flat("second  ", "dim"), flat(right, "bold")))
            yield Table()
            yield Static(
                safe("The difference is first less second; its interval covers 95%."),
                classes="comparison--foot",
            )

    def on_mount(self) -> None:
        """The rows."""
        table = self.query_one(Table)
        head = ["", "first", "second", "difference", "95%", "so"]
        table.fill(head, [(each.what, _cells(each)) for each in self._facts])
        table.focus()


def _cells(fact: Fact) -> list[Content]:
    apart, interval = "-", ""
    if fact.apart is not None:
        value, low, high = (f"{each:+.{fact.digits}f}" for each in fact.apart[:3])
        apart, interval = value, f"{low} to {high}"
    clear = fact.apart is not None and not fact.apart.low <= 0 <= fact.apart.high
    return [
        flat(fact.what, "bold"),
        flat(fact.left),
        flat(fact.right),
        Content(apart),
        Content(interval),
        flat(fact.verdict, "bold" if clear else "dim"),
    ]
