"""Who played whom and how it ended, one light row a dialogue: what ratings are made of."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import select

from society.domain.value import Value
from society.scoring.rating import Match
from society.store.clauses import condition
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json
from society.store.where import EVERYTHING, Where

_EPISODE, _OUTCOME = METADATA.tables["episode"], METADATA.tables["outcome"]
_TURN = METADATA.tables["turn"]
SAME = 1e-9
"""Utilities nearer than this are a draw."""


class Played(Value):
    """A dialogue that was played to its end: its game, who sat where, what each came away with."""

    scenario: str
    level: str
    generation: int | None
    players: dict[str, str]
    utilities: dict[str, float]
    ended: str


def played(store: Store, where: Where = EVERYTHING) -> list[Played]:
    """Every dialogue that is done, of those meant, in the order they were begun."""
    row, end = _EPISODE.c, _OUTCOME.c
    chosen = (
        select(row.scenario, row.level, row.generation, row.provenance, end.utilities, end.ended)
        .join(_OUTCOME, end.episode_id == row.id)
        .where(row.status == "done", condition(where))
        .order_by(row.number)
    )
    with store.reading() as db:
        return [
            Played(
                scenario=scenario,
                level=level,
                generation=generation,
                players=from_json(made_by)["players"],
                utilities=from_json(utilities),
                ended=ended,
            )
            for scenario, level, generation, made_by, utilities, ended in db.execute(chosen)
        ]


class Said(NamedTuple):
    """A turn that somebody spoke, and in which language it was played."""

    locale: str
    text: str


def said(store: Store, generation: int, most: int, where: Where = EVERYTHING) -> list[Said]:
    """Up to `most` turns of that generation, in the order they were spoken; openings are left out.

    A scenario's opening is nobody's words.
    """
    row, turn = _EPISODE.c, _TURN.c
    chosen = (
        select(row.locale, turn.text)
        .join(_EPISODE, row.id == turn.episode_id)
        .where(row.status == "done", row.generation == generation, condition(where))
        .where(turn.flags.not_like('%"opening"%'))
        .order_by(row.number, turn.seq)
        .limit(most)
    )
    with store.reading() as db:
        return [Said(*each) for each in db.execute(chosen)]


def matches(games: Iterable[Played]) -> Iterator[Match]:
    """Each pair of roles of each game as a match of whoever played them."""
    for game in games:
        for first, second in combinations(sorted(game.utilities), 2):
            if first in game.players and second in game.players:
                lead = game.utilities[first] - game.utilities[second]
                score = 0.5 if abs(lead) < SAME else float(lead > 0)
                seat = f"{game.scenario}:{first}:{second}"
                yield Match(game.players[first], game.players[second], score, seat)
