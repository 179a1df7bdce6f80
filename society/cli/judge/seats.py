"""Who judges what is stored: a judge as each dialogue's own scenario seats it, or as it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import orjson
from cyclopts import Parameter

from society.casting import SMALL, engine
from society.domain.dialogue import Game
from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.domain.scenario import JudgeSpec
from society.llm.model import Connect, Model
from society.play.bench import Seat
from society.plugins import Juror, Written, find, names_file
from society.plugins.members import models_of
from society.settings import Settings


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class JudgingOptions:
    """Which dialogues, with what, and what it may cost.

    Parameters
    ----------
    where
        Which dialogues, as `society list --where` takes it: all that ended, without one.
    n
        At most so many: the latest.
    param
        A param of the judge, as --param.name value; over those of the scenario's own seat.
    judge_model
        The model of a judge that needs one.
    again
        Ask once more, too, where this judge has already failed or had no opinion.
    repeat
        Ask everything so many times anew, to see how far its own answers part.
    budget
        Dollars that this may cost; never exceeded.
    max_calls
        Requests that this may make.
    concurrency
        Questions at once; 16, or 4 where the model runs in this process.
    dry_run
        Print what it would take, and ask nothing.
    allow_code
        Let a module that is no installed judge run.
    api_base
        The base URL of an OpenAI-compatible server.
    db
        The database that holds the dialogues.
    json
        Print one JSON document.
    quiet
        Show no progress.
    """

    where: str = ""
    n: Annotated[int | None, Parameter(name=["--n", "-n"])] = None
    param: Annotated[dict[str, str], Parameter(name="--param")] = field(default_factory=dict)
    judge_model: str | None = None
    again: bool = False
    repeat: int | None = None
    budget: float | None = None
    max_calls: int | None = None
    concurrency: Annotated[int | None, Parameter(name=["--concurrency", "-c"])] = None
    dry_run: bool = False
    allow_code: bool = False
    api_base: str | None = None
    db: str | None = None
    json: bool = False
    quiet: bool = False


class Seating:
    """Seats one judge at stored dialogues; built once for each set of params, asked about many.

    Where a dialogue's scenario seats the judge, by its name or its reference, the params, criteria
    and roles of that seat count, and `params` over them: otherwise it would be another judge.
    """

    def __init__(
        self,
        ref: str,
        chosen: Settings,
        connect: Connect,
        *,
        params: Mapping[str, str],
        model: str | None,
        allow_code: bool,
    ) -> None:
        self.ref = ref
        self._chosen, self._connect = chosen, connect
        self._params = {name: Written(value) for name, value in params.items()}
        self._model = model
        self._allow_code = allow_code
        self._jurors: dict[bytes, Juror] = {}
        self._folders: dict[str, Path] = {}

    def seat(self, episode: Episode) -> Seat:
        """The judge, made ready for this dialogue; SocietyError where it cannot be."""
        from society.scenario.draw import fill

        game = episode.dialogue.game
        spec = self._spec(game)
        params = {**fill(game, spec.params), **self._params}
        juror = self._juror(spec, params, self._here(episode))
        model = self._model_of(juror, spec)
        return Seat(
            name=spec.name or juror.name,
            juror=juror,
            scope=spec.scope if "scope" in spec.model_fields_set else juror.badge.scope,
            roles=spec.roles,
            params=juror.params,
            model=model,
            models={name: self._connect(name) for name in models_of(juror)},
        )

    def _spec(self, game: Game) -> JudgeSpec:
        seated = (spec for spec in game.scenario.judges if self.ref in (spec.name, spec.use))
        return next(seated, JudgeSpec(use=self.ref))

    def _juror(self, spec: JudgeSpec, params: Mapping[str, Any], here: Path) -> Juror:
        told = [spec.use, params, spec.criteria, str(here)]
        key = orjson.dumps(told, option=orjson.OPT_SORT_KEYS, default=str)
        if key not in self._jurors:
            # A file is allowed to run by whoever names it here, never by a stored scenario.
            named = spec.use == self.ref and names_file(self.ref)
            self._jurors[key] = find(
                spec.use,
                params=params,
                criteria=spec.criteria,
                here=here,
                allow_code=self._allow_code or named,
                trusted=[Path(folder) for folder in self._chosen.trusted],
                hosts=self._chosen.judge_hosts,
            )
        return self._jurors[key]

    def _here(self, episode: Episode) -> Path:
        """Where a seat's files are looked for: beside the scenario, unless the file is named."""
        from society.scenario.load import read

        if names_file(self.ref):
            return Path.cwd()
        name = str(episode.provenance.job.get("scenario", episode.provenance.scenario))
        if name not in self._folders:
            try:
                folders = [Path(folder) for folder in self._chosen.scenarios]
                self._folders[name] = read(name, folders=folders).path.parent
            except SocietyError:
                self._folders[name] = Path.cwd()
        return self._folders[name]

    def _model_of(self, juror: Juror, spec: JudgeSpec) -> Model | None:
        if not juror.asks_model:
            return None
        chosen = self._chosen
        named = self._model or chosen.judge_model or spec.model or chosen.model
        return self._connect(engine(juror, named or SMALL))


def seated_in(scenario: str, ref: str, chosen: Settings) -> tuple[JudgeSpec, Path]:
    """How a scenario seats a judge, by its name or reference, and the scenario's folder.

    SocietyError where it does not, or where its params are drawn anew for every game.
    """
    from society.scenario.load import read, validated

    source = read(scenario, folders=[Path(folder) for folder in chosen.scenarios])
    specs = validated(source).judges
    spec = next((each for each in specs if ref in (each.name, each.use)), None)
    if spec is None:
        names = ", ".join(each.name or each.use for each in specs)
        raise SocietyError(f"{scenario} seats no judge {ref!r}", hint=f"it seats: {names}")
    if "{{" in str(spec.params):
        raise SocietyError(
            f"{scenario} draws the params of {ref!r} for every game", hint="give them with --param"
        )
    return spec, source.path.parent


def version_of(seat: Seat) -> str:
    """The version that this seat's judgements carry: another model is another judge."""
    return seat.juror.with_model(seat.model.name if seat.model else None).version


def refuse_wrong(options: JudgingOptions) -> None:
    """SocietyError for a number that means nothing, before anything is begun."""
    least = {"n": options.n, "max-calls": options.max_calls, "concurrency": options.concurrency}
    least["repeat"] = options.repeat
    for flag, number in least.items():
        if number is not None and number < 1:
            raise SocietyError(f"--{flag} is {number}; it must be at least 1")
    if options.budget is not None and not 0 < options.budget < float("inf"):
        raise SocietyError(f"--budget is {options.budget}; it must be dollars above 0")
