"""Words that people put on dialogues; two are known here: favourites, and what is thrown away.

Law: what is in the trash stays stored; it is left out of lists and exports that do not name it.
"""

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from sqlalchemy import Connection, func, select

from society.domain.errors import SocietyError
from society.store.statements import write
from society.store.store import Store
from society.store.tables import METADATA
from society.store.where import Term, Where, Word

FAVOURITE, TRASH = "favourite", "trash"

_TAG = METADATA.tables["tag"]
_WORD = re.compile(r'[^\s,"*\-][^\s,"*]{0,63}')
_LEFT_OUT = Term(field="tag", words=(Word(text=TRASH, exact=True),), negated=True)


def worded(text: str) -> str:
    """The tag that a person wrote; SocietyError where a query could not ask for it."""
    if not _WORD.fullmatch(text) or not text.isprintable():
        raise SocietyError(
            f"{text!r} cannot be a tag",
            hint="a tag is one word of at most 64 letters, without commas, quotes and stars",
        )
    return text


async def put(store: Store, episodes: Sequence[str], tag: str) -> None:
    """Put a tag on dialogues; those that have it keep it."""
    if episodes:
        await store.write(write("keep tag", *_rows(episodes, worded(tag))))


async def take(store: Store, episodes: Sequence[str], tag: str) -> None:
    """Take a tag off dialogues; those without it stay as they are."""
    if episodes:
        await store.write(write("drop tag", *_rows(episodes, tag)))


def listed(db: Connection) -> dict[str, int]:
    """Every tag there is, with the number of dialogues that have it."""
    counted = select(_TAG.c.tag, func.count()).group_by(_TAG.c.tag).order_by(_TAG.c.tag)
    return {str(tag): count for tag, count in db.execute(counted)}


def without_trash(where: Where) -> Where:
    """The query, without what is in the trash unless the query asks for that by its tag.

    >>> without_trash(Where.parse("turns<10")).terms[-1].negated
    True
    >>> without_trash(Where.parse("tag:trash")).terms[-1].negated
    False
    """
    if any(term.field == "tag" and any(map(_names_trash, term.words)) for term in where.terms):
        return where
    return where.model_copy(update={"terms": (*where.terms, _LEFT_OUT)})


def _names_trash(word: Word) -> bool:
    return word.text == TRASH or (not word.exact and fnmatchcase(TRASH, word.text))


def _rows(episodes: Iterable[str], tag: str) -> list[dict[str, str]]:
    return [{"episode_id": id_, "tag": tag} for id_ in episodes]
