"""An audit on the terminal: how far it is, and its table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from society.cli.output import SCHEMA, as_json, err, note, say, table
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
    from society.audit.report import headline, lines, summary

    if json:
        whole = {"stored": done.whole, "stopped": done.stopped, "summary": summary(report)}
        as_json({"schema": SCHEMA, **report.model_dump(mode="json"), **whole})
        return
    found = lines(report)
    say(headline(report), "bold")
    say()
    table(COLUMNS, [each[:5] for each in found])
    say()
    for each in found:
        parts = f" ({each.parts})" if each.parts else ""
        say(f"{each.name}: {each.sentence}{parts}")
    say()
    say(summary(report), "bold")
