"""Who judges: a seat for each judge that the job or the scenario names, and what it weighs."""

from collections.abc import Sequence
from pathlib import Path

from society.casting.job import Job
from society.domain.dialogue import Game
from society.domain.errors import SocietyError
from society.domain.judging import Scope
from society.domain.scenario import JudgeSpec
from society.llm.adapters import is_embedded
from society.llm.model import Connect
from society.play.bench import Seat
from society.plugins import Juror, find, in_full
from society.plugins.members import models_of
from society.scenario.draw import fill
from society.settings import Settings

SMALL = "embedded"
SMALL_JUDGE = f"{SMALL}+judge"
EARNED = 0.2
"""The most that the embedded judge weighs: its audit finds it good at ranking, easily moved."""

NOTES = {
    SMALL: (
        "{seat}: weight 0, because the embedded model's scores are no better than chance; "
        "--judge-model names another"
    ),
    SMALL_JUDGE: (
        "{seat}: the embedded judge answers one yes/no question a turn, with a weight of "
        f"{EARNED:g} at most; --judge-model names another model"
    ),
}


def seated(
    job: Job, settings: Settings, game: Game, here: Path, connect: Connect
) -> tuple[Seat, ...]:
    """A seat for every judge of the job or else of the scenario, and for every check of its end.

    `here` is the scenario's folder. Raises SocietyError for a judge that could never be heard.
    """
    asked = job.judges
    specs = game.scenario.judges
    if asked is not None:
        specs = tuple(named(use, specs, here) for use in asked)
    seats = [seat(job, settings, game, spec, here, connect) for spec in specs]
    for name, check in game.scenario.outcome.checks.items():
        spec = JudgeSpec(use=check.use, scope="outcome", weight=0, params=check.params)
        seats.append(seat(job, settings, game, spec, here, connect, check=name))
    names = [seat.name for seat in seats]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise SocietyError(
            f"two judges are seated as {twice!r}", hint="give one of them a `name:` of its own"
        )
    return tuple(seats)


def named(use: str, specs: Sequence[JudgeSpec], here: Path) -> JudgeSpec:
    """The scenario's own seat of that judge or of that name, or a bare one.

    A judge is known whichever way its file is named, and before any name that a seat has.
    """
    judges = [spec for spec in specs if use in (spec.use, in_full(spec.use, here))]
    names = [spec for spec in specs if use == spec.name]
    return next(iter(judges + names), JudgeSpec(use=use))


def seat(
    job: Job,
    settings: Settings,
    game: Game,
    spec: JudgeSpec,
    here: Path,
    connect: Connect,
    *,
    check: str = "",
) -> Seat:
    """One judge made ready; SocietyError where it could never be heard."""
    params = fill(game, spec.params)
    juror = find(
        spec.use,
        params=params,
        criteria=spec.criteria,
        here=here,
        allow_code=job.allow_code,
        trusted=[Path(folder) for folder in settings.trusted],
        hosts=settings.judge_hosts,
    )
    called, scope = juror.badge.name, _scope(spec, juror)
    _check_roles(game, called, spec.roles or juror.badge.roles)
    model = engine(juror, _judge_model(job, settings, spec)) if juror.asks_model else None
    if model == SMALL and scope == "turn" and juror.badge.embedded:
        juror, params, model = find(juror.badge.embedded), {}, SMALL_JUDGE
    return Seat(
        name=check or spec.name or called,
        juror=juror,
        weight=_weight(model, spec.weight),
        scope=scope,
        roles=spec.roles,
        params=params,
        model=connect(model) if model else None,
        check=bool(check),
        models={name: connect(name) for name in models_of(juror)},
    )


def _scope(spec: JudgeSpec, juror: Juror) -> Scope:
    scope = spec.scope if "scope" in spec.model_fields_set else juror.badge.scope
    if scope == "pair":
        raise SocietyError(
            f"judge {spec.use!r} compares pairs, and a dialogue has none to compare",
            hint="seat it with scope turn or outcome",
        )
    return scope


def _check_roles(game: Game, judge: str, roles: Sequence[str]) -> None:
    there = [role.id for role in game.roles]
    if roles and not set(roles) & set(there):
        raise SocietyError(
            f"judge {judge!r} judges {', '.join(roles)}, and {game.scenario.id} has no such role",
            hint=f"its roles are {', '.join(there)}",
        )


def engine(juror: Juror, model: str) -> str:
    """The model that answers this judge: one made for the embedded judge is answered by it."""
    made_for_it = juror.badge.embedded == juror.badge.name
    return SMALL_JUDGE if model == SMALL and made_for_it else model


def _weight(model: str | None, wished: float) -> float:
    """What a seat weighs: a small model no more than its audit earned it."""
    if model == SMALL:
        return 0.0
    return min(wished, EARNED) if model == SMALL_JUDGE else wished


def _judge_model(job: Job, settings: Settings, spec: JudgeSpec) -> str:
    named = job.judge_model or settings.judge_model or spec.model
    speaks = job.model or settings.model or SMALL
    # An adapter that was trained to speak was not trained to judge.
    return named or (SMALL if is_embedded(speaks) else speaks)
