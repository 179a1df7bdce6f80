"""Which examples a role is shown, by language; the same all through one game."""

from society.players.examples_en import ENGLISH
from society.players.examples_zh import CHINESE
from society.players.lexicon import chinese
from society.players.patterns import Collection


def collection(locale: str) -> Collection:
    """The examples in that language; English where there are none."""
    return CHINESE if chinese(locale) else ENGLISH
