"""`society strategy`: what won, what goes with winning, and what is proven to help."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from society.cli.batch.command import WorkOptions
from society.cli.options import CastOptions
from society.cli.output import SCHEMA, as_json, note
from society.domain.errors import SocietyError

app = App(name="strategy", help="What won, what goes with winning, what helps.")

EMPTY = "nothing has been won yet; `society run market/used_bike` plays a dialogue"
PLAYED = "`society batch market/used_bike -n 300 --player planner` plays some to mine"

Status = Literal["observed", "proposed", "proven", "retired"]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Only:
    """Which strategies are meant.

    Parameters
    ----------
    scenario
        Only those of this scenario.
    role
        Only those of this role.
    status
        observed, proposed, proven or retired.
    """

    scenario: str | None = None
    role: str | None = None
    status: Status | None = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MineOptions:
    """Which dialogues are mined, and how.

    Parameters
    ----------
    role
        Only what this role did; every role by itself without it.
    where
        Only dialogues like this query, as `society list --where` takes it.
    batch
        Only dialogues of this batch.
    miner
        moves finds what goes with a better end by statistics, without a model; model asks one.
    model
        The model that reads, for --miner model: any litellm name.
    error
        The share of false discoveries among what moves finds.
    pairs
        How many pairs of dialogues the model reads at most.
    budget
        Dollars that the model may cost.
    max_calls
        Requests that may be made of it.
    api_base
        The base URL of an OpenAI-compatible server.
    dry_run
        Tell what is found, and store nothing.
    json
        Print one JSON document.
    db
        The database with the dialogues.
    """

    role: str = ""
    where: str = ""
    batch: str = ""
    miner: Literal["moves", "model"] = "moves"
    model: str = ""
    error: float = 0.05
    pairs: int = 8
    budget: float | None = None
    max_calls: int | None = None
    api_base: str | None = None
    dry_run: bool = False
    json: bool = False
    db: str | None = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ProofOptions:
    """How a strategy is tested.

    Parameters
    ----------
    policy
        Who tries it: a stored policy, or a .json file of one; --player and --model say what it
        leaves open, and who tries it without one. The planner where nothing says.
    against
        Who plays the other roles in both; the same policy without it.
    n
        Games at most, each played twice.
    error
        The chance that what does not help is called proven.
    least
        The smallest gain worth having, in utility: what is surely below it is retired early.
    seed
        Draws the games; they must be none that were mined.
    level
        A level of the scenario's curriculum, such as hard.
    locale
        The language to play in, such as zh.
    again
        Play also what is known already, from other games (with another --seed).
    """

    policy: str = ""
    against: str = ""
    n: Annotated[int, Parameter(name=["--n", "-n"])] = 200
    error: float = 0.05
    least: float = 0.01
    seed: int = 9001
    level: str = ""
    locale: str = ""
    again: bool = False


ALL = Only()


@app.command(name="list")
def list_(*, limit: int = 20, only: Only = ALL, json: bool = False, db: str | None = None) -> None:
    """List strategies, the surest first.

    Parameters
    ----------
    limit
        How many.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import readable
    from society.cli.strategy.telling import listed
    from society.store.store import Store

    where, found = readable(db), []
    if where:
        with Store.open(where, create=False, write=False) as store:
            found = store.strategies(limit=limit, **asdict(only))
    if json:
        as_json({"schema": SCHEMA, "strategies": found})
    elif found:
        listed(found)
    else:
        note(EMPTY if only == ALL else "no strategy is like that")


@app.command
def show(strategy: str, *, json: bool = False, db: str | None = None) -> None:
    """Show one strategy: its tactic, what supports it, its proof, the turns that are its evidence.

    Parameters
    ----------
    strategy
        Its id, or the beginning of it.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import reading
    from society.cli.strategy.telling import drawn

    with reading(db, f"no strategy is called {strategy!r}", hint=EMPTY) as store:
        found = store.strategy(strategy)
    if json:
        as_json({"schema": SCHEMA, "strategy": found})
    else:
        drawn(found)


@app.command
def mine(*scenarios: str, options: MineOptions | None = None) -> int:
    """Find what goes with a better end in stored dialogues: proposed strategies, with evidence.

    Parameters
    ----------
    scenarios
        Ids, or patterns such as market/*; all that are stored without.
    """
    from society.cli.strategy.mining import mined

    options = options or MineOptions()
    if not 0 < options.error < 1:
        raise SocietyError(f"--error is {options.error}; it must be between 0 and 1")
    if options.pairs < 1:
        raise SocietyError(f"--pairs is {options.pairs}; it must be at least 1")
    if (options.miner == "model") != bool(options.model):
        raise SocietyError(
            "--miner model and --model belong together", hint="--miner model --model openai/gpt-x"
        )
    return asyncio.run(mined(scenarios, options))


@app.command(name="test")
def prove(
    *strategies: str,
    only: Only = ALL,
    proof: ProofOptions | None = None,
    cast: CastOptions | None = None,
    work: WorkOptions | None = None,
) -> int:
    """Prove that strategies help: a policy plays new games with each and without, until it is sure.

    The same command again goes on; what is known already is told without playing.

    Parameters
    ----------
    strategies
        Their ids, or beginnings of them; all that are proposed without.
    """
    from society.cli.strategy.proving import proved

    proof = proof or ProofOptions()
    if not 0 < proof.error < 1:
        raise SocietyError(f"--error is {proof.error}; it must be between 0 and 1")
    if proof.n < 1:
        raise SocietyError(f"--n is {proof.n}; it must be at least 1")
    return proved(strategies, only, proof, cast or CastOptions(), work or WorkOptions())


@app.command
def export(
    out: str = "-",
    *,
    only: Only = Only(status="proven"),
    as_policy: str = "",
    base: str = "",
    format: Literal["markdown", "json"] = "markdown",  # noqa: A002 - the flag's name
    db: str | None = None,
) -> None:
    """Write a playbook of strategies, the proven ones unless told otherwise, or make a policy.

    Parameters
    ----------
    out
        A file, or - for stdout.
    as_policy
        Keep a policy of this name that plays what is proven, and print it.
    base
        The policy that it begins with, for --as-policy: a stored one, or a .json file.
    format
        markdown to read, or json.
    db
        The database to read.
    """
    from society.cli.strategy.exporting import playbook, policy_of

    if as_policy:
        asyncio.run(policy_of(as_policy, base, only, Path(out) if out != "-" else None, db))
    else:
        playbook(out, only, format, db)
