"""What tags come and go with a key, and how that is taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.store.browsing import Line
    from society.store.store import Store


@dataclass(frozen=True)
class Change:
    """A tag put on dialogues that had it not, or taken off those that had it."""

    episodes: tuple[str, ...]
    tag: str
    put: bool

    @property
    def undone(self) -> "Change":
        """What takes it back."""
        return Change(self.episodes, self.tag, not self.put)


def changes(lines: Sequence["Line"], words: Iterable[str]) -> list[Change]:
    """What the words change of these dialogues: `good` puts a tag on, `-good` takes it off."""
    found = []
    for word in words:
        tag, put = word.removeprefix("-"), not word.startswith("-")
        meant = tuple(line.id for line in lines if (tag in line.tags) is not put)
        if meant:
            found.append(Change(meant, tag, put))
    return found


def after(line: "Line", made: Iterable[Change]) -> "Line":
    """The line as it is once these are made."""
    tags = set(line.tags)
    for change in made:
        if line.id in change.episodes:
            tags = tags | {change.tag} if change.put else tags - {change.tag}
    return line.model_copy(update={"tags": tuple(sorted(tags))})


def turned(lines: Sequence["Line"], tag: str) -> list[Change]:
    """The tag on all of them, or off all where all have it."""
    whole = all(tag in line.tags for line in lines)
    return changes(lines, [f"-{tag}" if whole else tag])


async def apply(store: "Store", made: Iterable[Change]) -> None:
    """Write them; SocietyError where one of the words cannot be a tag, before anything is."""
    from society.store import tags

    listed = list(made)
    for change in listed:
        if change.put:
            tags.worded(change.tag)
    for change in listed:
        await (tags.put if change.put else tags.take)(store, change.episodes, change.tag)
