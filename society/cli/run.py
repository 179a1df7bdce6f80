"""`society run` and `society resume`: one dialogue, watched live, kept as it happens."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
from cyclopts import Parameter

from society.casting import Job
from society.cli.live import Style, perform
from society.domain.errors import SocietyError

PerRole = dict[str, str]


def run(
    scenario: str,
    *,
    seed: int | None = None,
    level: str = "",
    locale: str = "",
    model: str | None = None,
    models: Annotated[PerRole | None, Parameter(name="--model.*")] = None,
    player: str | None = None,
    players: Annotated[PerRole | None, Parameter(name="--player.*")] = None,
    judge_model: str | None = None,
    judge: tuple[str, ...] | None = None,
    api_base: str | None = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    allow_code: bool = False,
    db: str | None = None,
    json: bool = False,
    jsonl: bool = False,
    quiet: bool = False,
    private: bool = False,
) -> int:
    """Play one dialogue, watched live; every turn and every judgement is kept at once.

    Parameters
    ----------
    scenario
        The id of a scenario, or the path of a .yaml file.
    seed
        Draws the game; the same seed gives the same game. Random, and shown, without it.
    level
        A level of the scenario's curriculum, such as hard.
    locale
        The language to play in, such as zh.
    model
        Who speaks: embedded, gguf:FILE, or any litellm name; --model.ROLE NAME for one role.
    player
        How it speaks: planned, llm or human; --player.ROLE NAME for one role.
    judge_model
        The model of the judges that need one.
    judge
        Judges to seat instead of the scenario's (repeatable).
    api_base
        The base URL of an OpenAI-compatible server.
    set_
        Override a field of the scenario: --set turns.max=6 --set variables.list_price=200.
    allow_code
        Let the scenario name judges in files or modules. They are programs: read them first.
    db
        The database to keep the dialogue in.
    json
        Print the finished episode as one JSON document.
    jsonl
        Print every event as one line of JSON, as it happens.
    quiet
        Print only the outcome.
    private
        Show the private texts of the roles.
    """
    job = Job(
        scenario=_reference(scenario),
        level=level,
        locale=locale,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        overrides=overrides(set_),
        model=model,
        models=models or {},
        player=player,
        players=players or {},
        judge_model=judge_model,
        judges=judge,
        allow_code=allow_code,
    )
    style = Style.of(json=json, jsonl=jsonl, quiet=quiet, private=private)
    return asyncio.run(perform(job, db=db, api_base=api_base, style=style))


def resume(
    episode: str | None = None,
    *,
    api_base: str | None = None,
    db: str | None = None,
    json: bool = False,
    jsonl: bool = False,
    quiet: bool = False,
    private: bool = False,
) -> int:
    """Go on with a dialogue that was interrupted; nothing that was stored is asked again.

    Parameters
    ----------
    episode
        Its id or the beginning of it; without one, the latest that is not finished.
    api_base
        The base URL of an OpenAI-compatible server.
    db
        The database it is in.
    json
        Print the finished episode as one JSON document.
    jsonl
        Print every event as one line of JSON, as it happens.
    quiet
        Print only the outcome.
    private
        Show the private texts of the roles.
    """
    from society.cli.live import go_on

    style = Style.of(json=json, jsonl=jsonl, quiet=quiet, private=private)
    return asyncio.run(go_on(episode, db=db, api_base=api_base, style=style))


def overrides(settings: tuple[str, ...]) -> Mapping[str, Any]:
    """`a.b=3` pairs as dotted paths with values; a value is JSON where it reads as JSON.

    >>> overrides(("turns.max=6", "title=Six turns"))
    {'turns.max': 6, 'title': 'Six turns'}
    """
    found: dict[str, Any] = {}
    for each in settings:
        path, equals, value = each.partition("=")
        if not equals or not path:
            raise SocietyError(f"--set {each!r} has no value", hint="write --set turns.max=6")
        try:
            found[path] = orjson.loads(value)
        except orjson.JSONDecodeError:
            found[path] = value
    return found


def _reference(scenario: str) -> str:
    path = Path(scenario)
    return str(path.resolve()) if path.suffix in {".yaml", ".yml"} else scenario
