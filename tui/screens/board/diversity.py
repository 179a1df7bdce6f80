"""How varied the words of each generation are: the share of word pairs that are different."""

from collections import Counter
from collections.abc import Iterable, Mapping

from society.players.measures import distinct_n
from society.store.matches import said
from society.store.store import Store
from society.store.tags import without_trash
from society.store.where import Where

TURNS = 500
"""Turns of a generation whose words are counted."""

FEWEST = 20
"""Turns below which nothing is told."""


def meant(chosen: Mapping[str, str]) -> Where:
    """The dialogues of that scenario and level, both where named; what is in the trash is not."""
    asked = (f'{name}:"{value}"' for name, value in chosen.items() if value)
    return without_trash(Where.parse(" ".join(asked)))


def diverse(store: Store, generations: Iterable[int], where: Where) -> dict[int, float]:
    """Distinct-2 by generation, of as many turns of each, in the language that was spoken most.

    More words repeat more, so only equal numbers of turns can be compared. Nothing where a
    generation spoke too few.
    """
    told = {number: said(store, number, TURNS, where) for number in sorted(generations)}
    spoken = Counter(each.locale for turns in told.values() for each in turns)
    if not spoken:
        return {}
    locale = spoken.most_common(1)[0][0]
    texts = {
        number: [each.text for each in turns if each.locale == locale]
        for number, turns in told.items()
    }
    fewest = min(map(len, texts.values()))
    if fewest < FEWEST:
        return {}
    return {number: distinct_n(each[:fewest], 2, locale) for number, each in texts.items()}
