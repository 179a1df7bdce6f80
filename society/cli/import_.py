"""`society import`: dialogues back from files, our own or people's chats."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from society.cli.output import SCHEMA, as_json, note
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.domain.episode import Episode
    from society.store.taking import Taken


def import_(
    *files: Path,
    locale: str = "",
    people: bool = False,
    json: bool = False,
    db: str | None = None,
) -> None:
    """Read dialogues into the store: raw exports, and chats as OpenAI or ShareGPT write them.

    What is there already, word for word, is passed over; one that says something else under the
    same id stops everything before a word is written.

    Parameters
    ----------
    files
        Files of JSON lines, or of one JSON list.
    locale
        The language of chats, such as zh; told from their letters without it.
    people
        Every speaker of the chats is a person, also one that the file calls assistant or gpt.
    json
        Print the summary as JSON.
    db
        The database to keep them in.
    """
    if not files:
        raise SocietyError("no file is named", hint="society import chats.jsonl")
    taken = asyncio.run(_take(files, locale, people, db))
    if json:
        as_json({"schema": SCHEMA, "new": taken.new, "known": taken.known})
    else:
        there = f", {taken.known} were there already" if taken.known else ""
        note(f"{taken.new} dialogues are new{there}")


async def _take(files: Iterable[Path], locale: str, people: bool, db: str | None) -> "Taken":
    from society.settings import database
    from society.store.store import Store
    from society.store.taking import compared, take

    with Store.open(database(db)) as store:
        compared(store, _read(files, locale, people))
        return await take(store, _read(files, locale, people))


def _read(files: Iterable[Path], locale: str, people: bool) -> "Iterator[Episode]":
    from society.export.incoming import episodes

    for file in files:
        try:
            with file.open(encoding="utf-8-sig") as lines:
                yield from episodes(lines, str(file), locale=locale, people=people)
        except UnicodeDecodeError as error:
            raise SocietyError(f"{file} is not UTF-8: {error.reason}") from None
        except OSError as error:
            raise SocietyError(f"{file}: {error.strerror or error}") from error
