"""`society diff`: two dialogues beside each other, turn by turn, and how each ended."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.text import Text

from society.cli.output import SCHEMA, as_json, show
from society.domain.display import chip, one_line, visible

if TYPE_CHECKING:
    from society.domain.dialogue import Turn
    from society.scoring.difference import Compared, Difference, Piece, Row

_LEFT, _RIGHT = "red", "green"


def diff(left: str, right: str, *, json: bool = False, db: str | None = None) -> None:
    """Compare two dialogues: what was said otherwise, what it was paid, how it ended.

    Turns that both have are folded; of the others `-` is the first dialogue's and `+` the
    second's.

    Parameters
    ----------
    left
        The id of the first, or the beginning of it.
    right
        The id of the second.
    json
        Print one JSON document.
    db
        The database to read.
    """
    from society.cli.stored import reading
    from society.scoring.difference import difference

    with reading(db, "there are no dialogues to compare") as store:
        found = difference(store.episode(left), store.episode(right))
    if json:
        as_json(document(found))
        return
    for line in lines(found):
        show(line)


def document(found: "Difference") -> dict[str, Any]:
    """A difference as JSON."""
    return {
        "schema": SCHEMA,
        "left": found.left.id,
        "right": found.right.id,
        "one_game": found.one_game,
        "shared": found.shared,
        "ends": [each._asdict() for each in found.ends()],
        "turns": [_told(row) for row in found.rows],
    }


def _told(row: "Row") -> dict[str, Any]:
    sides = {
        name: turn
        and {
            "turn": turn.index,
            "role": turn.role,
            "text": turn.text,
            "action": turn.action,
            "reward": reward,
        }
        for name, turn, reward in zip(
            ("left", "right"), (row.left, row.right), row.rewards, strict=True
        )
    }
    return {"kind": row.kind, **sides, "delta": row.delta}


def lines(found: "Difference") -> Iterator[Text]:
    """A difference as lines."""
    yield _head("-", found.left.id, found, _LEFT)
    yield _head("+", found.right.id, found, _RIGHT)
    if not found.one_game:
        yield Text("  these are plays of different games", style="yellow")
    yield Text()
    yield from map(_end, found.ends())
    alike = 0
    for row in found.rows:
        if not row.differs:
            alike += 1
            continue
        yield from _folded(alike)
        alike = 0
        yield from _row(row)
    yield from _folded(alike)


def _head(sign: str, id_: str, found: "Difference", style: str) -> Text:
    game = (found.left if sign == "-" else found.right).dialogue.game
    about = [game.scenario.id, game.level, game.locale, f"seed {game.seed}"]
    told = " · ".join(one_line(each) for each in about if each)
    return Text.assemble((f"{sign} {one_line(id_)}", f"bold {style}"), (f"  {told}", "dim"))


def _end(each: "Compared") -> Text:
    values = [one_line(value) or "–" for value in (each.left, each.right)]
    same = each.left == each.right
    told = values[0] if same else " → ".join(values)
    more = f"  {each.delta:+.2f}" if each.delta and not same else ""
    return Text(f"  {one_line(each.what)}: {told}{more}", style="dim" if same else "")


def _folded(count: int) -> Iterator[Text]:
    if count:
        yield Text(f"⋯ {count} equal turn{'s' if count > 1 else ''}", style="dim")


def _row(row: "Row") -> Iterator[Text]:
    turn = row.left or row.right
    assert turn is not None, "a row has a turn of one side at least"
    delta = "" if row.delta is None else f"  Δ {row.delta:+.2f}"
    yield Text()
    yield Text.assemble((f"t{turn.index + 1} {one_line(turn.role)}", "bold"), (delta, "dim"))
    paid = ["" if reward is None else f"{reward:.2f}" for reward in row.rewards]
    if row.kind == "same":
        yield from _side("=", row.left, row.words[0], " → ".join(each or "–" for each in paid), "")
        return
    yield from _side("-", row.left, row.words[0], paid[0], _LEFT)
    yield from _side("+", row.right, row.words[1], paid[1], _RIGHT)


def _side(
    sign: str, turn: "Turn | None", words: "tuple[Piece, ...]", paid: str, style: str
) -> Iterator[Text]:
    """One side of a turn; its words that the other has not are set off by more than colour."""
    if turn is None:
        return
    said = Text()
    for piece in words:
        said.append(
            visible(piece.text), style=f"bold underline {style}" if piece.changed else style
        )
    head = Text(f"{sign} ", style=style)
    taken = f"  {chip(turn.action)}" if turn.action else ""
    first, *more = said.split("\n", allow_blank=True) or [Text()]
    yield Text.assemble(head, (f"{paid}  " if paid else "", "bold"), first, (taken, "dim"))
    for line in more:
        yield Text.assemble(("  ", ""), line)
