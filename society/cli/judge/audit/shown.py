"""An audit on the terminal: how far it is, and its table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from society.cli.output import SCHEMA, as_json, err, note, say, table
from society.domain.errors import SocietyError
from society.domain.trust import AuditReport

if TYPE_CHECKING:
    from society.audit.run import Audit

EVERY = 10.0
"""Seconds between two lines where no bar can be drawn."""

COLUMNS = ("check", "figure", "95% interval", "pass mark", "")


@contextmanager
def asking(name: str, *, quiet: bool = False) -> Iterator[Callable[["Audit"], None]]:
    """Shows how many questions are answered: a bar on a terminal, else a line now and then."""
    if quiet:
        yield lambda audit: None
    elif err().is_terminal:
        from rich.progress import Progress

        with Progress(console=err(), transient=True) as bar:
            task = bar.add_task(f"auditing {name}", total=None)
            yield lambda audit: bar.update(
                task, completed=len(audit.answers), total=len(audit.probes)
            )
    else:
        yield _lines(name)


def _lines(name: str) -> Callable[["Audit"], None]:
    due = monotonic() + EVERY

    def told(audit: "Audit") -> None:
        nonlocal due
        if monotonic() >= due:
            due = monotonic() + EVERY
            note(f"auditing {name}: {len(audit.answers)}/{len(audit.probes)} questions")

    return told


def show(report: AuditReport, done: "Audit", *, json: bool) -> None:
    """Print the table and what each line of it means, or one JSON document."""
    from society.audit.report import summary

    if json:
        whole = {"stored": done.quotable, "stopped": done.stopped, "summary": summary(report)}
        as_json({"schema": SCHEMA, **report.model_dump(mode="json"), **whole})
    else:
        tell(report)


def tell(report: AuditReport) -> None:
    """Print an audit: its checks as a table, those that failed first, and a sentence to each."""
    from society.audit.report import headline, lines, summary, worst_first

    found = worst_first(lines(report))
    say(headline(report), "bold")
    say()
    table(COLUMNS, [each[:5] for each in found])
    say()
    for each in found:
        parts = f" ({each.parts})" if each.parts else ""
        say(f"{each.name}: {each.sentence}{parts}")
    say()
    say(summary(report), "bold")


def mute(report: AuditReport, done: "Audit", *, json: bool) -> SocietyError:
    """The error of a judge that scored nothing; the JSON document is printed all the same."""
    from society.audit.counting import many
    from society.audit.probing import Heard

    if json:
        show(report, done, json=True)
    silent = Heard(done.exam, done.answers).silent
    failed = "" if silent == report.items else ", and failed at others"
    here = report.material == "casino"
    other = "--where scenario:…, over stored dialogues" if here else "--where, or --material casino"
    return SocietyError(
        f"judge {report.judge!r} said nothing about {silent} of {many(report.items, 'item')} of "
        f"{report.material}{failed}; that is no audit, and nothing is stored",
        hint=f"audit it on what it judges: {other}",
    )
