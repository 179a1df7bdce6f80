"""What the list asks of the store; each function runs in a thread and touches no widget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.screens.dialogues.window import SIZE, Request, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from society.store.browsing import Line, Look, Mark
    from society.store.store import Store


@dataclass(frozen=True)
class Opened:
    """A list as it is now: the page around `place` is here. `there` counts all that is stored."""

    window: Window
    place: int
    there: int
    tags: "Mapping[str, int]"


def ready() -> None:
    """Have at hand what a query is read with: the first time takes a while."""
    import society.store.browsing  # noqa: F401


def opened(store: "Store", look: "Look", mark: "Mark | None", at: int) -> Opened:
    """The list anew, around a mark where one is given, else around a place."""
    from society.store import browsing, tags

    with store.reading() as db:
        total = browsing.count(db, look)
        place = browsing.place(db, look, mark) if mark else at
        place = max(min(place, total - 1), 0)
        window = Window(total)
        if total:
            wanted = window.request(place // SIZE)
            window.put(wanted.page, _lines(db, look, wanted))
        there = total or browsing.count(db, browsing.Look())
        return Opened(window, place, there, tags.listed(db))


def fetched(store: "Store", look: "Look", wanted: Request) -> "list[Line]":
    """One page."""
    with store.reading() as db:
        return _lines(db, look, wanted)


def _lines(db: "Connection", look: "Look", wanted: Request) -> "list[Line]":
    from society.store import browsing

    return browsing.page(
        db,
        look,
        beside=wanted.beside,
        back=wanted.back,
        skip=wanted.skip,
        limit=wanted.limit,
    )
