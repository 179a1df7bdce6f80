"""An evolution from a command: its course from the options, its progress, its report."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from society.batch.stages import scenarios as meant
from society.cli.batch.command import WorkOptions
from society.cli.evolve.command import CourseOptions, GateOptions, PageOptions
from society.cli.evolve.shown import document, told, written
from society.cli.field import field
from society.cli.options import CastOptions, cast_of
from society.cli.output import as_json, note, say
from society.domain.errors import SocietyError
from society.domain.generation import Generation
from society.domain.policy import Policy
from society.scenario.offers import worth_known
from society.scoring.sequential import Test, Verdict
from society.selfplay.evolution.by_strategies import TRIED
from society.selfplay.evolution.course import Course
from society.selfplay.evolution.loop import evolve
from society.selfplay.evolution.report import errors
from society.selfplay.meeting import loaded, roles_of
from society.settings import database, settings
from society.store import policies
from society.store.store import Store, exists

PLAYER = "planner"
"""Who plays where nobody is named: it asks no model, and moves as the planned player does."""


def evolved(
    scenarios: Sequence[str],
    options: CourseOptions,
    gate: GateOptions,
    cast: CastOptions,
    work: WorkOptions,
    page: PageOptions,
) -> int:
    """Run the course to its end and tell what came of it; the exit code."""
    course = course_of(scenarios, options, gate, cast, work)
    if work.dry_run:
        forecast(course)
        return 0
    forecast(course, aside=True)
    with Store.open(database(work.db)) as store:
        played = field(store, work, allow_code=cast.allow_code)
        found = asyncio.run(evolve(played, course, Watched()))
    if page.html:
        written(page.html, course.name, found.generations, found.final)
    if work.json:
        as_json(document(course.name, found.generations, found.final))
    else:
        told(course.name, found.generations, found.final)
    return 0


def course_of(
    scenarios: Sequence[str],
    options: CourseOptions,
    gate: GateOptions,
    cast: CastOptions,
    work: WorkOptions,
) -> Course:
    """The course that the options mean; SocietyError where one of them cannot be."""
    if not scenarios:
        raise SocietyError("no scenario is named", hint="society evolve market/used_bike")
    found = meant(scenarios, [Path(folder) for folder in settings().scenarios])
    for each in found:
        roles_of(each, options.level)
    first = _first(options, cast, work)
    base = cast_of(cast)
    if base.judges is None and all(worth_known(loaded(each, options.level)) for each in found):
        # What the end is worth decides; judges would be asked for naught.
        base = base.model_copy(update={"judges": ()})
    short = "-".join(re.sub(r"\W+", "-", each.removesuffix(".yaml")) for each in found)
    return Course(
        name=options.name or f"evo-{short}"[:24].strip("-"),
        scenarios=found,
        first=first,
        generations=options.generations,
        episodes=options.episodes,
        opponents=options.opponents,
        improvers=options.improve,
        level=options.level,
        base=base.model_copy(update={"player": None, "model": None}),
        seed=options.seed,
        gate=Test(error=gate.error, miss=gate.miss, least=gate.least, most=gate.games),
        proof=Test(error=gate.error, miss=gate.miss, most=gate.proof),
        final=options.final,
    )


def _first(options: CourseOptions, cast: CastOptions, work: WorkOptions) -> Policy:
    if options.policy:
        if cast.player or cast.model:
            raise SocietyError(
                f"the policy {options.policy} says itself who plays",
                hint="leave out --player and --model, or --policy",
            )
        if not exists(database(work.db)):
            raise SocietyError(f"no policy is called {options.policy!r}", hint="nothing is stored")
        with Store.open(database(work.db), create=False, write=False) as store:
            return policies.policy(store, options.policy)
    player = cast.player or ("" if cast.model else PLAYER)
    return Policy(name="plain", player=player, model=cast.model or "")


def forecast(course: Course, *, aside: bool = False) -> None:
    """How many games it may take, before any is played."""
    tell = note if aside else say
    seats = sum(len(roles_of(each, course.level)) for each in course.scenarios)
    mean_seats = seats / len(course.scenarios)
    proofs = 2 * TRIED * seats * course.proof.most if "strategies" in course.improvers else 0
    proofs += course.episodes if "tuning" in course.improvers else 0
    gates = round(mean_seats * course.gate.most)
    each = course.episodes + proofs + gates
    last = round(mean_seats * course.final)
    tell(
        f"{course.name}: {course.generations} generations of at most {each:,} games "
        f"({course.episodes:,} to learn from, {proofs:,} to prove, {gates:,} at the gate), "
        f"{last:,} at the end"
    )
    tell(f"  the gate: {errors(course.gate)}")


class Watched:
    """Tells on stderr how an evolution goes."""

    def doing(self, line: str, /) -> None:
        """What is being done now."""
        note(line)

    def looked(self, found: Verdict, /) -> None:
        """What a gate knows so far."""
        sure = {"better": "better", "worse": "not better", "undecided": "not sure yet"}[found.said]
        note(
            f"  after {found.n} games: gain {found.mean:+.3f} "
            f"({found.low:+.3f} to {found.high:+.3f}), {sure}",
            "dim",
        )

    def over(self, generation: Generation, /) -> None:
        """A generation is decided."""
        why = generation.report.get("why", "")
        style: Mapping[str, str] = {"promoted": "green", "rejected": "yellow", "given": ""}
        said = f"{generation.verdict}, {generation.policy} stands"
        line = f"generation {generation.number}: {said}{f' ({why})' if why else ''}"
        note(line, style[generation.verdict])
