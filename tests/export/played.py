"""Episodes for these tests: shipped games played by chance, with rewards drawn from the seed."""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from society.domain.dialogue import Action, Dialogue, Game, Turn
from society.domain.episode import Episode, Outcome, Provenance
from society.domain.judging import Reward
from society.domain.scenario import Scenario
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import catalog, load
from society.scoring.reward import pay_the_end, settle

SHIPPED = tuple(entry.id for entry in catalog())
EN = ("Frankly, line {at} from {name}.", "Well, as {name} I say {at}.", "Hm, {at}.")
ZH = ("老实说，这是{name}的第{at}句。", "我{name}这样看：{at}。", "嗯，{at}。")


@cache
def _loaded(scenario: str) -> Scenario:
    return load(scenario)


def game(scenario: str, *, seed: int = 3, index: int = 0, locale: str = "") -> Game:
    """A shipped game, drawn."""
    return draw(_loaded(scenario), seed=seed, index=index, locale=locale)


def words(dialogue: Dialogue, role: str, dice: Random) -> str:
    """Harmless words that differ from turn to turn."""
    lines = ZH if dialogue.game.locale == "zh" else EN
    at, name = len(dialogue.turns), dialogue.game.role(role).name
    return dice.choice(lines).format(at=at, name=name)


def move(dialogue: Dialogue, role: str, dice: Random) -> Action | None:
    """Any legal move, now and then none; one that ends the dialogue not before the sixth turn."""
    options = referee.options(dialogue, role)
    due = any(option.due for option in options)
    early = [option for option in options if option.due or not option.ends]
    some = options if len(dialogue.turns) > 5 else early
    if not some or (dice.random() < 0.2 and not due):
        return None
    option = dice.choice(some)
    given = {name: value(schema, dice) for name, schema in option.args.items()}
    return Action(name=option.name, args=given)


def value(schema: dict[str, Any], dice: Random) -> Any:
    """A value that the schema takes."""
    if "enum" in schema:
        return dice.choice(schema["enum"])
    if schema["type"] == "string":
        return "1/2" if "pattern" in schema else "well then"
    low, high = int(schema["minimum"]), int(schema["maximum"])
    return dice.randrange(low, high + 1, int(schema.get("multipleOf", 1)))


def turns(game: Game, *, variant: int = 0, same: int = 0) -> Dialogue:
    """The game to its end; variants differ from turn `same` on."""
    dialogue = Dialogue(game=game)
    while referee.ending(dialogue) is None:
        index, role = len(dialogue.turns), referee.floor(dialogue)
        opens = role in game.opening and not dialogue.by(role)
        dice = Random(f"{game.seed}:{index}:{variant if index >= same else 0}")
        turn = Turn(
            index=index,
            role=role,
            text=game.opening[role] if opens else words(dialogue, role, dice),
            action=None if opens else move(dialogue, role, dice),
            player="scenario" if opens else "llm:openai/some-model",
            flags=("opening",) if opens else (),
        )
        assert (why := referee.refuse(dialogue, role, turn.action)) is None, why
        dialogue = dialogue.say(turn)
    return dialogue


def episode(dialogue: Dialogue, *, name: str = "", variant: int = 0, **more: Any) -> Episode:
    """The dialogue with a reward for every turn but openings, its end paid, everything settled."""
    game, dice = dialogue.game, Random(f"{dialogue.game.seed}:{variant}")
    ended = referee.ending(dialogue) or "max_turns"
    rewards: list[Reward] = [
        Reward(turn=turn.index, role=turn.role, value=dice.random(), parts={})
        for turn in dialogue.turns
        if "opening" not in turn.flags
    ]
    found = referee.verdict(dialogue, ended) or Outcome(ended=ended)
    rewards += pay_the_end(found, dialogue.turns, (), {})
    mix = game.scenario.reward
    roles = [role.id for role in game.roles]
    outcome = settle(found, roles, rewards, mix=(mix.turn, mix.outcome))
    made: dict[str, Any] = {
        "id": name or f"{game.scenario.id}-{game.seed}-{game.locale}-{variant}",
        "dialogue": dialogue,
        "rewards": tuple(rewards),
        "outcome": outcome,
        "provenance": Provenance(
            scenario=game.scenario.id,
            locale=game.locale,
            seed=game.seed,
            models=dict.fromkeys(roles, "openai/some-model"),
            judges={"rubric": "1"},
        ),
        "status": "done",
    }
    return Episode(**{**made, **more})


@cache
def shipped(scenario: str, variants: int = 3) -> tuple[Episode, ...]:
    """Played games of one shipped scenario in all its languages, ordered by game."""
    return tuple(
        episode(turns(game(scenario, locale=locale), variant=at, same=2), variant=at)
        for locale in sorted(_loaded(scenario).locale.available)
        for at in range(variants)
    )


def everything() -> Iterator[Episode]:
    """Played games of all shipped scenarios, ordered by game."""
    for scenario in sorted(SHIPPED):
        yield from shipped(scenario)


def changed(made: Episode, at: int, **fields: Any) -> Episode:
    """The episode with one turn changed."""
    told = list(made.dialogue.turns)
    told[at] = told[at].model_copy(update=fields)
    dialogue = Dialogue(game=made.dialogue.game, turns=tuple(told))
    return made.model_copy(update={"dialogue": dialogue})


def own(made: Episode, role: str, nth: int = 0) -> int:
    """Where the role's nth own choice stands."""
    return [turn.index for turn in made.dialogue.by(role) if "opening" not in turn.flags][nth]
