"""`society batch`: a thousand dialogues, kept as they happen, resumed by the same command."""

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from society.cli.listening import ListenOptions
from society.cli.options import CastOptions, MindOptions, cast_of, overrides, policies_of
from society.domain.errors import SocietyError
from society.settings import Transport

if TYPE_CHECKING:
    from society.batch.plan import Plan

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MatrixOptions:
    """What is played. What may be given several times is played in every combination.

    Parameters
    ----------
    plan
        A plan file (YAML) instead of scenarios and the flags of this group.
    n
        Dialogues in all, dealt in turn to every combination.
    rollouts
        How often each drawn game is played: preference pairs come from the same game.
    name
        The name of the batch; from the scenarios without it.
    seed
        Draws the games (repeatable).
    level
        A level of the scenario's curriculum, such as hard (repeatable).
    locale
        The language to play in, such as zh (repeatable).
    set
        Override a field of the scenarios: --set turns.max=6.
    """

    plan: Path | None = None
    n: Annotated[int | None, Parameter(name=["--n", "-n"])] = None
    rollouts: int = 1
    name: str = ""
    seed: tuple[int, ...] = ()
    level: tuple[str, ...] = ()
    locale: tuple[str, ...] = ()
    set: tuple[str, ...] = ()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class WorkOptions:
    """How it is played, and what it may cost. These may differ from run to run.

    Parameters
    ----------
    concurrency
        Dialogues at once in all; 64, or 4 where the model runs in this process.
    processes
        Processes that share the work.
    budget
        Dollars that the batch may cost in all, over all its runs; never exceeded.
    max_calls
        Requests that the batch may make in all.
    until
        Begin nothing more after so long: 30m, 2h, 90s.
    accept_change
        Go on although the configuration has changed, as a new revision.
    again
        Play also what failed in a way that would come again.
    no_preflight
        Do not try each model with one call first.
    transport
        direct or litellm instead of what suits the provider.
    api_base
        The base URL of an OpenAI-compatible server.
    db
        The database to keep the dialogues in.
    dry_run
        Print what it would take, and play nothing.
    json
        Print the summary as JSON.
    jsonl
        Print every event as one line of JSON.
    quiet
        Show no progress.
    """

    concurrency: Annotated[int | None, Parameter(name=["--concurrency", "-c"])] = None
    processes: int = 1
    budget: float | None = None
    max_calls: int | None = None
    until: str = ""
    accept_change: bool = False
    again: bool = False
    no_preflight: bool = False
    transport: Transport | None = None
    api_base: str | None = None
    db: str | None = None
    dry_run: bool = False
    json: bool = False
    jsonl: bool = False
    quiet: bool = False


