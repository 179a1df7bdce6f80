"""One dialogue as one line: which columns there is room for, and what stands in them. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from society.domain.display import money
from tui.text import flat, reward

if TYPE_CHECKING:
    from society.store.browsing import Line

FAVOURITE = "favourite"


@dataclass(frozen=True)
class Column:
    """A column: its width in cells, whether what is left over makes it wider, and when it goes."""

    name: str
    width: int
    grows: int = 0
    goes: int = 0
    right: bool = False


_COLUMNS = (
    Column("", 3),
    Column("id", 12),
    Column("time", 11, goes=5),
    Column("scenario", 16, grows=3),
    Column("level", 6, goes=8),
    Column("models", 14, grows=3, goes=9),
    Column("turns", 5, goes=3, right=True),
    Column("outcome", 11, grows=1),
    Column("reward", 7),
    Column("cost", 8, goes=7, right=True),
    Column("tags", 7, grows=2, goes=6),
)


def layout(width: int) -> list[Column]:
    """The columns that fit, the dearest dropped first, what is left over given to those that grow.

    >>> [column.name for column in layout(60)]
    ['', 'id', 'scenario', 'turns', 'outcome', 'reward']
    """
    chosen = list(_COLUMNS)
    while _taken(chosen) > width and any(column.goes for column in chosen):
        chosen.remove(max(chosen, key=lambda column: column.goes))
    spare, shares = max(width - _taken(chosen), 0), sum(column.grows for column in chosen)
    return [
        Column(
            column.name,
            column.width + (spare * column.grows // shares if shares else 0),
            right=column.right,
        )
        for column in chosen
    ]


def heading(columns: Sequence[Column], sort: str, *, falling: bool) -> Content:
    """The names of the columns, with an arrow at the one that orders them."""
    arrow = "▾" if falling else "▴"
    named = [
        _fitted(Content(column.name + (arrow if column.name == sort else "")), column)
        for column in columns
    ]
    return Content(" ").join(named).stylize_before("bold $text-muted")


def drawn(
    line: "Line", columns: Sequence[Column], *, cursor: bool, marked: Collection[str]
) -> Content:
    """The line of a dialogue."""
    told = (_cell(line, each.name, cursor=cursor, marked=line.id in marked) for each in columns)
    return Content(" ").join(map(_fitted, told, columns))


def _cell(line: "Line", name: str, *, cursor: bool, marked: bool) -> Content:
    match name:
        case "":
            star = "★" if FAVOURITE in line.tags else " "
            signs = ("▸" if cursor else " ") + ("●" if marked else " ")
            return Content.assemble((signs, "bold $text-accent"), (star, "$text-warning"))
        case "outcome":
            return _ended(line)
        case "reward":
            return Content("–") if line.reward is None else reward(line.reward)
        case "tags":
            return flat(" ".join(tag for tag in line.tags if tag != FAVOURITE), "$text-secondary")
        case _:
            return flat(_words(line, name))


def _words(line: "Line", name: str) -> str:
    told = {
        "id": line.id,
        "time": line.started[5:16].replace("T", " "),
        "scenario": line.scenario,
        "level": line.level,
        "models": _models(line),
        "turns": str(line.turns),
        "cost": money(line.cost, line.unpriced) if line.tokens else "",
    }
    return told[name]


def _models(line: "Line") -> str:
    """Each model once, by the last part of its name; of who plays without one its own name."""
    named = [line.models.get(role) or player for role, player in line.players.items()]
    return ", ".join(dict.fromkeys(each.rpartition("/")[2] for each in named))


def _ended(line: "Line") -> Content:
    if line.status == "done":
        return flat(line.ended.replace("_", " "))
    style = {"failed": "$text-error", "running": "$text-accent"}.get(line.status, "dim")
    return flat(f"{line.status} {line.code}".strip(), style)


def _fitted(told: Content, column: Column) -> Content:
    """The words in exactly so many cells, with the styles that they have."""
    short = column.width - told.cell_length
    if column.right and short > 0:
        return Content(" " * short) + told
    return told.truncate(column.width, ellipsis=True, pad=True)


def _taken(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(columns) - 1
