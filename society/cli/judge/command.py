"""`society judge`: which judges there are, what one does, and how far it can be trusted."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from society.cli.output import as_json, note, program, say, table
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from society.domain.trust import AuditReport
    from society.plugins import Description, Installed
    from society.testing import Report

app = App(name="judge", help="List, show, test and compare judges; score with one.")

COMMANDS = (
    ("score", "judge.score:score", "Judge stored dialogues again; old beside new."),
    ("compare", "judge.compare:compare", "Ask a pair judge which of two dialogues is better."),
    ("new", "judge.new:new", "Write a judge's file with its test."),
    (
        "train",
        "judge.learn.command:train",
        "Train a reward model on this machine; says how good it is.",
    ),
    ("audit", "judge.audit.command:audit", "Tell how good a judge is, in a table with intervals."),
    ("flaws", "judge.flaws:flaws", "Write turns with a planted flaw beside the turns as said."),
    ("gauntlet", "judge.gauntlet:gauntlet", "Put a judge before grades that people gave."),
    ("reconcile", "judge.reconcile:reconcile", "Hold turn rewards against how it ended."),
    ("hacking", "judge.hacking:hacking", "Tell what of a judge's scores is length and flattery."),
    ("agree", "judge.agree:agree", "Hold judges against people; what to rate next."),
)
"""Every further command: its name, where it is, what it is for. It is imported when called."""

for _name, _where, _what in COMMANDS:
    app.command(f"society.cli.{_where}", name=_name, help=_what)


@app.command(name="list")
def list_(*, json: bool = False, db: str | None = None) -> None:
    """List the judges that are installed, what audits found of them, and those that do not load.

    Parameters
    ----------
    json
        Print one JSON document.
    db
        The database that holds the audits.
    """
    from society.cli.judge.trust import installed_version, kept, latest, summary
    from society.plugins import installed

    found = installed()
    with kept(db) as store:
        jurors = {each.name: installed_version(each.name) for each in found if each.badge}
        audits = {name: summary(latest(store, juror)) for name, juror in jurors.items()}
    if json:
        as_json([{**_plain(each), "audit": audits.get(each.name, "")} for each in found])
        return
    rows = [
        (
            *(each.name, each.badge.scope, each.version),
            # Which checks is a paragraph: `show` has it, and here it would push out what it is for.
            *(audits[each.name].partition(";")[0], each.badge.about),
        )
        for each in found
        if each.badge
    ]
    table(["judge", "scope", "version", "audit", "what for"], rows)
    for each in found:
        if each.error:
            note(f"society: {each.error}\n  {each.hint}", "red")


@app.command
def show(
    name: str,
    *,
    param: Annotated[dict[str, str] | None, Parameter(name="--param")] = None,
    allow_code: bool = False,
    json: bool = False,
    db: str | None = None,
) -> None:
    """Show what a judge is for, what it asks for, the params it takes, and its latest audit.

    Parameters
    ----------
    name
        An installed judge, module:object, or file.py:object.
    param
        A param of the judge, as --param.name value: with others it is another judge.
    allow_code
        Let a module that is no installed judge run.
    json
        Print one JSON document.
    db
        The database that holds the audits.
    """
    from society.cli.judge.trust import installed_version, kept, latest, summary
    from society.plugins import describe, names_file, resolve

    allowed = allow_code or names_file(name)
    found = describe(*resolve(name, here=Path.cwd(), allow_code=allowed, hosts=_hosts()))
    juror = installed_version(name, params=param, allow_code=allowed, hosts=_hosts())
    with kept(db) as store:
        report = latest(store, juror)
    if json:
        as_json({**vars(found), "audit": summary(report), "report": report})
    else:
        _show(name, found, report)


def _show(name: str, found: "Description", report: "AuditReport | None") -> None:
    from society.cli.judge.audit.shown import tell
    from society.cli.judge.trust import summary

    audit = summary(report)
    told = {**vars(found), "params": found.takes, "audit": audit}
    for key in (key for key in told if key not in ("about", "takes")):
        shown = ", ".join(told[key]) if isinstance(told[key], tuple) else told[key]
        say(f"{key:<9}  {shown or '-'}")
    say(f"\n{found.about}")
    if report is None:
        note(f"`{program()} judge audit {name}` tells how good it is", "dim")
        return
    say()
    tell(report)


@app.command(name="test")
def check(
    ref: str,
    *,
    param: Annotated[dict[str, str] | None, Parameter(name="--param")] = None,
    timeout: float = 10.0,
    allow_code: bool = False,
    json: bool = False,
) -> None:
    """Ask a judge about sample dialogues and tell whether it keeps the contract.

    A verdict on its scale for every turn, end or pair, nothing changed, in time, and the same
    answer twice where it claims to be deterministic. Naming a file here is the permission to run
    it.

    Parameters
    ----------
    ref
        An installed judge, module:object, file.py:object, cmd:./program, or http://….
    param
        A param of the judge, as --param.name value.
    timeout
        How many seconds an answer may take.
    allow_code
        Let a module that is no installed judge run.
    json
        Print one JSON document.
    """
    from society.plugins import names_file

    allowed = allow_code or names_file(ref)
    report = _checked(ref, param or {}, allowed=allowed, timeout=timeout)
    if json:
        as_json({**vars(report), "ok": report.ok})
    else:
        say(str(report))
    if not report.ok:
        raise SocietyError(
            f"judge {report.name!r} does not keep the contract",
            hint="a judge returns a number on its scale, (number, critique), a dict, or None",
        )


def _checked(ref: str, param: "Mapping[str, str]", *, allowed: bool, timeout: float) -> "Report":
    from society.plugins import Written, find
    from society.testing import check_juror

    params = {name: Written(value) for name, value in param.items()}
    juror = find(ref, params=params, here=Path.cwd(), allow_code=allowed, hosts=_hosts())
    return asyncio.run(check_juror(juror, timeout=timeout))


def _hosts() -> tuple[str, ...]:
    from society.settings import settings

    return settings().judge_hosts


def _plain(each: "Installed") -> dict[str, Any]:
    badge = each.badge
    return {
        "name": each.name,
        "scope": badge.scope if badge else None,
        "version": each.version,
        "reference": each.reference,
        "package": each.package,
        "about": badge.about if badge else "",
        "error": each.error,
    }
