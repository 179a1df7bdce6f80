"""An ablation from its words to what is told of it: both sides practise, then they meet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from society.cli.batch.command import NAME, WorkOptions
from society.cli.curriculum.plot import bar
from society.cli.curriculum.showing import named
from society.cli.field import field
from society.cli.options import CastOptions, cast_of
from society.cli.output import SCHEMA, as_json, note, say, table
from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.domain.scenario import Scenario
from society.scenario.offers import worth_known
from society.scoring.annealing import Schedule
from society.scoring.intervals import Estimate
from society.selfplay.curriculum.ablation import WITH, Ablation, Run, Setup, Tell, ablated
from society.selfplay.curriculum.practice import Round
from society.settings import database
from society.store.store import Store

if TYPE_CHECKING:
    from society.cli.curriculum.command import AblateOptions


async def told(
    scenarios: Sequence[str],
    options: "AblateOptions",
    schedule: Schedule,
    cast: CastOptions,
    work: WorkOptions,
) -> int:
    """Play what is not played yet of both sides, and tell what the curriculum brought."""
    setup = _setup(scenarios, options, schedule, cast)
    if work.dry_run:
        note(f"{_games(setup):,} games in {setup.runs} runs would be played")
        return 0
    with Store.open(database(work.db)) as store:
        grounds = field(store, replace(work, quiet=True))
        found = await ablated(grounds, setup, _hear(work.quiet))
    if work.json:
        as_json({"schema": SCHEMA, **document(setup, found)})
    else:
        tell(setup, found)
    return 0


def _setup(
    scenarios: Sequence[str], options: "AblateOptions", schedule: Schedule, cast: CastOptions
) -> Setup:
    found = named(scenarios)
    _refuse_wrong(options, found, cast)
    player = cast.player or "planner"
    base = cast_of(replace(cast, player=None, judge=None))
    told = [sorted(found), options.seed, options.tried, options.deal, player]
    told += [schedule.model_dump(), base.model_dump()]
    mark = sha256(repr(told).encode()).hexdigest()[:6]
    return Setup(
        name=options.name or f"course-{mark}",
        scenarios=found,
        games=options.budget_games,
        held_out=options.held_out,
        runs=options.runs,
        seed=options.seed,
        rival=Policy(name="plain", player=player),
        schedule=schedule,
        tried=options.tried,
        dealt=options.deal,
        base=base,
    )


def _refuse_wrong(
    options: "AblateOptions", found: Mapping[str, Scenario], cast: CastOptions
) -> None:
    """SocietyError for numbers or words that mean nothing here, before anything is begun."""
    least = {"budget-games": 1, "held-out": 1, "tried": 2, "deal": 1, "runs": 1}
    for flag, fewest in least.items():
        if (number := getattr(options, flag.replace("-", "_"))) < fewest:
            raise SocietyError(f"--{flag} is {number}; it must be at least {fewest}")
    if options.name and not re.fullmatch(NAME, options.name[:16]):
        raise SocietyError(f"--name {options.name!r} is no name of a batch")
    if cast.judge is not None:
        raise SocietyError(
            "--judge would pay both sides alike", hint="the schedule says what is paid for"
        )
    for each in found.values():
        if not worth_known(each):
            raise SocietyError(
                f"{each.id} does not say what its end is worth to every role",
                hint="without that nobody can compete; name another scenario",
            )


def _games(setup: Setup) -> int:
    tasks = [len(each.roles) * max(1, len(each.levels)) for each in setup.scenarios.values()]
    return setup.runs * (2 * setup.games + 3 * setup.held_out * sum(tasks))


def _hear(quiet: bool) -> Tell:
    """Tells every round as it ends: the schedule is drawn as it is gone through."""

    def hear(run: int, side: str, each: Round) -> None:
        counts = ", ".join(f"{task} {n}" for task, n in each.counts.items())
        weight = f"trying {bar(each.exploration)} {each.exploration:.2f} · " if side == WITH else ""
        note(
            f"run {run + 1}, {side}, round {each.number + 1}: {weight}won {each.rate:.0%} · "
            f"utility {each.utility:.3f} · {counts}"
        )

    return (lambda *_: None) if quiet else hear


def tell(setup: Setup, found: Ablation) -> None:
    """Print what each side came to in every run, and what can be said of the curriculum."""
    say(f"{setup.games} games of practice for each side, against {setup.rival.label}", "bold")
    say()
    head = ["run", "side", "policy", "games", "rounds", "gain on the plain planner, 95%"]
    rows = [
        (
            *(each.number + 1, name, side.practised.policy.label),
            *(_played(side.practised.rounds), len(side.practised.rounds), ranged(side.gain)),
        )
        for each in found.runs
        for name, side in each.sides.items()
    ]
    table(head, rows, yields=[("rounds", 0), ("policy", 12)])
    say()
    head = ["run", "with less without, 95%", "games", *map(str, found.runs[0].by_task)]
    table(head, [_apart(each) for each in found.runs])
    say()
    for line in sentences(found):
        say(line)
    note(f"look on:  society curriculum show {' '.join(setup.scenarios)}", "dim")


def _apart(each: Run) -> list[str]:
    tasks = [f"{value:+.3f}" for value in each.by_task.values()]
    return [f"{each.number + 1}", ranged(each.apart), f"{each.apart.n}", *tasks]


def _played(rounds: Sequence[Round]) -> int:
    return sum(each.games for each in rounds)


def ranged(found: Estimate) -> str:
    """A gain with the ends of its interval."""
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def sentences(found: Ablation) -> Iterator[str]:
    """What can be said at 95%, and of what."""
    apart = found.apart
    if apart.low > 0:
        said = "those who practised with the curriculum came away with more"
    elif apart.high < 0:
        said = "those who practised with the curriculum came away with less"
    else:
        said = "no difference is shown between practising with the curriculum and without"
    yield f"{said}: {ranged(apart)} utility a seat, in {apart.n} games that neither practised in"
    if found.spread is None:
        yield "one run compares two policies; --runs 5 says more of the curriculum itself"
    else:
        yield (
            f"from run to run: {ranged(found.spread)}, from the means of {found.spread.n} runs "
            "(Student), which is what says something of the curriculum rather than of two policies"
        )


def document(setup: Setup, found: Ablation) -> dict[str, Any]:
    """The ablation as JSON."""
    return {
        "scenarios": [each.id for each in setup.scenarios.values()],
        "budget_games": setup.games,
        "held_out": setup.held_out,
        "seed": setup.seed,
        "schedule": setup.schedule.model_dump(),
        "rival": setup.rival.label,
        "runs": [_run(each) for each in found.runs],
        "apart": found.apart._asdict(),
        "spread": None if found.spread is None else found.spread._asdict(),
        "said": list(sentences(found)),
    }


def _run(each: Run) -> dict[str, Any]:
    return {
        "run": each.number + 1,
        "apart": each.apart._asdict(),
        "by_task": {str(task): value for task, value in each.by_task.items()},
        "sides": {
            name: {
                "policy": side.practised.policy.label,
                "tactics": [
                    habit.model_dump(include={"scenario", "role", "tactics"})
                    for habit in side.practised.policy.habits
                ],
                "gain": side.gain._asdict(),
                "games": _played(side.practised.rounds),
                "rounds": [_round(one) for one in side.practised.rounds],
            }
            for name, side in each.sides.items()
        },
    }


def _round(each: Round) -> dict[str, Any]:
    counts = {str(task): n for task, n in each.counts.items()}
    return {**each._asdict(), "counts": counts, "levels": dict(each.levels)}
