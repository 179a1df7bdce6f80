"""What the listed dialogues come to together: counts, rewards, what each role got of it."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from society.domain.display import bar, money, one_line, visible
from society.domain.errors import SocietyError
from tui.dialogs.dialog import Dialog
from tui.text import flat, padded, safe
from tui.widgets.panel import Panel
from tui.widgets.plots import Bins, Histogram, Line, Lines, Pareto, Split, Surplus

if TYPE_CHECKING:
    from society.scoring.intervals import Estimate
    from society.store.browsing import Look
    from society.store.store import Store
    from society.store.survey import Survey
    from tui.backstage import Backstage
    from tui.widgets.plots import Space

_NAME = 16
_SHOWN = 8


class Found(Panel):
    """The figures, or what is in their way."""

    DEFAULT_CSS = """
    Found { height: auto; min-height: 3; }
    Found > .panel--content { height: auto; }
    Found Static { height: auto; }
    Found .statistics--plots { grid-size: 2; grid-gutter: 1 2; height: auto; grid-rows: 14; }
    Found Chart { height: 14; }
    """

    def content(self) -> ComposeResult:
        """Words, then plots."""
        yield Static(classes="statistics--words")
        with Grid(classes="statistics--plots"):
            yield Histogram()
            yield Surplus()
            yield Lines()
            yield Pareto()


class Statistics(Dialog[None]):
    """Figures of a query; the space of agreements is that of the dialogue under the cursor."""

    DEFAULT_CSS = "Statistics.-narrow .statistics--plots { grid-size: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,i", "close", "Close", key_display="esc")
    ]

    def __init__(self, backstage: "Backstage", look: "Look", episode: str | None) -> None:
        super().__init__()
        self._backstage, self._look, self._episode = backstage, look, episode

    def compose(self) -> ComposeResult:
        """The query, and the figures under it."""
        with VerticalScroll(classes="dialog -wide"):
            told = self._look.where.text or "all dialogues"
            yield Static(flat(f"Statistics of {told}", "bold"), classes="dialog--title")
            yield Found(id="found")

    def on_mount(self) -> None:
        """Ask; the space is shown once it is known."""
        self.query_one(Pareto).display = False
        self.query_one(VerticalScroll).focus()
        self.ask()

    def ask(self) -> None:
        """Ask the store, in a thread."""
        self.query_one(Found).waiting()
        self.run_worker(self._asked(), exclusive=True)

    async def _asked(self) -> None:
        panel = self.query_one(Found)
        try:
            found = await self._backstage.desk.ask(self._survey)
            sure = await asyncio.to_thread(estimates, found.worths)
        except SocietyError as error:
            panel.trouble(error, again=self.ask)
            return
        if not found.dialogues:
            panel.empty("No dialogue is like that.")
            return
        panel.ready()
        self._show(found, sure)
        try:
            self._map(await self._backstage.desk.ask(self._space))
        except SocietyError as error:
            # The figures stand; of the space it is said why there is none.
            self.notify(visible(f"{error.message}\n{error.hint}"), markup=False)

    def _survey(self, store: "Store") -> "Survey":
        from society.store.survey import survey

        with store.reading() as db:
            return survey(db, self._look)

    def _space(self, store: "Store") -> "Space | None":
        from tui.widgets.plots import space

        if self._episode is None:
            return None
        return space(store.episode(self._episode).dialogue)

    def _map(self, of: "Space | None") -> None:
        pareto = self.query_one(Pareto)
        pareto.display = of is not None
        if of is not None:
            pareto.show(of)

    def _show(self, found: "Survey", sure: "Mapping[str, Estimate]") -> None:
        self.query_one(".statistics--words", Static).update(words(found, sure))
        bins = Bins(found.rewards, 0.0, 1.0, found.reward)
        self.query_one(Histogram).show(bins, "reward (mean return of a dialogue)")
        roles = tuple(found.worths)
        surplus = self.query_one(Surplus)
        surplus.display = found.paired and len(roles) >= 2
        if surplus.display:
            pair = (roles[0], roles[1])
            points = zip(found.worths[roles[0]], found.worths[roles[1]], strict=True)
            surplus.show(Split(pair, tuple(points)))
        lines = [
            Line(role, tuple((float(at), worth) for at, worth in enumerate(worths)))
            for role, worths in found.conceded.items()
        ]
        conceded = self.query_one(Lines)
        conceded.display = bool(lines)
        conceded.show(lines, "worth of the offer on the table, turn by turn", y=None)


def estimates(worths: Mapping[str, tuple[float, ...]]) -> "dict[str, Estimate]":
    """What each role got on average, with its interval."""
    from society.scoring.intervals import mean

    return {role: mean(values) for role, values in worths.items() if values}


def words(found: "Survey", sure: "Mapping[str, Estimate]") -> Content:
    """The figures in words."""
    turns = "–" if found.turns is None else f"{found.turns:.1f}"
    first = (
        f"{found.dialogues:,} dialogues · {turns} turns each · {money(found.cost, found.unpriced)}"
    )
    lines = [Content(first), *_shares("ended", found.endings), *_shares("won", found.winners)]
    if set(found.statuses) - {"done"}:
        lines += _shares("status", found.statuses)
    if sure:
        lines.append(Content.styled(f"\nutility, 95% intervals, latest {found.read:,}", "bold"))
        lines += [_estimate(role, each) for role, each in sure.items()]
    return Content("\n").join(lines)


def _shares(title: str, counts: Mapping[str, int]) -> list[Content]:
    total = sum(counts.values())
    lines = [Content.styled(f"\n{title}", "bold")] if total else []
    for name, count in list(counts.items())[:_SHOWN]:
        share = count / total
        told = f"{padded(one_line(name), _NAME)} {bar(share)} {share:4.0%}  {count:,}"
        lines.append(safe(told))
    return lines


def _estimate(role: str, found: "Estimate") -> Content:
    told = f"{padded(one_line(role), _NAME)} {bar(found.value)} {found.value:+.2f}"
    return safe(f"{told}  [{found.low:+.2f}, {found.high:+.2f}]  n {found.n}")
