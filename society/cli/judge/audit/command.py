"""`society judge audit`: how good a judge is, in a table; the price is told first."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from society.cli.output import note, program
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.audit.probing import Exam
    from society.audit.run import Audit, Judge
    from society.cli.judge.audit.price import Price
    from society.cli.stuck import Stop
    from society.domain.lent import Archive
    from society.plugins import Juror

ITEMS, STRICT = 200, 800
"""Turns of an audit: a share of 0.9 is then known to 5 points, or to 2."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AuditOptions:
    """On what a judge is audited, with what, and what it may cost.

    Parameters
    ----------
    items
        So many turns; 200 without it.
    strict
        800 turns: small shifts show.
    material
        casino, the people's dialogues that come along, or stored, all your own that ended.
    where
        Only stored dialogues that match, as `society list --where` takes it.
    flaws
        A Python file with flaws of your trade, marked @flaw, to plant beside the nine; it runs.
    seed
        Draws the turns, the flaws and the attacks.
    seat
        A scenario: the judge is audited with the params and criteria of its seat there.
    judge_model
        The model of a judge that needs one.
    rival_model
        A second model for the same judge: does each prefer what itself wrote? For stored dialogues.
    param
        A param of the judge, as --param.name value.
    budget
        Dollars that this may cost; never exceeded.
    max_calls
        Requests that this may make.
    concurrency
        Questions at once; 16, or 4 where the model runs in this process.
    fail_under
        Exit with 3 where a smaller share of the checks is passed: 0.8 or 80%.
    dry_run
        Print what it would take, and ask nothing.
    yes
        Do not ask whether to go on.
    allow_code
        Let a module that is no installed judge run.
    api_base
        The base URL of an OpenAI-compatible server.
    db
        The database that keeps the audit, and holds the dialogues.
    html
        Write a page to this file, too.
    json
        Print one JSON document.
    quiet
        Show no progress.
    """

    items: int | None = None
    strict: bool = False
    material: Literal["casino", "stored"] | None = None
    where: str = ""
    flaws: Path | None = None
    seed: int = 0
    seat: str = ""
    judge_model: str | None = None
    rival_model: str = ""
    param: Annotated[dict[str, str], Parameter(name="--param")] = field(default_factory=dict)
    budget: float | None = None
    max_calls: int | None = None
    concurrency: Annotated[int | None, Parameter(name=["--concurrency", "-c"])] = None
    fail_under: str = ""
    dry_run: bool = False
    yes: bool = False
    allow_code: bool = False
    api_base: str | None = None
    db: str | None = None
    html: Path | None = None
    json: bool = False
    quiet: bool = False

    @property
    def number(self) -> int:
        """How many turns."""
        return self.items or (STRICT if self.strict else ITEMS)


def audit(ref: str, *, options: AuditOptions | None = None) -> int:
    """Tell how good a judge is: flaws it finds, and what moves it that should not.

    Each check has a figure, its interval, a pass mark and a sentence. What cannot be asked of this
    judge says so. The result is stored with the judge's version; interrupted, nothing is stored.

    Parameters
    ----------
    ref
        An installed judge, module:object, or file.py:object.
    """
    options = options or AuditOptions()
    _refuse_wrong(options)
    return asyncio.run(_audit(ref, options))


def _refuse_wrong(options: AuditOptions) -> None:
    from society.cli.export.command import share

    numbers = {"items": options.items, "max-calls": options.max_calls, "c": options.concurrency}
    for flag, number in numbers.items():
        if number is not None and number < 1:
            raise SocietyError(f"--{flag} is {number}; it must be at least 1")
    if options.budget is not None and not 0 < options.budget < float("inf"):
        raise SocietyError(f"--budget is {options.budget}; it must be dollars above 0")
    if options.where and options.material == "casino":
        raise SocietyError("--where chooses stored dialogues", hint="leave out --material casino")
    if options.fail_under:
        share("--fail-under", options.fail_under)
    if options.html and not options.html.parent.is_dir():
        raise SocietyError(f"there is no folder {str(options.html.parent)!r} for the page")


