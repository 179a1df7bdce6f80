"""Figures of a judge as a table with what each means: one look for every report but the audit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.errors import Exit, SocietyError
from society.domain.trust import AuditReport, Check

COLUMNS = ("", "figure", "95% interval", "n")


def show(title: str, checks: Sequence[Check]) -> None:
    """Print the figures, and a sentence to each."""
    from society.audit.report import lines

    told = lines(AuditReport(judge=title, version="", checks=tuple(checks)))
    say(title, "bold")
    say()
    rows = [
        (line.name, line.figure, line.interval, check.n or "")
        for line, check in zip(told, checks, strict=True)
    ]
    table(COLUMNS, rows)
    say()
    for line in told:
        say(f"{line.name}: {line.sentence}" + (f" ({line.parts})" if line.parts else ""))


def as_document(checks: Iterable[Check], **more: Any) -> None:
    """Print the same as one JSON document."""
    plain: Mapping[str, Any] = {"checks": [check.model_dump(mode="json") for check in checks]}
    as_json({"schema": SCHEMA, **more, **plain})


def refuse_wrong(**least: int | None) -> None:
    """SocietyError where a count is below 1."""
    for flag, number in least.items():
        if number is not None and number < 1:
            raise SocietyError(f"--{flag.replace('_', '-')} is {number}; it must be at least 1")


def code_of(check: Check, fail_under: float | None) -> int:
    """PARTLY where the figure is smaller than asked for, or there is none."""
    if fail_under is None or (check.figure is not None and check.figure >= fail_under):
        return Exit.DONE
    shown = "not known" if check.figure is None else f"{check.figure:.3f}"
    note(f"{check.name} is {shown}, less than {fail_under:g}", "red")
    return Exit.PARTLY
