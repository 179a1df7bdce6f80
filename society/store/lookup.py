"""From what a user typed to the id that was meant."""

import difflib

from sqlalchemy import Connection, select

from society.domain.errors import SocietyError
from society.store.tables import METADATA


def resolve(db: Connection, wanted: str, *, table: str = "episode") -> str:
    """The id that `wanted` is, or is the unique beginning of; SocietyError otherwise."""
    ids = METADATA.tables[table].c.id
    if db.execute(select(ids).where(ids == wanted)).first():
        return wanted
    near = select(ids).where(ids >= wanted, ids < wanted + "\U0010ffff").limit(6)
    found = [each for each in db.scalars(near) if wanted and each.startswith(wanted)]
    if len(found) == 1:
        return str(found[0])
    word = "dialogue" if table == "episode" else table
    if found:
        raise SocietyError(
            f"{len(found)}{'' if len(found) < 6 else ' or more'} {word}s begin with {wanted!r}",
            hint=f"write more of it: {', '.join(found)}",
        )
    recent = db.scalars(
        select(ids).order_by(METADATA.tables[table].c.number.desc()).limit(1000)
    ).all()
    close = difflib.get_close_matches(wanted, recent, n=1, cutoff=0.5)
    lister = "society list" if table == "episode" else f"society {table} list"
    meant = f"did you mean {close[0]}? " if close else ""
    raise SocietyError(f"no {word} is called {wanted!r}", hint=f"{meant}`{lister}` shows all")
