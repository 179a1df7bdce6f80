"""The tabs in the middle of the judge lab: the sample, the matrix, agreement, audits."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from society.domain.judging import Judgement
from society.domain.trust import AuditReport, Check
from tui.screens.judging.sample import Row, Sample
from tui.text import flat, reward, safe
from tui.widgets.panel import Panel
from tui.widgets.table import Table

EMPTY = "No judged dialogues match. Press 1, then enter, to play one; / filters."
_TEXT = 100


class Rows(Panel):
    """A table of turns."""

    def content(self) -> ComposeResult:
        """The table."""
        yield Table()

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)


class Turns(Rows):
    """One row a turn: who, what, the chosen judge's score, people's."""

    def show(self, sample: Sample, judge: str, *, blind: bool) -> None:
        """Draw the sample."""
        if not sample.rows:
            self.empty(EMPTY)
            return
        self.ready()
        self.table.fill(
            ["dialogue", "turn", "who", judge or "judge", "person", "said"],
            [(row.key, _turn(row, judge, blind=blind)) for row in sample.rows],
        )


class Matrix(Rows):
    """Turns down, judges across."""

    def show(self, sample: Sample, *, blind: bool) -> None:
        """Draw everything that was said."""
        if not sample.judges:
            self.empty("No judge has said anything of these turns. A asks every judge.")
            return
        self.ready()
        head = ["turn", "who", *(name[:12] for name in sample.judges), "person"]
        self.table.fill(
            head, [(row.key, _across(row, sample.judges, blind)) for row in sample.rows]
        )


class Agreement(Panel):
    """How far judges and people say the same."""

    def content(self) -> ComposeResult:
        """The figures over the pairs."""
        yield Static(id="agreement-checks")
        yield Table()

    def show(self, told: Mapping[str, Any]) -> None:
        """Draw what `society judge agree` found."""
        self.ready()
        checks = [Check.model_validate(each) for each in told["checks"]]
        self.query_one("#agreement-checks", Static).update(
            Content("\n").join([_check(each) for each in checks])
        )
        table = self.query_one(Table)
        head = ["judge", "person", "both", "Spearman", "95%", "weighted κ", "α"]
        table.fill(head, [(f"{at}", _pair(pair)) for at, pair in enumerate(told["matrix"])])
        table.display = bool(told["matrix"])


class Audits(Panel):
    """What audits found, the checks that failed first."""

    def content(self) -> ComposeResult:
        """The table."""
        yield Static(id="audit-of")
        yield Table()

    def show(self, sample: Sample, judge: str) -> None:
        """Draw the latest audit of the chosen judge, or of the last one audited."""
        report = sample.audits.get(judge) or next(iter(sample.audits.values()), None)
        if report is None:
            self.empty(f"{judge or 'No judge'} is unaudited. U audits it.")
            return
        self.ready()
        self.query_one("#audit-of", Static).update(safe(_headline(report)))
        checks = sorted(report.checks, key=_worst_first)
        head = ["", "check", "figure", "95%", "mark", "n", ""]
        self.query_one(Table).fill(head, [(check.name, _checked(check)) for check in checks])


def _turn(row: Row, judge: str, *, blind: bool) -> list[Content]:
    hidden = blind and not row.labels
    return [
        flat(row.episode),
        Content("end" if row.turn is None else f"{row.turn}"),
        flat(row.name),
        Content("hidden") if hidden else _score(row.said.get(judge)),
        Content("") if row.person is None else reward(row.person),
        flat(row.text, width=_TEXT),
    ]


def _across(row: Row, judges: Sequence[str], blind: bool) -> list[Content]:
    hidden = blind and not row.labels
    scores = [Content("·") if hidden else _score(row.said.get(judge)) for judge in judges]
    person = Content("") if row.person is None else reward(row.person)
    at = "end" if row.turn is None else f"{row.turn}"
    return [flat(f"{row.episode}:{at}"), flat(row.name), *scores, person]


def _score(said: Judgement | None) -> Content:
    if said is None:
        return Content.styled("-", "dim")
    if said.score is None:
        return flat(f"⚠ {said.unscored}", "$text-warning")
    return reward(said.score)


def _check(check: Check) -> Content:
    figure = "-" if check.figure is None else f"{check.figure:.2f}"
    return Content.assemble(safe(f"{check.name}: ", "bold"), figure, safe(f"  {check.sentence}"))


def _pair(pair: Mapping[str, Any]) -> list[Content]:
    found = pair["spearman"]
    interval = "" if found is None else f"{found['low']:.2f} to {found['high']:.2f}"
    return [
        flat(pair["judge"]),
        flat(pair["person"]),
        Content(f"{pair['n']}"),
        Content("-" if found is None else f"{found['value']:.2f}"),
        Content(interval),
        Content("-" if pair["kappa"] is None else f"{pair['kappa']:.2f}"),
        Content("-" if pair["alpha"] is None else f"{pair['alpha']:.2f}"),
    ]


def _headline(report: AuditReport) -> str:
    marked = [check for check in report.checks if check.mark]
    model = f", {report.model}" if report.model else ""
    return (
        f"{report.judge} {report.version[:8]}{model}: {len(report.failed)} of {len(marked)} checks "
        f"failed; {report.items} items of {report.material}, {report.created[:10]}"
    )


def _worst_first(check: Check) -> int:
    return {False: 0, None: 1, True: 2}[check.passed] if check.mark else 3


def _checked(check: Check) -> list[Content]:
    sign = {True: ("✓", "$text-success"), False: ("✗", "$text-error"), None: (" ", "")}
    figure = "-" if check.figure is None else f"{check.figure:.3g}{check.unit}"
    interval = "" if check.low is None else f"{check.low:.3g} to {check.high:.3g}"
    return [
        Content.styled(*sign[check.passed]),
        flat(check.name),
        Content(figure),
        Content(interval),
        flat(check.mark),
        Content(f"{check.n}"),
        flat(check.sentence),
    ]
