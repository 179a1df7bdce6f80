"""From names to live players and judges: the same for the command line, a screen or a batch."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import Field

from society.domain.calls import Sampling
from society.domain.dialogue import Game, Role
from society.domain.episode import Provenance
from society.domain.errors import SocietyError
from society.domain.lent import Archive
from society.domain.scenario import JudgeSpec
from society.domain.value import Value
from society.llm.model import Connect
from society.play.bench import Bench, Seat
from society.players.human import HumanPlayer, Listen
from society.players.llm import LlmPlayer
from society.players.planned import PlannedPlayer
from society.players.player import Player
from society.plugins import Juror, find
from society.plugins.members import models_of
from society.scenario.draw import draw, fill
from society.scenario.load import read, validated
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


class Job(Value):
    """One dialogue to play, by names only: it can be printed, stored, hashed and sent away."""

    scenario: str
    level: str = ""
    locale: str = ""
    seed: int = 0
    index: int = 0
    rollout: int = 0
    overrides: dict[str, Any] = Field(default_factory=dict)
    model: str | None = None
    models: dict[str, str] = Field(default_factory=dict)
    player: str | None = None
    players: dict[str, str] = Field(default_factory=dict)
    judge_model: str | None = None
    judges: tuple[str, ...] | None = None
    api_base: str | None = None
    allow_code: bool = False

    @property
    def key(self) -> str:
        """The same for the same job, on every machine."""
        return hashlib.sha256(
            orjson.dumps(self.model_dump(), option=orjson.OPT_SORT_KEYS)
        ).hexdigest()


@dataclass(frozen=True)
class Table:
    """A job made ready to play."""

    game: Game
    bench: Bench
    provenance: Provenance
    scenario_text: str


def assemble(
    job: Job,
    settings: Settings,
    connect: Connect,
    *,
    listen: Listen | None = None,
    archive: Archive | None = None,
) -> Table:
    """Load and draw the scenario, seat the players and the judges.

    `archive` is what is stored, for the judges that ask for it.

    Which model: the job's own names, then settings, then the scenario, then `embedded`. A key in
    the environment never selects a model. Raises SocietyError before anything is asked or spent.
    """
    folders = [Path(folder) for folder in settings.scenarios]
    source = read(job.scenario, folders=folders)
    scenario = validated(source, level=job.level, overrides=job.overrides)
    game = draw(
        scenario,
        seed=job.seed,
        index=job.index,
        rollout=job.rollout,
        locale=job.locale,
        level=job.level,
    )
    _known_roles(job, game)
    models = {role.id: _model_name(job, settings, role) for role in game.roles}
    players = {
        role.id: _player(job, settings, role, models[role.id], connect, listen)
        for role in game.roles
    }
    seats = _seats(job, settings, game, source.path.parent, connect)
    bench = Bench(players=players, seats=seats, timeout=settings.judge_timeout, archive=archive)
    return Table(
        game=game,
        bench=bench,
        provenance=_provenance(job, game, source.sha256, models, bench),
        scenario_text=source.text,
    )


def _known_roles(job: Job, game: Game) -> None:
    roles = [role.id for role in game.roles]
    for name in [*job.models, *job.players]:
        if name not in roles:
            raise SocietyError(
                f"{game.scenario.id} has no role {name!r}", hint=f"its roles are {', '.join(roles)}"
            )


def _model_name(job: Job, settings: Settings, role: Role) -> str:
    return job.models.get(role.id) or job.model or settings.model or role.model or "embedded"


def _player(
    job: Job,
    settings: Settings,
    role: Role,
    model: str,
    connect: Connect,
    listen: Listen | None,
) -> Player:
    small = model == SMALL
    chosen = job.players.get(role.id) or job.player or settings.player
    person = "human" if role.human and listen else None
    kind = chosen or person or ("planned" if small else "llm")
    if kind == "human":
        if listen is None:
            raise SocietyError("a human player needs a terminal", hint="choose planned or llm")
        return HumanPlayer(listen)
    if kind == "planned":
        return PlannedPlayer(connect(model), sampling=role.sampling, short=small)
    if kind == "llm":
        return LlmPlayer(connect(model), sampling=role.sampling, short=small)
    raise SocietyError(f"no player is called {kind!r}", hint="there are: planned, llm, human")


def _seats(
    job: Job, settings: Settings, game: Game, here: Path, connect: Connect
) -> tuple[Seat, ...]:
    asked = job.judges
    specs = game.scenario.judges
    if asked is not None:
        specs = tuple(_spec(use, specs) for use in asked)
    trusted = [Path(folder) for folder in settings.trusted]
    seats = [_seat(job, settings, game, spec, here, trusted, connect) for spec in specs]
    for name, check in game.scenario.outcome.checks.items():
        spec = JudgeSpec(use=check.use, scope="outcome", weight=0, params=check.params)
        seats.append(_seat(job, settings, game, spec, here, trusted, connect, check=name))
    names = [seat.name for seat in seats]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise SocietyError(
            f"two judges are seated as {twice!r}", hint="give one of them a `name:` of its own"
        )
    return tuple(seats)


def _spec(use: str, specs: Sequence[JudgeSpec]) -> JudgeSpec:
    return next((spec for spec in specs if spec.use == use), JudgeSpec(use=use))


def _seat(
    job: Job,
    settings: Settings,
    game: Game,
    spec: JudgeSpec,
    here: Path,
    trusted: Sequence[Path],
    connect: Connect,
    *,
    check: str = "",
) -> Seat:
    params = fill(game, spec.params)
    juror = find(
        spec.use,
        params=params,
        criteria=spec.criteria,
        here=here,
        allow_code=job.allow_code,
        trusted=trusted,
        hosts=settings.judge_hosts,
    )
    called = juror.badge.name
    scope = spec.scope if "scope" in spec.model_fields_set else juror.badge.scope
    if scope == "pair":
        raise SocietyError(
            f"judge {spec.use!r} compares pairs, and a dialogue has none to compare",
            hint="seat it with scope turn or outcome",
        )
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
    return named or job.model or settings.model or "embedded"


def _provenance(
    job: Job, game: Game, scenario_hash: str, models: Mapping[str, str], bench: Bench
) -> Provenance:
    judge_models = {seat.name: seat.model.name for seat in bench.seats if seat.model}
    settled = job.model_copy(update={"models": dict(models)})
    return Provenance(
        scenario=game.scenario.id,
        scenario_hash=scenario_hash,
        level=job.level,
        locale=game.locale,
        seed=job.seed,
        index=job.index,
        rollout=job.rollout,
        job=settled.model_dump(exclude_defaults=True),
        players={role: player.name for role, player in bench.players.items()},
        models=dict(models),
        sampling={role.id: _plain(role.sampling) for role in game.roles},
        judges={seat.name: _version(seat) for seat in bench.seats},
        judge_models=judge_models,
        weights=bench.weights,
        versions=dict(versions()),
        notes=tuple(
            NOTES[model].format(seat=name) for name, model in judge_models.items() if model in NOTES
        ),
    )


def _version(seat: Seat) -> str:
    """Another model is another judge."""
    return seat.juror.with_model(seat.model.name if seat.model else None).version


def _plain(sampling: Sampling) -> dict[str, Any]:
    return sampling.model_dump(exclude_defaults=True)


@cache
def versions() -> Mapping[str, str]:
    """What played: our own version, Python's, and the libraries that matter."""
    libraries = ("dialogue-society", "langgraph", "litellm", "xllamacpp", "sqlmodel")
    found = {"python": python_version(), **{name: version(name) for name in libraries}}
    return MappingProxyType(found)
