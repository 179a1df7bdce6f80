"""One turn as rows of a terminal: pure, from what is known of it to styled pieces of text.

Law: every piece went through `visible`; a row is never wider than it was asked to be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.cells import cell_len

from society.domain.dialogue import Game
from society.domain.discretion import quotes
from society.domain.display import bar, chip, one_line
from society.domain.judging import Judgement
from society.domain.thinking import unsaid
from tui.cast import Cast
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Hold, Said
from tui.screens.live.wrapping import wrapped
from tui.text import cut

Piece = tuple[str, str]
"""Text that may be shown, and its style in words of the theme."""

Row = tuple[Piece, ...]

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_TRY = re.compile(r"(\w+): try (\d+) of (\d+)")
_CODES = {"rate_limited": "429"}
_GOOD = 0.5
_BAR, _ROOM_FOR_BAR, _ROOM_FOR_REASON = 10, 60, 6


@dataclass(frozen=True)
class Look:
    """How turns are drawn now: how wide, who is who, and what may be shown.

    `frank` shows every reason of judges, otherwise those that quote nothing which only one side
    of `game` knows. `now` is the clock in seconds, `moving` whether anything is still to come,
    `awaited` the turn that a person's line is waited for.
    """

    width: int
    cast: Cast
    names: Mapping[str, str]
    frank: bool = True
    game: Game | None = None
    moving: bool = False
    now: float = 0.0
    awaited: int | None = None
    weights: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def at(cls, scene: Scene, game: Game, width: int, now: float) -> "Look":
        """How a scene is drawn."""
        return cls(
            width=max(width, 10),
            cast=Cast.of(game),
            names={role.id: one_line(role.name) for role in game.roles},
            frank=scene.private or scene.over,
            game=game,
            moving=scene.moving,
            now=now,
            awaited=scene.wanted.turn if scene.wanted else None,
            weights=scene.provenance.weights if scene.provenance else {},
        )

    def shows(self, said: Judgement) -> bool:
        """Whether there is a reason that may be shown."""
        hidden = not self.frank and (self.game is None or quotes(said.critique, self.game))
        return bool(said.critique) and not hidden


def turn_rows(one: Said, look: Look) -> list[Row]:
    """Who speaks and what it was paid; the words; what judges said; what is to be known."""
    return [
        _head(one, look),
        *_words(one, look),
        *_reasons(one, look),
        *_notes(one, look),
        (),
    ]


def _head(one: Said, look: Look) -> Row:
    colour = look.cast.colour(one.role)
    who = f"{look.cast.letter(one.role)} {look.names.get(one.role, one_line(one.role))}"
    role = "" if look.names.get(one.role) == one.role else f" ({one_line(one.role)})"
    by = _by(one)
    paid, style = _paid(one, look)
    tail = f" t{one.index + 1}"
    paid = cut(paid, max(look.width - cell_len(tail) - 2, 1))
    room = look.width - cell_len(paid) - cell_len(tail) - 1
    who = cut(who, room)
    left = room - cell_len(who)
    rest = cut(role + by, left) if left > 0 else ""
    gap = " " * (room - cell_len(who) - cell_len(rest) + 1)
    return ((who, f"bold {colour}"), (rest, "dim"), (gap, ""), (paid, style), (tail, "dim"))


def _by(one: Said) -> str:
    if one.turn is None:
        return ""
    if one.turn.player == "human":
        return " · by hand"
    return " · ◇ planned" if one.turn.planned else ""


def _paid(one: Said, look: Look) -> Piece:
    """What stands at the right of the name: the reward, or what is waited for."""
    if one.reward is not None:
        value = one.reward.value
        good = value >= _GOOD
        told = f"{'▲' if good else '▼'}{value:.2f}"
        if look.width >= _ROOM_FOR_BAR:
            told += f" {bar(value, _BAR)}"
        return told, "$text-success" if good else "$text-error"
    if one.speaking:
        return "", ""
    if one.judging and look.moving:
        return "… judging", "dim italic"
    if one.judgements and len(one.unscored) == len(one.judgements):
        why = cut(one_line(one.unscored[-1].unscored.replace("_", " ")), 24)
        return f"⚠ no score ({why})", "$text-warning"
    return "", ""


def _words(one: Said, look: Look) -> list[Row]:
    edge: Piece = ("▏", look.cast.colour(one.role))
    if one.turn is None:
        return [(edge, (line, "")) for line in _streaming(one, look)]
    text = one.turn.text.strip()
    lines = wrapped(text or "(nothing)", look.width - 1)
    rows: list[Row] = [(edge, (line, "" if text else "dim")) for line in lines]
    if one.turn.action is not None:
        taken = cut(chip(one.turn.action), look.width - 2)
        style = f"bold {look.cast.colour(one.role)}"
        if text and cell_len(lines[-1]) + cell_len(taken) + 4 <= look.width:
            rows[-1] = (*rows[-1], (f"   {taken}", style))
        elif text:
            rows.append((edge, (taken, style)))
        else:
            rows = [(edge, (taken, style))]
    return rows


def _streaming(one: Said, look: Look) -> list[str]:
    if not look.moving:
        return wrapped(f"{one.streamed.strip()} (not said to its end)".strip(), look.width - 1)
    if one.index == look.awaited:
        return ["… your line"]
    spin = SPINNER[int(look.now * 10) % len(SPINNER)]
    if one.streamed.strip():
        return wrapped(f"{one.streamed.strip()}▌", look.width - 1)
    waited = max(look.now - one.begun, 0.0) if one.begun is not None else 0.0
    return [f"{spin} {waited:.0f} s"]


def _reasons(one: Said, look: Look) -> list[Row]:
    """A line for each judge that gave a reason, or no score."""
    return [
        _reason(said, look) for said in one.judgements if said.score is None or look.shows(said)
    ]


def _reason(said: Judgement, look: Look) -> Row:
    name = one_line(said.judge)
    if said.score is None:
        why = one_line(said.unscored.replace("_", " "))
        head, style = f"  ⚠ {name}: no score ({why})", "$text-warning"
    else:
        heard = " (heard, not paid)" if look.weights.get(said.judge) == 0 else ""
        head, style = f"  {said.score:.2f} {name}{heard}", "dim"
    head = cut(head, look.width)
    room = look.width - cell_len(head)
    if not look.shows(said) or room < _ROOM_FOR_REASON:
        return ((head, style),)
    return ((head, style), (cut(f"  {one_line(said.critique)}", room), "dim italic"))


def _notes(one: Said, look: Look) -> list[Row]:
    rows: list[Row] = []
    for why in one.again:
        told = cut(f"  ↺ asked again because {one_line(why)}", look.width)
        rows.append(((told, "$text-warning"),))
    marks = _marks(one)
    if marks:
        rows.append(((cut("  " + "   ".join(marks), look.width), "dim"),))
    if one.hold is not None and look.moving:
        rows.append(((cut(f"  ⏳ {held(one.hold, look.now)}", look.width), "$text-warning"),))
    return rows


def _marks(one: Said) -> list[str]:
    marks = []
    if one.turn is not None and one.turn.flags:
        marks.append("⚑ " + ", ".join(one_line(each.replace("_", " ")) for each in one.turn.flags))
    count = len(unsaid(one.turn)) if one.turn is not None else 0
    if count:
        marks.append(f"{count} draft{'' if count == 1 else 's'} not said")
    if one.thumb is not None:
        marks.append("your thumb: " + ("+" if one.thumb >= _GOOD else "-"))
    return marks


def held(hold: Hold, now: float) -> str:
    """Why a call waits and how long still: `429, retry in 12 s (3/6)`.

    >>> held(Hold(12, "rate_limited: try 3 of 6", since=0.0), 2.0)
    '429, retry in 10 s (3/6)'
    """
    left = max(hold.seconds - (now - hold.since), 0.0)
    tried = _TRY.fullmatch(hold.why)
    if tried:
        kind = _CODES.get(tried[1], tried[1].replace("_", " "))
        return f"{kind}, retry in {left:.0f} s ({tried[2]}/{tried[3]})"
    return one_line(hold.why) + (f", {left:.0f} s" if hold.seconds else "")
