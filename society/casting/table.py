"""The table of a job: its game drawn, its players and judges seated, where it all comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from types import MappingProxyType
from typing import Any

from society.casting.job import Job
from society.casting.minds import House, thinking
from society.casting.seats import NOTES, seated
from society.domain.calls import Sampling
from society.domain.dialogue import Game, Role
from society.domain.episode import Provenance
from society.domain.errors import SocietyError
from society.domain.lent import Archive
from society.domain.policy import Policy, named
from society.llm.adapters import is_embedded
from society.llm.model import Connect
from society.play.bench import Bench, Seat
from society.players.human import HumanPlayer, Listen
from society.players.llm import LlmPlayer
from society.players.mute import MutePlayer
from society.players.planned import PlannedPlayer
from society.players.player import Player
from society.players.tactics import tactics
from society.scenario.draw import draw
from society.scenario.load import Source, read, validated
from society.search import Pot
from society.settings import Settings

_PLAIN = Policy(name="plain")


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
    pot: Pot | None = None,
) -> Table:
    """Load and draw the scenario, seat the players and the judges.

    `archive` is what is stored, for the judges that ask for it; `pot` what searches of a batch
    share. Which model: the job's own names,
    then settings, then the scenario, then `embedded`; a key in the environment never selects one.
    Raises SocietyError before anything is asked or spent.
    """
    source, game = _drawn(job, settings)
    _known_roles(job, game)
    job = _ruled(job, game)
    models = {role.id: _model_name(job, settings, role) for role in game.roles}
    own = {
        role.id: _player(job, settings, game, role, models[role.id], connect, listen)
        for role in game.roles
    }
    here = source.path.parent
    seats = seated(job, settings, game, here, connect)
    house = House(job, settings, game, here, connect, seats, models, pot or Pot())
    players = {role.id: thinking(own[role.id], house, role) for role in game.roles}
    bench = Bench(players=players, seats=seats, timeout=settings.judge_timeout, archive=archive)
    return Table(
        game=game,
        bench=bench,
        provenance=_provenance(job, game, source.sha256, models, bench),
        scenario_text=source.text,
    )


def _drawn(job: Job, settings: Settings) -> tuple[Source, Game]:
    source = read(job.scenario, folders=[Path(folder) for folder in settings.scenarios])
    scenario = validated(source, level=job.level, overrides=job.overrides)
    game = draw(
        scenario,
        seed=job.seed,
        index=job.index,
        rollout=job.rollout,
        locale=job.locale,
        level=job.level,
    )
    return source, game


def _known_roles(job: Job, game: Game) -> None:
    roles = [role.id for role in game.roles]
    for name in [*job.models, *job.players, *job.searches, *job.policies]:
        if name not in roles:
            raise SocietyError(
                f"{game.scenario.id} has no role {name!r}", hint=f"its roles are {', '.join(roles)}"
            )


def _ruled(job: Job, game: Game) -> Job:
    """The job with what its policies say of their seats in the place of its own names."""
    if not job.policies:
        return job
    models, players, searches = dict(job.models), dict(job.players), dict(job.searches)
    for role, policy in job.policies.items():
        told = (policy.model, policy.player, policy.habit(game.scenario.id, role).search)
        for names, name in zip((models, players, searches), told, strict=True):
            if name:
                names[role] = name
    return job.model_copy(update={"models": models, "players": players, "searches": searches})


def _model_name(job: Job, settings: Settings, role: Role) -> str:
    named = job.models.get(role.id) or job.model or settings.models.get(role.id) or settings.model
    return named or role.model or "embedded"


def _player(
    job: Job,
    settings: Settings,
    game: Game,
    role: Role,
    model: str,
    connect: Connect,
    listen: Listen | None,
) -> Player:
    small = is_embedded(model)
    chosen = job.players.get(role.id) or job.player or settings.player
    person = "human" if role.human and listen else None
    kind = chosen or person or ("planned" if small else "llm")
    if kind == "human":
        if listen is None:
            raise SocietyError("a human player needs a terminal", hint="choose planned or llm")
        return HumanPlayer(listen)
    policy = job.policies.get(role.id, _PLAIN)
    habit, sampling = policy.habit(game.scenario.id, role.id), policy.sampling.over(role.sampling)
    if kind == "planned":
        return PlannedPlayer(connect(model), sampling, tactics(habit), small, habit)
    if kind == "llm":
        return LlmPlayer(connect(model), sampling, small, habit)
    if kind == "planner":
        return MutePlayer(tactics(habit))
    raise SocietyError(
        f"no player is called {kind!r}",
        hint="there are: planned, llm, human, and planner, which plays without words",
    )


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
        players={role: player.name for role, player in bench.players.items()} | named(job.policies),
        models=dict(models),
        sampling={
            role.id: _plain(job.policies.get(role.id, _PLAIN).sampling.over(role.sampling))
            for role in game.roles
        },
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
