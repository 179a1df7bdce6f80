"""`society estimate`: what a batch or a search will take, before anything is spent."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from society.cli.batch.command import MatrixOptions, WorkOptions, planned
from society.cli.options import CastOptions, MindOptions
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.batch.billing import Bill
    from society.batch.estimate import Pace
    from society.batch.expectation import Cell
    from society.batch.plan import Plan
    from society.batch.runner import Todo
    from society.casting import Table
    from society.settings import Settings
    from society.store.past import Past
    from society.store.store import Store
    from society.store.where import Where

_SHARE = re.compile(r"(?:top\s*)?(\d+(?:\.\d+)?)\s*%")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """What a search takes, by arithmetic alone.

    Parameters
    ----------
    search
        Width x depth instead of scenarios: 32x5 unfolds 32 replies on each of 5 levels.
        With scenarios it is --search.ROLE best-of-8: how a role thinks before it speaks.
    keep_top
        The share of each level's replies that are unfolded further: 10%.
    tokens
        Tokens of one simulation.
    agent_price
        Dollars for a million tokens of the agent.
    judge_price
        Dollars for a million tokens of the judge.
    simulations
        So many simulations, however they come about.
    """

    search: str = ""
    keep_top: str = "10%"
    tokens: int = 1000
    agent_price: float | None = None
    judge_price: float | None = None
    simulations: int | None = None

    @property
    def asked(self) -> bool:
        """Whether a search is to be estimated and not a batch."""
        return bool(self.search) or self.simulations is not None


@dataclass(frozen=True)
class Keep:
    """Which dialogues are kept: those that fit a query, or a share of the best."""

    where: "Where"
    top: Fraction
    words: str


def estimate(
    *scenarios: str,
    matrix: MatrixOptions | None = None,
    cast: CastOptions | None = None,
    work: WorkOptions | None = None,
    search: SearchOptions | None = None,
    minds: MindOptions | None = None,
    keep: Annotated[str, Parameter(name="--keep")] = "",
) -> int:
    """Say what a batch will take: calls, tokens, dollars and time; nothing is asked or spent.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    keep
        Which dialogues will be kept: a query, or a share such as 'top 20%'; those won without it.
    """
    matrix, cast, work = matrix or MatrixOptions(), cast or CastOptions(), work or WorkOptions()
    if search is not None and search.asked:
        if scenarios or matrix.plan or minds is not None:
            raise SocietyError(
                "a search is estimated by itself", hint="leave out the scenarios, or --search"
            )
        from society.cli.estimate.search import tell_search

        return tell_search(search, json=work.json)
    plan = planned(scenarios, matrix, cast, work, minds)
    return asyncio.run(estimated(plan, work, keep=keep))


async def estimated(plan: "Plan", work: WorkOptions, *, keep: str = "") -> int:
    """Tell what is left of a plan takes; the exit code is 0.

    SocietyError, after that, for the dry run of a batch that would be refused.
    """
    from society.batch.estimate import estimate as reckon
    from society.cli.batch.batching import IN_PROCESS, REMOTE
    from society.cli.estimate.begun import begun, opened, warn
    from society.cli.estimate.lines import tell
    from society.settings import settings

    chosen, kept = settings(), kept_by(keep)
    with opened(work.db) as store:
        cells = list(_cells(plan, chosen, work, store, kept))
        before = begun(plan, cells, store)
        models = {name for cell in cells for name in _models(cell.table)}
        bills = await _bills(models, chosen, work)
        remote = any(each.remote for each in bills.values())
        slots = work.concurrency or (REMOTE if remote else IN_PROCESS)
        found = await reckon(
            cells,
            bills.__getitem__,
            _paces(store),
            slots=max(1, min(slots, sum(cell.dialogues for cell in cells))),
            top=kept.top,
            preflight=not work.no_preflight,
        )
    tell(plan, found, work, kept.words, before)
    warn(plan, work, before.changed)
    return Exit.DONE


def kept_by(words: str) -> Keep:
    """Which dialogues are meant by a query or by `top 20%`; SocietyError where it is neither."""
    from society.store.past import WON
    from society.store.where import EVERYTHING, Where

    if not words:
        return Keep(WON, Fraction(1), "those that somebody won")
    if not _SHARE.fullmatch(words.strip()):
        return Keep(Where.parse(words), Fraction(1), words)
    top = percent(words)
    return Keep(EVERYTHING, top, f"the best {float(100 * top):g} % of those played to their end")


def percent(words: str) -> Fraction:
    """A share such as `10%` or `top 10%`, exactly; SocietyError where it is none.

    >>> percent("12.5%")
    Fraction(1, 8)
    """
    found = _SHARE.fullmatch(words.strip())
    if found is None or not 0 < Fraction(found[1]) <= 100:
        raise SocietyError(f"{words!r} is not a share", hint="write 10%")
    return Fraction(found[1]) / 100


def _cells(
    plan: "Plan", chosen: "Settings", work: WorkOptions, store: "Store | None", keep: Keep
) -> Iterator["Cell"]:
    """Every combination with the dialogues that are left of it, and what is known of such."""
    from society.batch.expectation import Cell
    from society.batch.prompts import Unasked
    from society.casting import assemble

    tables = [assemble(job, chosen, Unasked) for job in plan.cells]
    for table, left in zip(tables, _left(plan, tables, work, store), strict=True):
        yield Cell(table, left, _past(table, store, keep))


def _left(
    plan: "Plan", tables: "list[Table]", work: WorkOptions, store: "Store | None"
) -> list[int]:
    """How many dialogues are left to play of every combination."""
    from society.batch.arithmetic import dealt
    from society.batch.configs import configuration
    from society.batch.plan import episode_id
    from society.batch.runner import outstanding
    from society.store.batches import statuses

    known = statuses(store, plan.name) if store else {}
    if not known:
        return dealt(plan.n, plan.rollouts, len(tables))
    configs, cells = [configuration(table) for table in tables], dict[str, int]()

    def todo() -> "Iterator[Todo]":
        for cell, job in plan.jobs(plan.cells):
            id_ = episode_id(plan.name, configs[cell], job)
            cells[id_] = cell
            yield id_, job

    left = Counter(cells[id_] for id_, _ in outstanding(todo(), known, again=work.again))
    return [left[cell] for cell in range(len(tables))]


def _past(table: "Table", store: "Store | None", keep: Keep) -> "Past | None":
    from society.store.past import Stage, past

    made_by = table.provenance
    stage = Stage(
        scenario=made_by.scenario,
        level=made_by.level,
        locale=made_by.locale,
        players=made_by.players,
    )
    return None if store is None else past(store, stage, keep.where)


def _paces(store: "Store | None") -> "Pace":
    """Seconds a call of each model, looked up once."""
    from society.store.past import pace

    known = dict[str, float | None]()

    def found(model: str) -> float | None:
        if model not in known:
            known[model] = None if store is None else pace(store, model)
        return known[model]

    return found


def _models(table: "Table") -> set[str]:
    return {*table.provenance.models.values(), *table.provenance.judge_models.values()}


async def _bills(models: set[str], chosen: "Settings", work: WorkOptions) -> "dict[str, Bill]":
    """Who is paid for each model. No connection is made, but the settings are checked as one."""
    from society.batch.billing import bill
    from society.cli.connecting import connected
    from society.llm.limits import Limits
    from society.settings import environment

    api_base, environ = work.api_base or chosen.api_base, environment()
    async with connected(chosen, api_base=api_base, transport=work.transport) as connections:
        limits = {name: Limits.model_validate(given) for name, given in chosen.limits.items()}
        return {
            name: bill(
                name,
                environ=environ,
                prices=connections.prices,
                limits=limits,
                api_base=api_base,
            )
            for name in sorted(models)
        }
