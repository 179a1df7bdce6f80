"""How varied and how full a set of replies is. Pure."""

import re
from collections.abc import Sequence

from society.domain.dialogue import Action
from society.players.lexicon import content_words

SAID_ENOUGH = 3


def tokens(text: str, locale: str = "en") -> list[str]:
    """The words of a text, lower case; for Chinese its characters."""
    if locale.lower().startswith("zh"):
        return [letter for letter in text if letter.isalnum()]
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())


def distinct_n(texts: Sequence[str], n: int = 2, locale: str = "en") -> float:
    """The share of n-grams that are different, 0 to 1; 0 where there are none.

    >>> distinct_n(["a b c", "a b d"], 2)
    0.75
    """
    found = [
        tuple(words[at : at + n])
        for words in (tokens(text, locale) for text in texts)
        for at in range(len(words) - n + 1)
    ]
    return len(set(found)) / len(found) if found else 0.0


def adds_beyond_move(text: str, action: Action | None, locale: str = "en") -> bool:
    """Whether the words say more than the move: three content words that are not part of it."""
    moved = {str(action)} if action else set()
    names = {word for part in moved for word in tokens(part.replace("_", " "), locale)}
    added = {word for word in content_words(text, locale) if word not in names}
    return len(added) >= SAID_ENOUGH
