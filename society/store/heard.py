"""How much was said of dialogues so far: what shows how far a judge is that is asked elsewhere."""

from collections.abc import Collection

from sqlalchemy import func, select

from society.store.store import Store
from society.store.tables import METADATA

_SAID = METADATA.tables["judgement"]


def heard(store: Store, episodes: Collection[str]) -> int:
    """Judgements of these dialogues, of every judge and every version."""
    counted = select(func.count()).where(_SAID.c.episode_id.in_(episodes))
    with store.reading() as db:
        return int(db.scalar(counted) or 0)
