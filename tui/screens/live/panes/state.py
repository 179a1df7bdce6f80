"""Where the game stands after the chosen turn: variables, offers with their worth, legal moves."""

from collections.abc import Iterator, Mapping
from typing import Any

from textual.content import Content

from society.domain.dialogue import Dialogue, Game, Option, Turn
from society.domain.display import one_line
from society.domain.errors import SocietyError
from tui.cast import Cast
from tui.screens.live.panes import words
from tui.screens.live.scene import Scene
from tui.text import flat, trouble
from tui.widgets.plots.concession import offered

LATEST = 60
"""Offers that are listed; the plot below has all of them."""

_VALUE, _NAME = 120, 16


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The tab; what a rule of the scenario cannot answer is said in its place."""
    if scene.game is None:
        return words.aside(words.NOTHING)
    dialogue, cast = until(scene, turn), Cast.of(scene.game)
    lines: list[Content] = []
    for part in (_variables, _offers, _moves):
        try:
            lines += [*part(scene, dialogue, cast, turn), Content()]
        except SocietyError as error:
            lines += [trouble(error), Content()]
    return words.page(lines[:-1])


def until(scene: Scene, turn: int | None) -> Dialogue:
    """The dialogue up to and with the chosen turn."""
    dialogue = scene.dialogue
    if dialogue is None:
        raise ValueError("nothing is played yet")
    if turn is None:
        return dialogue
    return Dialogue.model_construct(game=dialogue.game, turns=dialogue.turns[: turn + 1])


def open_variables(game: Game, mine: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    """What every role is told, or, where a person plays, what each of its roles `mine` is told."""
    from society.scenario.rules import rules_of

    rules = rules_of(game)
    knowing = [rules.known(role.id) for role in game.roles if not mine or role.id in mine]
    shared = set(game.variables).intersection(*knowing)
    return {name: value for name, value in game.variables.items() if name in shared}


def _variables(scene: Scene, dialogue: Dialogue, cast: Cast, turn: int | None) -> Iterator[Content]:
    game = dialogue.game
    if not game.variables:
        return
    yield words.heading("variables")
    shown = game.variables if scene.private else open_variables(game, frozenset(scene.mine))
    room = min(max(map(len, shown), default=0), _NAME)
    for name, value in shown.items():
        yield Content.assemble(words.field(name, room, "dim"), " ", flat(str(value)[:_VALUE]))
    hidden = len(game.variables) - len(shown)
    if hidden:
        yield words.aside(f"{hidden} more known to one side only: p shows them")


def _offers(scene: Scene, dialogue: Dialogue, cast: Cast, turn: int | None) -> Iterator[Content]:
    made = [turn for turn in dialogue.turns if offered(dialogue.game, turn)]
    yield words.heading("offers")
    if not made:
        yield words.aside("No offer has been made yet.")
        return
    if len(made) > LATEST:
        yield words.aside(f"… {len(made) - LATEST} earlier")
    for each in made[-LATEST:]:
        yield _offer(each, cast, each is made[-1] and not scene.over)
        if scene.private and each.standing:
            yield _worths(each.standing, cast)
    if not scene.private and dialogue.game.scenario.outcome.utility:
        yield words.aside("What they are worth is known to one side each: p shows it")


def _offer(turn: Turn, cast: Cast, latest: bool) -> Content:
    args = turn.action.args if turn.action else {}
    told = " ".join(f"{name}={value}" for name, value in args.items())
    colour = cast.colour(turn.role)
    return Content.assemble(
        (f"t{turn.index + 1:<3} {cast.letter(turn.role)} ", f"bold {colour}"),
        flat(told[:_VALUE]),
        ("  ◂ on the table" if latest else "", "$text-accent"),
    )


def _worths(standing: Mapping[str, float], cast: Cast) -> Content:
    """What the offer is worth to each, with its sign: 0 is the role's reservation."""
    told = [
        flat(f"{cast.letter(role)} {worth:+.2f}", cast.colour(role))
        for role, worth in standing.items()
    ]
    return Content.assemble("       ", Content("  ").join(told))


def _moves(scene: Scene, dialogue: Dialogue, cast: Cast, turn: int | None) -> Iterator[Content]:
    from society.scenario.referee import ending, floor, options

    if turn is None and scene.over:
        yield words.heading("next")
        yield words.aside("Nobody speaks any more.")
        return
    ended = ending(dialogue)
    if ended is not None:
        yield words.heading("next")
        yield flat(f"It ends here: {ended.replace('_', ' ')}", "dim")
        return
    role = floor(dialogue)
    yield words.heading(words.named(role, cast), "may")
    legal = options(dialogue, role)
    if not legal:
        yield words.aside("only speak")
    for option in legal:
        yield _option(option)


def _option(option: Option) -> Content:
    args = [f"{name}={_span(schema)}" for name, schema in option.args.items()]
    parts = [flat(f"/{option.name}", "bold"), *map(flat, args)]
    if option.due:
        parts.append(Content.styled("must be taken now", "bold $text-warning"))
    if option.about:
        parts.append(flat(option.about, "dim"))
    return Content(" ").join(parts)


def _span(schema: Mapping[str, Any]) -> str:
    """The values that an argument may have: `60..170`, `ana|ben`, else its type."""
    if "enum" in schema:
        return "|".join(one_line(str(each), 24) for each in schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return str(schema.get("type", "…"))
    step = f" by {schema['multipleOf']}" if "multipleOf" in schema else ""
    return f"{'' if low is None else low}..{'' if high is None else high}{step}"
