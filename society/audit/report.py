"""An audit in words: the lines of its table, the same for a terminal, a page and a card."""

from collections.abc import Sequence
from typing import NamedTuple

from society.audit.counting import many
from society.domain.trust import AuditReport, Check

GOOD, BAD, OPEN, SILENT, PLAIN = "ok", "FAILS", "too few to tell", "no figure", "-"


class Line(NamedTuple):
    """One check as it is shown."""

    name: str
    figure: str
    interval: str
    mark: str
    verdict: str
    sentence: str
    parts: str


def lines(report: AuditReport) -> list[Line]:
    """The table, a line for each check."""
    return [_line(check) for check in report.checks]


def worst_first(found: Sequence[Line]) -> list[Line]:
    """Those that fail before those that leave it open, and these before the others."""
    order = {BAD: 0, OPEN: 1}
    return sorted(found, key=lambda line: order.get(line.verdict, 2))


def headline(report: AuditReport) -> str:
    """What was audited, on what, and what it took."""
    model = f" with {report.model}" if report.model else ""
    cost = "cost unknown" if report.cost is None else f"${report.cost:.4f}"
    took = f"{many(report.calls, 'call')}, {cost}, {report.seconds:.0f} s"
    return (
        f"{report.judge}{model} (version {report.version}) on "
        f"{many(report.items, 'turn')} of {report.material}, seed {report.seed}: {took}"
    )


def summary(report: AuditReport) -> str:
    """How many checks it passes and fails, and which gave no figure, in one sentence."""
    marked = [check for check in report.checks if check.mark]
    passed = [check for check in marked if check.passed]
    failed = [check.name for check in report.failed]
    told = f"passes {len(passed)} of {len(marked)} checks"
    failing = f", fails {len(failed)}: {', '.join(failed)}" if failed else ", fails none"
    few = [check.name for check in marked if verdict(check) == OPEN]
    left = [check.name for check in marked if verdict(check) == SILENT]
    unsure = f"; too few items to tell: {', '.join(few)}" if few else ""
    silent = f"; no figure: {', '.join(left)}" if left else ""
    return told + failing + unsure + silent


def verdict(check: Check) -> str:
    """Whether the check is passed, in a word."""
    if check.figure is None:
        return SILENT
    if check.passed is None:
        return OPEN if check.mark else PLAIN
    return GOOD if check.passed else BAD


def _line(check: Check) -> Line:
    ends = [_shown(end, check.unit) for end in (check.low, check.high) if end is not None]
    interval = "..".join(ends) if len(set(ends)) > 1 else ""
    return Line(
        name=check.name,
        figure="-" if check.figure is None else _shown(check.figure, check.unit),
        interval=interval,
        mark=check.mark or "report",
        verdict=verdict(check),
        sentence=check.sentence,
        parts=", ".join(
            f"{name.replace('_', ' ')} {value:.2f}" for name, value in check.parts.items()
        ),
    )


def _shown(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.1f}%"
    return f"${value:.4g}" if unit == "$" else f"{value:.3f}"
