"""How a difference is drawn: heads, ends and turns, side by side or one under the other. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from society.domain.display import chip, one_line
from tui.text import flat, padded, reward, safe

if TYPE_CHECKING:
    from society.domain.dialogue import Turn
    from society.domain.episode import Episode
    from society.scoring.difference import Compared, Difference, Piece, Row

LEFT, RIGHT = "$text-error", "$text-success"
_NAME, _VALUE = 22, 18


@dataclass(frozen=True)
class Fold:
    """Turns that both have, and were paid the same for."""

    rows: "tuple[Row, ...]"

    def drawn(self) -> Content:
        """One line for all of them."""
        many = len(self.rows)
        return Content.styled(f"⋯ {many} equal turn{'s' if many != 1 else ''}", "dim")


def folded(found: "Difference", *, unfold: bool = False) -> "Iterator[Row | Fold]":
    """The rows, each run of equal ones as a fold unless they are to be seen."""
    alike: list[Row] = []
    for row in found.rows:
        if not row.differs and not unfold:
            alike.append(row)
            continue
        if alike:
            yield Fold(tuple(alike))
            alike = []
        yield row
    if alike:
        yield Fold(tuple(alike))


def heads(found: "Difference") -> Content:
    """Which two, and of which games."""
    told = [_head("−", found.left, LEFT), _head("+", found.right, RIGHT)]
    if not found.one_game:
        told.append(Content.styled("plays of different games", "$text-warning"))
    return Content("\n").join(told)


def ends(found: "Difference") -> Content:
    """How both ended, what differs set off."""
    return Content("\n").join([_end(each) for each in found.ends()])


def title(row: "Row") -> Content:
    """Who spoke when, and how much more the right side was paid."""
    turn = row.left or row.right
    assert turn is not None, "a row has a turn of one side at least"
    number = f"t{turn.index + 1}"
    if row.left and row.right and row.left.index != row.right.index:
        number = f"t{row.left.index + 1}/{row.right.index + 1}"
    return Content.assemble(
        flat(f"{number} {turn.role}", "bold"),
        ("" if row.delta is None else f"   Δ {row.delta:+.2f}", "$text-muted"),
        ("   paid differently" if row.kind == "same" and row.differs else "", "$text-muted"),
    )


def side(row: "Row", at: int) -> Content:
    """What the left (0) or right (1) side said, with its pay; an empty side says so."""
    turn = (row.left, row.right)[at]
    if turn is None:
        return Content.styled("(no such turn)", "dim")
    style = ("", "") if row.kind == "same" else (LEFT, RIGHT)
    paid = row.rewards[at]
    head = reward(paid) + "  " if paid is not None else Content("")
    return Content.assemble(head, _words(row.words[at], style[at]), _move(turn))


def unified(row: "Row") -> Content:
    """Both sides one under the other, `−` before the left and `+` before the right one."""
    if row.kind == "same":
        more = reward(row.rewards[1]) + "  " if row.rewards[1] is not None else Content("")
        return Content.assemble("  ", side(row, 0), "\n  → " if row.differs else "", more)
    told = []
    for at, sign in enumerate("−+"):
        if (row.left, row.right)[at] is not None:
            style = (LEFT, RIGHT)[at]
            told.append(Content.assemble((f"{sign} ", f"bold {style}"), side(row, at)))
    return Content("\n").join(told)


def _words(pieces: "tuple[Piece, ...]", style: str) -> Content:
    """The text, words that the other side has not underlined: not by colour alone."""
    if not pieces:
        return Content.styled("(nothing)", "dim")
    return Content("").join(
        safe(piece.text, f"bold underline {style}".strip() if piece.changed else "")
        for piece in pieces
    )


def _move(turn: "Turn") -> Content:
    return Content.styled(f"  {chip(turn.action)}", "dim") if turn.action else Content("")


def _head(sign: str, episode: "Episode", style: str) -> Content:
    game = episode.dialogue.game
    drawn = f"seed {game.seed}#{game.index}"
    about = [game.scenario.id, game.level, game.locale, drawn, episode.started[:16]]
    if episode.lineage.parent:
        about.append(f"branch of {episode.lineage.parent}")
    return Content.assemble(
        (f"{sign} ", f"bold {style}"),
        flat(episode.id, f"bold {style}"),
        "  ",
        flat(" · ".join(each for each in about if each), "dim"),
    )


def _end(each: "Compared") -> Content:
    same = each.left == each.right
    style = "dim" if same else ""
    values = [padded(one_line(value) or "–", _VALUE) for value in (each.left, each.right)]
    told = padded(one_line(each.what), _NAME) + values[0]
    more = "" if same else values[1]
    delta = f"Δ {each.delta:+.2f}" if each.delta and not same else ""
    return Content.assemble((told, style), (f"→ {more}" if more else "", "bold"), (delta, "bold"))
