"""A drawn game as people read it, with the private parts only where they are asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from society.domain.dialogue import Game, Option, Role


def described(game: Game, *, private: bool) -> dict[str, Any]:
    """The game as plain values; without `private` nothing that only one role may know."""
    scenario = game.scenario
    found: dict[str, Any] = {
        "id": scenario.id,
        "version": scenario.version,
        "title": game.title,
        "level": game.level,
        "locale": game.locale,
        "seed": game.seed,
        "context": game.context,
        "roles": [_role(role, private=private) for role in game.roles],
        "opening": game.opening,
        "actions": [option.model_dump(exclude={"due"}) for option in game.options.values()],
        "turns": scenario.turns.model_dump(exclude_none=True),
        "levels": list(scenario.levels),
    }
    return {**found, "variables": game.variables} if private else found


def shown(game: Game, *, private: bool) -> Iterator[str]:
    """The game line by line."""
    scenario = game.scenario
    level = f" · level {game.level}" if game.level else ""
    yield game.title
    yield f"{scenario.id} · version {scenario.version}{level} · {game.locale} · seed {game.seed}"
    if game.context:
        yield ""
        yield game.context.strip()
    yield ""
    for role in game.roles:
        yield from _side(role, game.opening.get(role.id, ""), private=private)
    if game.options:
        yield "moves"
        yield from (_move(game, option) for option in game.options.values())
        yield ""
    ends = dict.fromkeys(rule.outcome for rule in scenario.stop)
    ends |= dict.fromkeys(option.ends for option in game.options.values() if option.ends)
    yield f"at most {scenario.turns.max} turns" + (f"; ends: {', '.join(ends)}" if ends else "")
    if scenario.levels:
        yield f"levels: {', '.join(scenario.levels)}"
    if private and game.variables:
        yield ""
        yield "drawn"
        yield from (f"  {name} = {value}" for name, value in game.variables.items())


def _side(role: Role, opening: str, *, private: bool) -> Iterator[str]:
    yield f"{role.name} ({role.id})" + (f": {role.public}" if role.public else "")
    own = {"persona": role.persona, "private": role.private, "goal": role.goal}
    own |= {"must not say": ", ".join(role.secrets)}
    for name, text in own.items() if private else ():
        if text:
            yield f"  {name}: {text.strip()}"
    if opening:
        yield f"  opens: {opening}"
    yield ""


def _move(game: Game, option: Option) -> str:
    takes = ", ".join(f"{name}: {_bounds(schema)}" for name, schema in option.args.items())
    spec = game.scenario.actions[option.name]
    by = f" by {', '.join(spec.by)}" if spec.by else ""
    accepts = f"; accepts {option.of}" if option.of else ""
    signs = f" once {spec.quorum} have signed" if spec.quorum else ""
    ends = f"; ends the dialogue ({option.ends}){signs}" if option.ends else ""
    leaves = "; leaves the dialogue" if option.leaves else ""
    about = f" - {option.about}" if option.about else ""
    return f"  {option.name}({takes}){by}{accepts}{ends}{leaves}{about}"


def _bounds(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "anything"))
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return kind
    return f"{kind} {'' if low is None else low}..{'' if high is None else high}"


def _role(role: Role, *, private: bool) -> dict[str, Any]:
    public = {"id": role.id, "name": role.name, "public": role.public, "train": role.train}
    own = {
        "persona": role.persona,
        "private": role.private,
        "goal": role.goal,
        "secrets": list(role.secrets),
        "limit": role.limit.model_dump(exclude_none=True) if role.limit else None,
    }
    return {**public, **own} if private else public
