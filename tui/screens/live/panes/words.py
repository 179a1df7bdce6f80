"""Small pieces that every tab is written with: headings, figures, quotes, long texts cut."""

from collections.abc import Iterable, Sequence

import orjson
from textual.content import Content

from society.domain.calls import Attempt
from society.domain.discretion import quotes
from society.domain.display import bar, money, one_line
from tui.cast import Cast
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said
from tui.text import flat, padded, safe

LONGEST = 6_000
"""Characters of one text that a pane shows; all of it is copied by `y`."""

BAR = 8
NOTHING = "Nothing is played yet. Press 1 and choose a scenario."
HIDDEN = "It may tell what only one side knows: p shows it."
VEILED = "(private: p shows it)"

_THOUSAND, _ROOMY = 1000, 22


def page(lines: Iterable[Content]) -> Content:
    """The lines under each other."""
    return Content("\n").join(list(lines))


def heading(*parts: Content | str) -> Content:
    """A line that begins a part: `── t4 A seller`; strings here are the house's own."""
    told = [part if isinstance(part, Content) else Content.styled(part, "bold") for part in parts]
    return Content.assemble(("── ", "dim"), Content(" ").join(told))


def named(role: str, cast: Cast) -> Content:
    """A role by its letter, name and colour."""
    return flat(f"{cast.letter(role)} {role}", f"bold {cast.colour(role)}")


def aside(text: str) -> Content:
    """A remark in a dim voice."""
    return safe(text, "dim")


def quoted(text: str) -> Content:
    """Somebody's words on one line, in quotes."""
    return Content.styled(f"“{one_line(text[: 2 * LONGEST], LONGEST)}”", "italic dim")


def field(text: str, width: int, style: str = "") -> Content:
    """Somebody's text on one line of exactly so many cells."""
    return Content.styled(padded(one_line(text), max(width, 1)), style)


def scored(name: str, value: float, width: int, style: str = "") -> Content:
    """A name, a bar and a figure in so many cells: `persuasion  ▰▰▰▱▱▱▱▱ 0.40`."""
    figure, size = f"{value:.2f}", BAR if width >= _ROOMY else BAR // 2
    room = max(width - size - len(figure) - 2, 6)
    return Content.assemble(field(name, room, style), f" {bar(value, size)} ", (figure, "bold"))


def long(text: str, style: str = "") -> Content:
    """A text with its lines, cut after `LONGEST` characters, which is then said."""
    left = len(text) - LONGEST
    if left <= 0:
        return safe(text, style)
    return Content.assemble(
        safe(text[:LONGEST], style), aside(f"\n… {left:,} characters more; y copies all")
    )


def counted(tokens: int) -> str:
    """Tokens as they are read: `940`, `1.2k`, `3.4M`."""
    if tokens < _THOUSAND:
        return str(tokens)
    if tokens < _THOUSAND**2:
        return f"{tokens / _THOUSAND:.1f}k"
    return f"{tokens / _THOUSAND**2:.1f}M"


def bill(attempts: Sequence[Attempt]) -> str:
    """What requests took together: `3 calls · 1.2k in · 80 out · 1.9 s · $0.0021`."""
    if not attempts:
        return "no model was asked"
    used = [each.usage for each in attempts]
    cached = sum(each.cached for each in used)
    about = "≈" if any(each.estimated for each in used) else ""
    parts = [
        f"{len(attempts)} request{'' if len(attempts) == 1 else 's'}",
        f"{about}{counted(sum(each.prompt for each in used))} in"
        + (f" ({counted(cached)} cached)" if cached else ""),
        f"{about}{counted(sum(each.completion for each in used))} out",
        f"{sum(each.seconds for each in attempts):.1f} s",
        cost(attempts),
    ]
    return " · ".join(parts)


def cost(attempts: Sequence[Attempt]) -> str:
    """Dollars together; `?` where none has a price, `≥` where some have none."""
    priced = [each.cost for each in attempts if each.cost is not None]
    return money(sum(priced) if priced else None, len(attempts) - len(priced))


def pretty(text: str) -> Content:
    """A reply as it came; one that is a JSON object or array with its parts on lines."""
    try:
        value = orjson.loads(text)
        if not isinstance(value, dict | list):
            return long(text)
        return long(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
    except (ValueError, TypeError):
        # Not JSON, or deeper than anyone can read: shown as it is.
        return long(text)


def focused(scene: Scene, turn: int | None) -> Said | None:
    """The chosen turn; without a choice the latest that was said, or else the first."""
    one = scene.at(turn)
    if turn is None and one is not None and one.speaking and one.index > 0:
        return scene.at(one.index - 1)
    return one


def facts(scene: Scene, turn: int | None) -> tuple[object, ...]:
    """Whatever the tabs tell of, as a small value; streaming words change nothing in it.

    First the dialogue and the turn.
    """
    one = focused(scene, turn)
    told: tuple[object, ...] = ()
    if one is not None:
        waiting, paid = tuple(one.judging), (one.reward, one.share)
        told = (one.speaking, len(one.judgements), waiting, paid, one.thumb, len(one.attempts))
    counts = (scene.said, len(scene.attempts), len(scene.whole), len(scene.mine))
    earned = sum(map(len, scene.earned.values()))
    end = (scene.state, scene.outcome is None)
    which = one.index if one is not None else None
    return (scene.episode, which, turn is None, scene.private, counts, earned, end, told)


def frank(scene: Scene) -> bool:
    """Whether everything may be shown, also what only one side knows."""
    return scene.private or scene.over


def allowed(scene: Scene, text: str) -> bool:
    """Whether a judge's words may be shown: they must not quote what only one side knows."""
    return frank(scene) or scene.game is None or not quotes(text, scene.game)


def behind(scene: Scene, one: Said) -> list[Attempt]:
    """The requests of a turn: those of its words and those of its judges, in order."""
    calls = {call for said in one.judgements for call in said.calls}
    calls |= set(one.turn.calls) if one.turn is not None else set()
    noted = {id(each) for each in one.attempts}
    return [each for each in scene.attempts if each.call in calls or id(each) in noted]


def whose(one: Said, cast: Cast) -> Content:
    """A turn by its number and its speaker: `t4 A seller`."""
    return Content.assemble((f"t{one.index + 1} ", "bold"), named(one.role, cast))
