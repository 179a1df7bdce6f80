"""How often each scenario was played, and what its turns were paid lately: one grouped query."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Select, func, select

from society.domain.value import Value
from society.store.store import Store
from society.store.tables import METADATA

_EPISODE, _REWARD = METADATA.tables["episode"], METADATA.tables["reward"]

LATELY = 8
"""The dialogues of a scenario that its line of rewards shows."""


class Played(Value):
    """How often a scenario was played; `rewards` are means a turn, of its latest dialogues.

    The earliest of these comes first; a dialogue in which no turn was paid is left out.
    """

    runs: int = 0
    rewards: tuple[float, ...] = ()

    @property
    def mean(self) -> float | None:
        """The mean over these dialogues; None where nothing was paid."""
        return sum(self.rewards) / len(self.rewards) if self.rewards else None


def played(store: Store, *, lately: int = LATELY) -> Mapping[str, Played]:
    """By the id of each scenario that was ever played: how often, and the latest mean rewards."""
    with store.reading() as db:
        found = db.execute(_latest(lately)).all()
    return {
        str(scenario): Played(
            runs=group[0].runs,
            rewards=tuple(row.reward for row in group if row.reward is not None),
        )
        for scenario, rows in groupby(found, key=itemgetter(0))
        for group in [list(rows)]
    }


def _latest(lately: int) -> Select[tuple[str, int, float | None]]:
    """A row for each of the latest dialogues of every scenario, in the order they were begun."""
    of = _EPISODE.c
    ranked = select(
        of.id,
        of.scenario,
        of.number,
        func.count().over(partition_by=of.scenario).label("runs"),
        func.row_number().over(partition_by=of.scenario, order_by=of.number.desc()).label("place"),
    ).subquery()
    paid = (_REWARD.c.episode_id == ranked.c.id) & (_REWARD.c.scope == "turn")
    return (
        select(
            ranked.c.scenario,
            func.max(ranked.c.runs).label("runs"),
            func.avg(_REWARD.c.value).label("reward"),
        )
        .select_from(ranked.outerjoin(_REWARD, paid))
        .where(ranked.c.place <= lately)
        .group_by(ranked.c.scenario, ranked.c.number)
        .order_by(ranked.c.scenario, ranked.c.number)
    )