def batch(
    *scenarios: str,
    matrix: MatrixOptions | None = None,
    cast: CastOptions | None = None,
    minds: MindOptions | None = None,
    work: WorkOptions | None = None,
    listen: ListenOptions | None = None,
) -> int:
    """Play many dialogues; the same command again goes on where it stopped.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.batch.batching import perform

    matrix, cast, work = matrix or MatrixOptions(), cast or CastOptions(), work or WorkOptions()
    if work.processes > 1 and listen is not None and listen != ListenOptions():
        raise SocietyError(
            "logs and traces are written by one process",
            hint="leave --processes out, or start each process by hand with files of its own",
        )
    plan = planned(scenarios, matrix, cast, work, minds)
    with seldom_collected():
        return asyncio.run(perform(plan, work, listen))


def planned(
    scenarios: Sequence[str],
    matrix: MatrixOptions,
    cast: CastOptions,
    work: WorkOptions,
    minds: MindOptions | None = None,
) -> "Plan":
    """The plan that the words mean; SocietyError where they mean none."""
    plan = _planned(scenarios, matrix, cast, work)
    if minds is None or not (minds.searches or minds.effort or minds.policies):
        return plan
    played = {"policies": policies_of(minds, work.db)}
    thinking = {"searches": minds.searches, "effort": minds.effort, **played}
    casts = (each.model_copy(update=thinking) for each in plan.casts)
    return plan.model_copy(update={"casts": tuple(casts)})


def _planned(
    scenarios: Sequence[str], matrix: MatrixOptions, cast: CastOptions, work: WorkOptions
) -> "Plan":
    from society.batch.stages import scenarios as meant
    from society.settings import settings

    _refuse_wrong(matrix, work)
    folders = [Path(folder) for folder in settings().scenarios]
    told = {"api_base": work.api_base, "allow_code": cast.allow_code}
    if matrix.plan is not None:
        plan = _from_file(matrix, cast, scenarios)
        return plan.model_copy(update={**told, "scenarios": meant(plan.scenarios, folders)})
    if not scenarios:
        raise SocietyError(
            "no scenario is named", hint="society batch market/used_bike -n 100, or --plan FILE"
        )
    return _from_flags(meant(scenarios, folders), matrix, cast).model_copy(update=told)


def _refuse_wrong(matrix: MatrixOptions, work: WorkOptions) -> None:
    """SocietyError for a number or a name that means nothing, before anything is begun."""
    least = {"n": matrix.n, "rollouts": matrix.rollouts, "processes": work.processes}
    least |= {"concurrency": work.concurrency, "max-calls": work.max_calls}
    for flag, number in least.items():
        if number is not None and number < 1:
            raise SocietyError(f"--{flag} is {number}; it must be at least 1")
    if work.budget is not None and not 0 < work.budget < math.inf:
        raise SocietyError(f"--budget is {work.budget}; it must be dollars above 0")
    if matrix.name and not re.fullmatch(NAME, matrix.name):
        raise SocietyError(
            f"--name {matrix.name!r} is no name of a batch",
            hint="use up to 64 letters, digits, dots, dashes and underscores",
        )
    seconds(work.until)


def _from_file(matrix: MatrixOptions, cast: CastOptions, scenarios: Sequence[str]) -> "Plan":
    from society.batch.plan import sized
    from society.batch.planfile import read_plan

    words: dict[str, object] = {"seed": matrix.seed, "level": matrix.level, "locale": matrix.locale}
    words |= {"set": matrix.set, "name": matrix.name, "rollouts": matrix.rollouts > 1}
    words |= {name.replace("_", "-"): value for name, value in vars(cast).items()}
    given = [word for word, value in words.items() if value and word != "allow-code"]
    if scenarios or given:
        wrong = "scenarios" if scenarios else f"--{given[0]}"
        raise SocietyError(f"--plan and {wrong} exclude each other", hint="put it into the plan")
    assert matrix.plan is not None
    plan = read_plan(matrix.plan).plan
    return plan if matrix.n is None else sized(plan, matrix.n)


def _from_flags(found: tuple[str, ...], matrix: MatrixOptions, cast: CastOptions) -> "Plan":
    from society.batch.plan import Plan, sized

    plan = Plan(
        name=matrix.name or _name(found),
        scenarios=found,
        rollouts=matrix.rollouts,
        seeds=matrix.seed or (0,),
        levels=matrix.level or ("",),
        locales=matrix.locale or ("",),
        casts=(cast_of(cast),),
        overrides=overrides(matrix.set),
    )
    return sized(plan, matrix.n or 1)


def _name(found: Sequence[str]) -> str:
    """A name that the same scenarios always get."""
    last = [Path(each).stem for each in found]
    shown = "-".join(last) if len(last) <= 3 else f"{last[0]}-and-{len(last) - 1}-more"
    return re.sub(r"[^A-Za-z0-9._-]+", "-", shown)[:64]


def seconds(until: str) -> float | None:
    """A duration such as 30m or 1.5h in seconds; None for none.

    >>> seconds("30m"), seconds("90"), seconds("")
    (1800.0, 90.0, None)
    """
    if not until:
        return None
    said = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", until.strip())
    if said is None:
        raise SocietyError(f"--until {until!r} is not a duration", hint="write 90s, 30m or 2h")
    return float(said[1]) * _UNITS[said[2]]