async def _audit(ref: str, options: AuditOptions) -> int:
    from society.audit.run import Judge
    from society.cli.connecting import connected, refuse_unpriced
    from society.cli.judge.audit.material import material_for
    from society.cli.judge.audit.price import models_of, price
    from society.cli.judge.ready import juror_of, with_its_models
    from society.cli.stuck import stopping
    from society.llm.purse import Allowance, Purse
    from society.settings import settings

    chosen = settings()
    juror = juror_of(
        ref, chosen, params=options.param, allow_code=options.allow_code, scenario=options.seat
    )
    exam = material_for(juror, chosen, options)
    base = options.api_base or chosen.api_base
    purse = Purse(Allowance(options.budget, options.max_calls))
    with stopping() as stop, _lent(juror, options) as archive:
        async with connected(chosen, api_base=base, stream=False, purse=purse) as connections:
            found = price(Judge(juror), exam, connections, options)
            if options.dry_run:
                found.tell(json=options.json)
                return Exit.DONE
            ready = with_its_models(juror, exam.model, connections, chosen, rival=exam.rival)
            judge = replace(ready, archive=archive)
            if options.budget is not None:
                refuse_unpriced(models_of(judge), connections)
            return await _through(judge, exam, found, options, stop)


@contextmanager
def _lent(juror: "Juror", options: AuditOptions) -> "Iterator[Archive | None]":
    """The store to read, for a judge that asks for it and as long as there is one.

    StoreError where the judge asks for it and `--db` names one that is not there.
    """
    from society.cli.stored import readable
    from society.store.archive import StoredArchive
    from society.store.store import Store

    where = readable(options.db) if "archive" in juror.needs else None
    if where is None:
        yield None
        return
    with Store.open(where, create=False, write=False) as store:
        yield StoredArchive(store)


async def _through(
    judge: "Judge",
    exam: "Exam",
    found: "Price",
    options: AuditOptions,
    stop: "Stop",
) -> int:
    from society.audit.run import examine
    from society.cli.judge.audit.shown import asking

    if not options.quiet:
        note(found.words, "dim")
    if found.asks_a_model and not options.yes and _declined():
        return Exit.DONE
    with asking(judge.juror.name, quiet=options.quiet) as told:
        done = await examine(
            judge, exam, at_once=found.at_once, told=told, halted=lambda: stop.asked
        )
    code = await _told(done, options)
    if stop.exit is not None and not done.whole:
        return int(stop.exit)
    if done.error:
        raise done.error
    return code


def _declined() -> bool:
    """Whether somebody at a terminal says no; where nobody is, nobody is asked."""
    from society.cli.weights import agreed

    there = sys.stdin.isatty() and sys.stderr.isatty()
    return there and not agreed("Go on?")


async def _told(done: "Audit", options: AuditOptions) -> int:
    """Print the table; store it where it is whole; the exit code."""
    from society.audit.html import page
    from society.cli.judge.audit.shown import mute, show
    from society.settings import database
    from society.store import audits
    from society.store.store import Store, utc

    report = done.report(strict=options.strict).model_copy(update={"created": utc()})
    if done.whole and done.mute:
        raise mute(report, done, json=options.json)
    if done.quotable:
        with Store.open(database(options.db)) as store:
            await audits.add(store, report)
    show(report, done, json=options.json)
    if options.html:
        options.html.write_text(page(report), encoding="utf-8")
        note(f"{options.html} written", "dim")
    if not done.whole:
        asked = f"{len(done.answers)} of {len(done.probes)} questions were answered"
        note(f"stopped: {done.stopped}; {asked}, and nothing is stored", "yellow")
        return Exit.PARTLY
    given = "".join(f" --param.{name} {quote(value)}" for name, value in options.param.items())
    again = f"{program()} judge show {done.judge.juror.reference}{given}"
    note(f"stored; `{again}` tells it again", "dim")
    return _exit(done, options)


def _exit(done: "Audit", options: AuditOptions) -> int:
    from society.cli.export.command import share

    if not options.fail_under:
        return Exit.DONE
    judged = [check.passed for check in done.checks() if check.passed is not None]
    passed = sum(judged) / len(judged) if judged else 0.0
    if passed >= share("--fail-under", options.fail_under):
        return Exit.DONE
    note(f"{passed:.0%} of the checks are passed, less than {options.fail_under}", "red")
    return Exit.PARTLY
