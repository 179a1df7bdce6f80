"""What stored judges said, read for a report: finished dialogues in time order, one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cyclopts import Parameter

from society.cli.output import note
from society.domain.episode import Episode

if TYPE_CHECKING:
    from society.store.store import Store


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """Which dialogues a report is made of.

    Parameters
    ----------
    where
        Which dialogues, as `society list --where` takes it.
    version
        Which version of the judge; the one that said most, without it.
    seed
        Draws the intervals.
    db
        The database that holds the dialogues.
    json
        Print one JSON document.
    """

    where: str = ""
    version: str = ""
    seed: int = 0
    db: str | None = None
    json: bool = False


ALL = ReportOptions()


def opened(db: str | None) -> "Store":
    """The store, to be read; SocietyError where there is none."""
    from society.cli.stored import reading

    return reading(db, "there are no dialogues to report on")


def finished(store: "Store", where: str) -> Iterator[Episode]:
    """Every dialogue that matches and was played to its end, the first begun first."""
    from society.store.pages import Episodes
    from society.store.where import Where

    meant = Where.parse(where)
    with store.reading() as db:
        yield from (each for each in Episodes(db, meant) if each.status == "done")


def tell_left_out(left_out: int) -> None:
    """Say that other versions were heard, too: two versions are two judges."""
    if left_out:
        note(f"{left_out} other versions are left out; --version chooses one", "dim")
