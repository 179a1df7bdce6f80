"""What Home says of a scenario: an overview, a prompt, its variables. Text in, Content out."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from society.domain.dialogue import Game, Role
from society.domain.display import one_line
from society.domain.scenario import JudgeSpec, Scenario, Variable
from tui.cast import Cast
from tui.screens.home.shelf import Card, told
from tui.screens.home.sketch import Sketch
from tui.text import cut, flat, padded, reward, safe, spark

if TYPE_CHECKING:
    from society.store.scenarios import Played

_LABEL = 11
_SHORT, _VALUE = 5, 32
"""Drawn variables that the overview names unless all are asked for, and cells of each value."""


def overview(sketch: Sketch, played: "Played | None") -> Content:
    """Who plays for what, under which rules, judged by whom, and what one draw of it gives."""
    return Content("\n").join(_overview(sketch, played))


def invalid(why: Sequence[str]) -> Content:
    """Why a file is no scenario, a line each."""
    lines = [safe(f"✗ {each}", "$text-error") for each in why]
    keys = safe("\ne opens the file in your editor · E edits it here", "dim")
    return Content("\n").join([*lines, keys])


def prompt(sketch: Sketch) -> Content:
    """The messages with which the role is asked for its first turn, word by word."""
    short = ", the short form for a small model" if sketch.model == "embedded" else ""
    asked = flat(f"· asked of {sketch.model}{short}", "dim")
    head = Content.assemble(flat(sketch.role, "bold"), " ", asked)
    parts = [head]
    for message in sketch.messages:
        parts += [flat(f"── {message.role} ──", "$text-accent"), safe(message.content)]
    return Content("\n").join([*parts, *_all_variables(sketch)])


def place(sketch: Sketch) -> str:
    """Where one is among draws: `seed 7 · hard · en`."""
    wish = sketch.wish
    locale = sketch.game.locale if sketch.game else wish.locale
    return " · ".join(each for each in (f"seed {wish.seed}", wish.level, locale) if each)


def _overview(sketch: Sketch, played: "Played | None") -> Iterator[Content]:
    card, game = sketch.card, sketch.game
    if game is None:
        yield from (invalid(sketch.why),)
        return
    scenario = game.scenario
    yield flat(game.title, "bold")
    about = [scenario.id, f"v{scenario.version}", " ".join(card.locales), scenario.license]
    yield flat(" · ".join(each for each in about if each), "dim")
    if summary := told(scenario.summary, scenario):
        yield safe(f"\n{summary}")
    yield Content("")
    yield from _rules(scenario, game)
    if played:
        yield _runs(played)
    yield Content("")
    yield _labelled("Draw", flat(place(sketch), "dim"))
    yield safe(game.context.strip())
    yield from _all_variables(sketch) if sketch.wish.variables else _some(game)


def _rules(scenario: Scenario, game: Game) -> Iterator[Content]:
    cast = Cast.of(game)
    yield _labelled("Roles", Content(" · ").join(_role(cast, role) for role in game.roles))
    yield _listed("Variables", list(_variables(scenario)))
    yield _listed("Moves", list(game.options))
    yield _listed("Judges", [_judge(each) for each in scenario.judges])
    yield _listed("Levels", list(scenario.levels))
    turns = scenario.turns
    yield _labelled("Turns", flat(f"at most {turns.max}, {turns.order.replace('_', ' ')}"))


def _role(cast: Cast, role: Role) -> Content:
    marks = [word for word, on in (("trained", role.train), ("a person", role.human)) if on]
    letter = Content.styled(cast.letter(role.id), f"bold {cast.colour(role.id)}")
    after = f" ({', '.join(marks)})" if marks else ""
    return Content.assemble(letter, " ", flat(f"{role.name} = {role.id}{after}"))


def _variables(scenario: Scenario) -> Iterator[str]:
    """What is drawn; what is computed from it is only counted."""
    drawn = {name: each for name, each in scenario.variables.items() if each.expr is None}
    yield from (f"{name} {_variable(each)}" for name, each in drawn.items())
    if computed := len(scenario.variables) - len(drawn):
        yield f"{computed} computed"


def _variable(spec: Variable) -> str:
    bounds = spec.ints or spec.floats
    if bounds:
        step = f" step {spec.step:g}" if spec.step else ""
        return f"{bounds[0]:g}–{bounds[1]:g}{step}"
    lists = spec.choice.values() if isinstance(spec.choice, dict) else [spec.choice or []]
    return f"one of {max(map(len, lists), default=0)}"


def _judge(seat: JudgeSpec) -> str:
    return f"{seat.name or seat.use} {seat.weight:g}"


def _runs(played: "Played") -> Content:
    said = f"{played.runs}" if played.mean is None else f"{played.runs}, latest {_line(played)} "
    mean = Content("") if played.mean is None else reward(played.mean)
    return _labelled("Runs", Content.assemble(said, mean))


def _line(played: "Played") -> str:
    return spark(played.rewards)


def _some(game: Game) -> Iterator[Content]:
    names = list(game.variables.items())
    shown = [f"{name} {cut(one_line(str(value)), _VALUE)}" for name, value in names[:_SHORT]]
    more = len(names) - len(shown)
    if shown:
        rest = f" · {more} more: x" if more > 0 else ""
        yield flat(f"{' · '.join(shown)}{rest}", "dim")


def _all_variables(sketch: Sketch) -> Iterator[Content]:
    game = sketch.game
    if not sketch.wish.variables or game is None:
        return
    yield flat(f"── drawn with {place(sketch)} ──", "$text-accent")
    width = min(max((len(name) for name in game.variables), default=0), 24)
    for name, value in game.variables.items():
        yield Content.assemble(padded(name, width), "  ", flat(str(value)))


def _listed(label: str, parts: Sequence[str]) -> Content:
    return _labelled(label, flat(" · ".join(parts) or "none", "" if parts else "dim"))


def _labelled(label: str, what: Content) -> Content:
    return Content.assemble((padded(label, _LABEL), "bold"), what)


def mean_of(card: Card, played: "Played | None", *, width: int) -> Content:
    """The latest rewards of a scenario as a line, and their mean; nothing where none was paid."""
    if played is None or played.mean is None:
        return flat("")
    line = spark(played.rewards[-width:])
    return Content.assemble(padded(line, width), " ", reward(played.mean))
