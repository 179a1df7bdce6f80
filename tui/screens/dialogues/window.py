"""The part of a long list that is at hand: pages by their place, and how a missing one is found.

Pure. Law: it holds a handful of pages, however long the list is.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.store.browsing import Line, Mark

SIZE = 200
"""Lines of a page."""

KEPT = 8
"""Pages that are kept."""


@dataclass(frozen=True)
class Request:
    """How to find a page: so many lines after a mark (or before it), some of them passed over."""

    page: int
    beside: "Mark | None" = None
    back: bool = False
    skip: int = 0
    limit: int = SIZE


class Window:
    """`total` lines, of which a few pages are here."""

    def __init__(self, total: int = 0) -> None:
        self.total = total
        self._pages: OrderedDict[int, Sequence[Line]] = OrderedDict()

    def line(self, at: int) -> "Line | None":
        """The line at that place, None where it is not here."""
        page, within = divmod(at, SIZE)
        lines = self._pages.get(page, ())
        return lines[within] if 0 <= within < len(lines) else None

    def lacking(self, top: int, height: int) -> list[int]:
        """The pages of these lines that are not here; those that are count as just used."""
        last = (min(top + height, self.total) - 1) // SIZE
        wanted = range(max(top, 0) // SIZE, last + 1)
        for page in wanted:
            if page in self._pages:
                self._pages.move_to_end(page)
        return [page for page in wanted if page not in self._pages]

    def request(self, page: int) -> Request:
        """How to find a page: from its neighbour, an end, or else from what lies nearest."""
        start = page * SIZE
        limit = max(min(SIZE, self.total - start), 0)
        ways = [Request(page, skip=start, limit=limit)]
        ways.append(Request(page, back=True, skip=self.total - start - limit, limit=limit))
        for known, lines in self._pages.items():
            if not lines:
                continue
            if known < page:
                away = start - (known * SIZE + len(lines))
                ways.append(Request(page, lines[-1].mark, False, away, limit))
            elif known > page:
                away = known * SIZE - start - limit
                ways.append(Request(page, lines[0].mark, True, away, limit))
        return min(ways, key=lambda way: way.skip)

    def put(self, page: int, lines: "Sequence[Line]") -> None:
        """Keep a page; the one longest unused goes where there are too many."""
        self._pages[page] = lines
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
