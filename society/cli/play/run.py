"""`society run` and `society resume`: one dialogue, watched live, kept as it happens."""

import asyncio
import secrets
from pathlib import Path

from society.cli.listening import ListenOptions
from society.cli.options import CastOptions, GameOptions, LookOptions, MindOptions, cast_of


def run(
    scenario: str,
    *,
    game: GameOptions | None = None,
    cast: CastOptions | None = None,
    minds: MindOptions | None = None,
    look: LookOptions | None = None,
    listen: ListenOptions | None = None,
) -> int:
    """Play one dialogue, watched live; every turn and every judgement is kept at once.

    Parameters
    ----------
    scenario
        The id of a scenario, or the path of a .yaml file.
    """
    from society.casting import Job
    from society.cli.play.live import perform

    game, cast, look = game or GameOptions(), cast or CastOptions(), look or LookOptions()
    job = Job(
        **dict(cast_of(cast, minds, db=look.db)),
        scenario=_reference(scenario),
        level=game.level,
        locale=game.locale,
        seed=secrets.randbelow(2**31) if game.seed is None else game.seed,
        overrides=dict(game.overrides),
        api_base=look.api_base,
        allow_code=cast.allow_code,
    )
    return asyncio.run(perform(job, look, listen))


def resume(
    episode: str | None = None,
    *,
    allow_code: bool = False,
    look: LookOptions | None = None,
    listen: ListenOptions | None = None,
) -> int:
    """Go on with a dialogue that was interrupted; nothing that was stored is asked again.

    Parameters
    ----------
    episode
        Its id or the beginning of it; without one, the latest that is not finished.
    allow_code
        Let its scenario name judges in files or modules, as `society run` was allowed to.
    """
    from society.cli.play.live import go_on

    look = look or LookOptions()
    return asyncio.run(go_on(episode, look, allow_code=allow_code, listen=listen))


def _reference(scenario: str) -> str:
    path = Path(scenario)
    return str(path.resolve()) if path.suffix in {".yaml", ".yml"} else scenario
