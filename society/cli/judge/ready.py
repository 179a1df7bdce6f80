"""A judge made ready to be asked about what is not its own dialogue: an audit, a gauntlet."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.audit.run import Judge
    from society.llm.connect import Connections
    from society.plugins import Juror
    from society.settings import Settings


def juror_of(
    ref: str,
    chosen: "Settings",
    *,
    params: Mapping[str, str],
    allow_code: bool,
    scenario: str = "",
) -> "Juror":
    """The judge of that name, as `scenario` seats it where one is named; SocietyError without it.

    A file that is named may run; `params` go over those of the seat.
    """
    from society.cli.judge.seats import seated_in
    from society.plugins import Written, find, names_file

    spec, here = seated_in(scenario, ref, chosen) if scenario else (None, Path.cwd())
    given = {name: Written(value) for name, value in params.items()}
    return find(
        spec.use if spec else ref,
        params={**(spec.params if spec else {}), **given},
        criteria=spec.criteria if spec else None,
        here=here,
        allow_code=allow_code or names_file(ref),
        trusted=[Path(folder) for folder in chosen.trusted],
        hosts=chosen.judge_hosts,
    )


def with_its_models(
    juror: "Juror",
    model: str,
    connections: "Connections",
    chosen: "Settings",
    *,
    rival: str = "",
) -> "Judge":
    """The judge with a live `model`, its members' models, and a `rival` that judges beside it."""
    from society.audit.run import Judge
    from society.cli.weights import with_weights
    from society.plugins.members import models_of
    from society.settings import models_folder

    def connect() -> "Judge":
        return Judge(
            juror,
            connections(model) if model and juror.asks_model else None,
            timeout=chosen.judge_timeout,
            models={each: connections(each) for each in models_of(juror)},
            rival=connections(rival) if rival else None,
        )

    return with_weights(connect, models_folder(chosen))
