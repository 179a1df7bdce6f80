"""Many episodes whole, a page at a time: a handful of queries for 200 of them, never one for each.

Law: memory is that of one page, however many dialogues match.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlalchemy import Connection, func, select

from society.domain.episode import Episode
from society.domain.scenario import Scenario
from society.store.clauses import condition, drawn_with
from society.store.query import whole
from society.store.tables import METADATA
from society.store.where import EVERYTHING, Where

Order = Literal["begun", "game"]
"""As they were begun; or the dialogues of one game together, for what compares them."""

PAGE = 200
_EPISODE = METADATA.tables["episode"]


@dataclass(frozen=True)
class Episodes:
    """The episodes that match, read anew each time they are gone through.

    While one connection stays open each time shows the same moment of the store. By `game` they
    come ordered by scenario, seed, index, level and locale.
    """

    db: Connection
    where: Where = EVERYTHING
    order: Order = "begun"
    size: int = PAGE

    def __iter__(self) -> Iterator[Episode]:
        known: dict[bytes, Scenario] = {}
        for numbers in self._pages():
            chosen = select(_EPISODE).where(_EPISODE.c.number.in_(numbers))
            found = {row["number"]: row for row in self.db.execute(chosen).mappings()}
            yield from whole(self.db, [found[number] for number in numbers], known)

    def count(self) -> int:
        """How many match."""
        counted = select(func.count()).select_from(_EPISODE).where(condition(self.where))
        return int(self.db.scalar(counted) or 0)

    def _pages(self) -> Iterator[list[int]]:
        return self._by_number() if self.order == "begun" else self._by_game()

    def _by_number(self) -> Iterator[list[int]]:
        """By keyset: each page begins after the last of the page before."""
        number = _EPISODE.c.number
        chosen = select(number).where(condition(self.where)).order_by(number).limit(self.size)
        last = -1
        while page := list(self.db.scalars(chosen.where(number > last))):
            yield page
            last = page[-1]

    def _by_game(self) -> Iterator[list[int]]:
        """The database sorts the numbers, on its own disk where there are many."""
        of = _EPISODE.c
        order = (of.scenario, drawn_with("seed"), drawn_with("index"), of.level, of.locale)
        chosen = select(of.number).where(condition(self.where)).order_by(*order, of.number)
        with self.db.execute(chosen.execution_options(yield_per=self.size)) as sorted_:
            numbers = iter(sorted_.scalars())
            while page := list(islice(numbers, self.size)):
                yield page
