"""`society judge gauntlet`: a judge before human grades, beside a person and plain length."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from society.cli.output import note
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.audit.gauntlet import Gauntlet
    from society.audit.run import Audit, Judge
    from society.cli.stuck import Stop
    from society.llm.connect import Connections

CorpusName = Literal[
    "casino", "uss", "persuasion", "mathdial", "esconv", "dealornodeal", "diplomacy"
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class GauntletOptions:
    """Which grades, how many, with what, and what it may cost.

    Parameters
    ----------
    corpus
        Which corpus the file is of: docs/corpora.md tells where each is from.
    n
        So many graded turns or dialogues, as evenly from all dialogues as can be.
    seed
        Draws them.
    judge_model
        The model of a judge that needs one.
    param
        A param of the judge, as --param.name value.
    budget
        Dollars that this may cost; never exceeded.
    max_calls
        Requests that this may make.
    concurrency
        Questions at once; 16, or 4 where the model runs in this process.
    fail_under
        Exit with 3 where the judge's correlation is smaller.
    dry_run
        Print what it would take, and ask nothing.
    allow_code
        Let a module that is no installed judge run.
    api_base
        The base URL of an OpenAI-compatible server.
    json
        Print one JSON document.
    quiet
        Show no progress.
    """

    corpus: CorpusName
    n: Annotated[int, Parameter(name=["--n", "-n"])] = 200
    seed: int = 0
    judge_model: str | None = None
    param: Annotated[dict[str, str], Parameter(name="--param")] = field(default_factory=dict)
    budget: float | None = None
    max_calls: int | None = None
    concurrency: Annotated[int | None, Parameter(name=["--concurrency", "-c"])] = None
    fail_under: float | None = None
    dry_run: bool = False
    allow_code: bool = False
    api_base: str | None = None
    json: bool = False
    quiet: bool = False


def gauntlet(ref: str, file: Path, *, options: GauntletOptions) -> int:
    """Put a judge before what people graded: how much of it does it see?

    Prints its rank correlation with the grades beside what one person has with the others, and
    beside what length and position alone tell.

    Parameters
    ----------
    ref
        An installed judge, module:object, or file.py:object.
    file
        The corpus' file, or folder, as it was published.
    """
    from society.cli.judge.figures import refuse_wrong

    refuse_wrong(n=options.n, max_calls=options.max_calls, concurrency=options.concurrency)
    if options.budget is not None and not 0 < options.budget < float("inf"):
        raise SocietyError(f"--budget is {options.budget}; it must be dollars above 0")
    if not file.exists():
        raise SocietyError(
            f"there is no file {str(file)!r}", hint="docs/corpora.md tells where a corpus is from"
        )
    return asyncio.run(_gauntlet(ref, file, options))


async def _gauntlet(ref: str, file: Path, options: GauntletOptions) -> int:
    from society.audit.corpora import corpus
    from society.audit.gauntlet import gathered
    from society.audit.lending import needs_games, planner, unplayable
    from society.casting import SMALL, engine
    from society.cli.connecting import connected
    from society.cli.judge.ready import juror_of, with_its_models
    from society.cli.stuck import stopping
    from society.llm.purse import Allowance, Purse
    from society.settings import settings

    chosen = settings()
    juror = juror_of(ref, chosen, params=options.param, allow_code=options.allow_code)
    scope, roles = juror.badge.scope, juror.badge.roles
    found = gathered(corpus(options.corpus), file, scope, options.n, seed=options.seed, roles=roles)
    if needs_games(juror) and any(planner(each.dialogue) is None for each in found.probes()):
        hint = f"`society judge audit {ref}` plays CaSiNo's dialogues and stored ones on"
        raise unplayable(juror, f"what people said in {options.corpus}", hint)
    purse = Purse(Allowance(options.budget, options.max_calls))
    with stopping() as stop:
        async with connected(
            chosen, api_base=options.api_base, stream=False, purse=purse
        ) as connections:
            model = engine(
                juror, options.judge_model or chosen.judge_model or chosen.model or SMALL
            )
            judge = with_its_models(juror, model, connections, chosen)
            return await _through(judge, found, connections, options, stop)


async def _through(
    judge: "Judge",
    found: "Gauntlet",
    connections: "Connections",
    options: GauntletOptions,
    stop: "Stop",
) -> int:
    from society.audit.run import examine
    from society.cli.connecting import refuse_unpriced
    from society.cli.judge.audit.price import models_of, price
    from society.cli.judge.audit.shown import asking

    probes, exam = found.probes(), found.exam_of(judge.model.name if judge.model else "")
    takes = price(judge, exam, connections, options, probes)
    if options.dry_run:
        takes.tell(json=options.json)
        return Exit.DONE
    if options.budget is not None:
        refuse_unpriced(models_of(judge), connections)
    if not options.quiet:
        note(takes.words, "dim")
    with asking(judge.juror.name, quiet=options.quiet) as told:
        done = await examine(
            judge,
            exam,
            probes=probes,
            at_once=takes.at_once,
            told=told,
            halted=lambda: stop.asked,
        )
    code = _told(done, found, options)
    if stop.exit is not None and not done.whole:
        return int(stop.exit)
    if done.error:
        raise done.error
    return code if done.whole else int(Exit.PARTLY)


def _told(done: "Audit", found: "Gauntlet", options: GauntletOptions) -> int:
    from society.audit.gauntlet import checks
    from society.cli.judge.figures import as_document, code_of, show

    told = checks(found, done.answers, seed=options.seed)
    judge = done.judge
    model = f" with {judge.model.name}" if judge.model else ""
    level = "dialogues" if found.items[0].turn is None else "turns"
    if options.json:
        about = {"judge": judge.juror.name, "version": judge.version, "corpus": found.corpus.name}
        spent = {"calls": done.calls, "cost": done.spent, "stopped": done.stopped}
        as_document(told, **about, items=len(found.items), of=found.total, level=level, **spent)
    else:
        corpus = found.corpus
        show(f"{judge.juror.name}{model} before {corpus.name}: {corpus.grade}", told)
        many = f"{len(found.items)} of {found.total} graded {level}; {corpus.source}"
        note(f"{many}; grades by {corpus.raters}", "dim")
    if not done.whole:
        note(f"stopped: {done.stopped}", "yellow")
    return code_of(told[0], options.fail_under)
