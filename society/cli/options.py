"""Words that several commands take: which game, who takes part, what to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from cyclopts import Parameter

from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.casting import Cast
    from society.domain.policy import Policy

PerRole = dict[str, str]
Effort = Literal["low", "medium", "high", "max"]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class GameOptions:
    """Which game is drawn.

    Parameters
    ----------
    seed
        Draws the game; the same seed gives the same game. Random, and shown, without it.
    level
        A level of the scenario's curriculum, such as hard.
    locale
        The language to play in, such as zh.
    set
        Override a field of the scenario: --set turns.max=6 --set variables.list_price=200.
    """

    seed: int | None = None
    level: str = ""
    locale: str = ""
    set: tuple[str, ...] = ()

    @property
    def overrides(self) -> Mapping[str, Any]:
        """The `--set` words as dotted paths with values."""
        return overrides(self.set)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CastOptions:
    """Who takes part.

    Parameters
    ----------
    model
        Who speaks: embedded, gguf:FILE, or any litellm name; --model.ROLE NAME for one role.
    player
        How it speaks: planned, llm, human, or planner without words; --player.ROLE NAME for one.
    judge
        Judges to seat instead of the scenario's (repeatable); files are looked for from here.
    judge_model
        The model of the judges that need one.
    allow_code
        Let the scenario name judges in files or modules. They are programs: read them first.
    """

    model: str | None = None
    models: Annotated[PerRole, Parameter(name="--model.*")] = field(default_factory=dict)
    player: str | None = None
    players: Annotated[PerRole, Parameter(name="--player.*")] = field(default_factory=dict)
    judge: tuple[str, ...] | None = None
    judge_model: str | None = None
    allow_code: bool = False


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class MindOptions:
    """Who thinks before it speaks, and whose policy it plays.

    Parameters
    ----------
    searches
        How a role thinks before it speaks, --search.ROLE best-of-8; or beam:8x3, mcts:64x6.
    effort
        How much every role thinks that has no search of its own: low, medium, high or max.
    policies
        The policy of a role, --policy.ROLE NAME: a stored one, a .json file, or NAME:beta=0.5.
    """

    searches: Annotated[PerRole, Parameter(name="--search.*")] = field(default_factory=dict)
    effort: Effort | None = None
    policies: Annotated[PerRole, Parameter(name="--policy.*")] = field(default_factory=dict)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LookOptions:
    """What is shown, and where it is kept.

    Parameters
    ----------
    json
        Print the finished episode as one JSON document.
    jsonl
        Print every event as one line of JSON, as it happens.
    quiet
        Print only the outcome.
    private
        Show the private texts of the roles.
    api_base
        The base URL of an OpenAI-compatible server.
    db
        The database to keep the dialogue in.
    """

    json: bool = False
    jsonl: bool = False
    quiet: bool = False
    private: bool = False
    api_base: str | None = None
    db: str | None = None


def cast_of(
    cast: CastOptions, minds: MindOptions | None = None, *, db: str | None = None
) -> "Cast":
    """Who takes part, by names. A judge's file is looked for where the command is given.

    Policies are looked for in the database `db`.
    """
    from society.casting import Cast
    from society.plugins import in_full

    judges = None if cast.judge is None else tuple(in_full(use, Path.cwd()) for use in cast.judge)
    return Cast(
        model=cast.model,
        models=cast.models,
        player=cast.player,
        players=cast.players,
        searches=minds.searches if minds else {},
        effort=minds.effort if minds else None,
        judge_model=cast.judge_model,
        judges=judges,
        policies=policies_of(minds, db),
    )


def policies_of(minds: MindOptions | None, db: str | None) -> "dict[str, Policy]":
    """Each role's policy; one that was given in words or as a file is stored, too."""
    if minds is None or not minds.policies:
        return {}
    import asyncio

    from society.selfplay.league.entrants import entrant
    from society.settings import database
    from society.store.policies import keep
    from society.store.store import Store

    with Store.open(database(db)) as store:
        found = {role: entrant(store, word) for role, word in minds.policies.items()}
        asyncio.run(keep(store, *found.values()))
    return found


def overrides(words: tuple[str, ...]) -> dict[str, Any]:
    """`a.b=3` pairs as dotted paths with values; a value is JSON where it reads as JSON.

    >>> overrides(("turns.max=6", "title=Six turns"))
    {'turns.max': 6, 'title': 'Six turns'}
    """
    found: dict[str, Any] = {}
    for each in words:
        path, equals, value = each.partition("=")
        if not equals or not path:
            raise SocietyError(f"--set {each!r} has no value", hint="write --set turns.max=6")
        try:
            found[path] = orjson.loads(value)
        except orjson.JSONDecodeError:
            found[path] = value
    return found
