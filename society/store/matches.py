"""Who played whom and how it ended, one light row a dialogue: what ratings are made of."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from pydantic import Field
from sqlalchemy import select

from society.domain.value import Value
from society.scoring.rating import Match, scored
from society.store.clauses import condition
from society.store.store import Store
from society.store.tables import METADATA
from society.store.texts import from_json, to_json
from society.store.where import EVERYTHING, Where

_EPISODE, _OUTCOME = METADATA.tables["episode"], METADATA.tables["outcome"]
_TURN = METADATA.tables["turn"]


class Played(Value):
    """A dialogue that was played to its end: its game, who sat where, what each came away with.

    Dialogues with the same `dealt` are plays of one game.
    """

    id: str = ""
    dealt: str = ""
    scenario: str
    level: str
    generation: int | None
    players: dict[str, str]
    utilities: dict[str, float]
    returns: dict[str, float] = Field(default_factory=dict)
    winners: tuple[str, ...] = ()
    ended: str


def played(store: Store, where: Where = EVERYTHING) -> list[Played]:
    """Every dialogue that is done, of those meant, in the order they were begun."""
    row, end = _EPISODE.c, _OUTCOME.c
    chosen = (
        select(
            *(row.id, row.scenario, row.level, row.generation, row.provenance),
            *(end.utilities, end.returns, end.winners, end.ended),
        )
        .join(_OUTCOME, end.episode_id == row.id)
        .where(row.status == "done", condition(where))
        .order_by(row.number)
    )
    with store.reading() as db:
        return [_game(each) for each in db.execute(chosen).mappings()]


def _game(each: Mapping[Any, Any]) -> Played:
    made_by = from_json(each["provenance"])
    return Played(
        id=each["id"],
        dealt=_dealt(each["scenario"], each["level"], made_by) or each["id"],
        scenario=each["scenario"],
        level=each["level"],
        generation=each["generation"],
        players=made_by["players"],
        utilities=from_json(each["utilities"]),
        returns=from_json(each["returns"]),
        winners=from_json(each["winners"]),
        ended=each["ended"],
    )


def _dealt(scenario: str, level: str, made_by: Mapping[str, Any]) -> str:
    """Which game was drawn; '' of one that nobody drew. A language changes no number of it."""
    if not made_by.get("job"):
        return ""
    drawn = [made_by.get(name, 0) for name in ("scenario_hash", "seed", "index")]
    changed = made_by["job"].get("overrides", {})
    return " ".join(map(str, [scenario, level, *drawn, to_json(changed)]))


class Said(NamedTuple):
    """A turn that somebody spoke, and in which language it was played."""

    locale: str
    text: str


def said(store: Store, generation: int | None, most: int, where: Where = EVERYTHING) -> list[Said]:
    """Up to `most` turns of that generation, or of all, in the order they were spoken.

    Openings are left out: a scenario's opening is nobody's words.
    """
    row, turn = _EPISODE.c, _TURN.c
    chosen = (
        select(row.locale, turn.text)
        .join(_EPISODE, row.id == turn.episode_id)
        .where(row.status == "done", condition(where))
        .where(turn.flags.not_like('%"opening"%'))
        .order_by(row.number, turn.seq)
        .limit(most)
    )
    if generation is not None:
        chosen = chosen.where(row.generation == generation)
    with store.reading() as db:
        return [Said(*each) for each in db.execute(chosen)]


def matches(games: Iterable[Played]) -> Iterator[Match]:
    """Each pair of roles of each game as a match of whoever played them."""
    for game in games:
        for first, second in combinations(sorted(game.utilities), 2):
            if first in game.players and second in game.players:
                lead = game.utilities[first] - game.utilities[second]
                score = scored(lead)
                seat = f"{game.scenario}:{first}:{second}"
                yield Match(game.players[first], game.players[second], score, seat)
