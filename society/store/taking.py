"""Taking in dialogues played elsewhere: whole, once, and never over another of that id."""

from collections.abc import Iterable
from typing import NamedTuple

from society.domain.episode import Episode
from society.domain.errors import SocietyError
from society.scoring.strategies import observed
from society.store.beginning import beginning
from society.store.query import exactly
from society.store.rows import judgement_row, outcome_row, reward_row, strategy_row
from society.store.statements import Write, write
from society.store.store import Store
from society.store.texts import to_json


class Taken(NamedTuple):
    """How many dialogues were new, and how many were there already, word for word."""

    new: int
    known: int


def compared(store: Store, episodes: Iterable[Episode]) -> Taken:
    """What taking them in would do; nothing is written.

    SocietyError where an id is that of a dialogue which says something else. One that was judged
    again or tagged here, since it was written, is known all the same.
    """
    new, known = 0, 0
    seen: dict[str, str] = {}
    for episode in episodes:
        told, stored = _told(episode), _stored(store, episode.id)
        if seen.setdefault(episode.id, told) != told or (stored and not _holds(stored, episode)):
            raise SocietyError(
                f"dialogue {episode.id!r} is already there and says something else",
                hint="import into another database with --db",
            )
        known, new = (known + 1, new) if stored else (known, new + 1)
    return Taken(new, known)


async def take(store: Store, episodes: Iterable[Episode]) -> Taken:
    """Store every dialogue that is not there yet, each in one piece."""
    new, known = 0, 0
    for episode in episodes:
        if _stored(store, episode.id):
            known += 1
        else:
            await store.write(*whole(episode))
            new += 1
    return Taken(new, known)


def whole(episode: Episode) -> list[Write]:
    """The rows of a dialogue as it is, its ledger aside: that is another's bill."""
    id_, dialogue, kept = episode.id, episode.dialogue, _rested(episode)
    made, lineage = episode.provenance, episode.lineage
    writes = [
        *beginning(
            id_,
            dialogue.game,
            made,
            batch=episode.batch,
            lineage=lineage,
            turns=dialogue.turns,
        ),
        *(write("keep tag", {"episode_id": id_, "tag": tag}) for tag in episode.tags),
        *(write("add judgement", judgement_row(id_, said)) for said in episode.judgements),
        *(write("put reward", reward_row(id_, paid)) for paid in episode.rewards),
        *(write("keep strategy", strategy_row(won)) for won in observed(episode)),
    ]
    if episode.outcome:
        writes.append(write("put outcome", outcome_row(id_, episode.outcome)))
    if kept.status == "pending":
        return writes
    begun = {"id": id_, "turns": len(dialogue.turns), "now": episode.started}
    ended = {"id": id_, "status": kept.status, "code": "", "error": kept.error}
    return [
        *writes,
        write("start", begun, missing=f"dialogue {id_!r} was taken in by another process"),
        write("finish", {**ended, "seconds": kept.seconds}),
    ]


def _rested(episode: Episode) -> Episode:
    """The episode as it is kept here: nobody here plays one that was being played there."""
    running = episode.status == "running"
    return episode.model_copy(update={"status": "stopped"}) if running else episode


def _holds(stored: Episode, episode: Episode) -> bool:
    """Whether what is stored is that dialogue, with all that was said of it, and perhaps more."""
    told, kept = (each.model_copy(update={"judgements": ()}) for each in (episode, stored))
    said, heard = (
        {to_json(each.model_dump(mode="json")) for each in one.judgements}
        for one in (episode, stored)
    )
    return said <= heard and _told(told) == _told(kept)


def _told(episode: Episode) -> str:
    """All that was said, as text: not where it was filed."""
    told = _rested(episode).model_dump(mode="json", by_alias=True, exclude={"batch", "tags"})
    return to_json(told)


def _stored(store: Store, id_: str) -> Episode | None:
    with store.reading() as db:
        return exactly(db, id_)
