"""`society search`: what thinking before speaking brings, and what it costs."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from society.cli.batch.command import MatrixOptions, WorkOptions, planned
from society.cli.options import CastOptions, MindOptions, policies_of
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.batch.plan import Plan
    from society.scoring.curve import Rung

Against = Literal["simulations", "rollouts", "calls", "tokens", "money", "seconds", "k"]

app = App(name="search", help="What thinking before speaking brings, and what it costs.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LadderOptions:
    """Which settings are compared, over which games.

    Parameters
    ----------
    k
        How much is thought, in steps; 1 is the plain player, which is always played.
    method
        best-of, beam and mcts, or settings with {k} in them such as mcts:{16k}x4.
    also
        An option behind every setting: --with value=judge:rubric --with view=oracle.
    n
        Games of each setting: the same ones, so that settings are compared game by game.
    seed
        Draws the games, and the resamples that the intervals come from.
    name
        The name of the batch; from the scenarios and the role without it.
    level
        A level of the scenario's curriculum, such as hard.
    locale
        The language to play in, such as zh.
    set
        Override a field of the scenarios: --set turns.max=6.
    """

    k: str = "1,2,4,8,16,32"
    method: str = "best-of,beam,mcts"
    also: Annotated[tuple[str, ...], Parameter(name="--with")] = ()
    n: Annotated[int, Parameter(name=["--n", "-n"])] = 50
    seed: int = 7
    name: str = ""
    level: str = ""
    locale: str = ""
    set: tuple[str, ...] = ()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class DrawnOptions:
    """How the curve is told.

    Parameters
    ----------
    against
        What it is drawn against in the terminal; what differs most between settings without it.
    out
        A folder for curve.csv and, of each scenario, a picture as PNG and SVG.
    """

    against: Against | None = None
    out: Path | None = None


@app.command
def curve(
    *scenarios: str,
    role: str,
    ladder: LadderOptions | None = None,
    cast: CastOptions | None = None,
    minds: MindOptions | None = None,
    work: WorkOptions | None = None,
    drawn: DrawnOptions | None = None,
) -> int:
    """Play the same games with more and more thought, and tell what it brought and what it took.

    It is a batch: the same command again goes on, and where nothing is left it asks nothing.

    Parameters
    ----------
    scenarios
        Ids, patterns such as market/*, folders, or .yaml files.
    role
        Who thinks.
    """
    from society.batch.garbage import seldom_collected
    from society.cli.search.curve import told
    from society.cli.search.rungs import rungs

    ladder, work = ladder or LadderOptions(), work or WorkOptions()
    drawn = drawn or DrawnOptions()
    settings = rungs(ladder.method, ladder.k, ladder.also)
    plan = laddered(scenarios, role, settings, ladder, cast or CastOptions(), minds, work)
    with seldom_collected():
        return asyncio.run(told(plan, role, settings, ladder.seed, work, drawn))


def laddered(
    scenarios: Sequence[str],
    role: str,
    settings: "Sequence[Rung]",
    ladder: LadderOptions,
    cast: CastOptions,
    minds: MindOptions | None,
    work: WorkOptions,
) -> "Plan":
    """The batch that plays every setting in the same games: a cast for each, in their order."""
    from society.batch.plan import sized

    if not scenarios:
        hint = "society search curve market/used_bike --role seller -n 20"
        raise SocietyError("no scenario is named", hint=hint)
    others = _others(role, minds)
    plan = planned(scenarios, _matrix(ladder), cast, work)
    name = ladder.name or f"curve-{plan.name}-{role}"[:64]
    (one,) = plan.casts
    one = one.model_copy(update={"policies": policies_of(minds, work.db)})
    if role in one.policies and any(each.search for each in one.policies[role].habits):
        raise SocietyError(
            f"{one.policies[role].label} says how {role} thinks, which is what the curve varies",
            hint="name a policy that does not search",
        )
    if cast.judge is None and _worth_known(plan, role):
        # Nobody is paid here: what the end is worth says all, and judges would be asked for naught.
        one = one.model_copy(update={"judges": ()})
    casts = tuple(
        one.model_copy(
            update={"searches": {**others, **({role: each.setting} if each.setting else {})}}
        )
        for each in settings
    )
    grown = plan.model_copy(update={"name": name, "casts": casts})
    return sized(grown, ladder.n * len(grown.cells))


def _others(role: str, minds: MindOptions | None) -> Mapping[str, str]:
    """How the other roles think; SocietyError where it is said of the role itself."""
    if minds is None:
        return {}
    if minds.effort:
        raise SocietyError(
            f"--effort {minds.effort} would have {role} think where the plain player is played",
            hint="--search.ROLE says how another role thinks",
        )
    if role in minds.searches:
        raise SocietyError(
            f"--search.{role} says how {role} thinks, which is what the curve varies",
            hint="--method and --k say it; --search is for the other roles",
        )
    return minds.searches


def _matrix(ladder: LadderOptions) -> MatrixOptions:
    return MatrixOptions(
        n=ladder.n,
        name=ladder.name,
        seed=(ladder.seed,),
        level=(ladder.level,) if ladder.level else (),
        locale=(ladder.locale,) if ladder.locale else (),
        set=ladder.set,
    )


def _worth_known(plan: "Plan", role: str) -> bool:
    """Whether every scenario itself says what its end is worth to the role."""
    from society.scenario.load import read, validated
    from society.settings import settings

    folders = [Path(folder) for folder in settings().scenarios]
    return all(
        role
        in validated(
            read(each, folders=folders), level=plan.levels[0], overrides=plan.overrides
        ).outcome.utility
        for each in plan.scenarios
    )
