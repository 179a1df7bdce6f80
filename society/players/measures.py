"""How varied and how full a set of replies is. Pure."""

from collections.abc import Sequence

from society.domain.dialogue import Action
from society.players.lexicon import PLAIN, chinese, content_words, words

SAID_ENOUGH = 3


def tokens(text: str, locale: str = "en") -> list[str]:
    """The words of a text, lower case; for Chinese its characters."""
    return [letter for letter in text if letter.isalnum()] if chinese(locale) else words(text)


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
    """Whether the words say more than the move: three words with content that are not part of it.

    >>> adds_beyond_move("I can pay 95.", Action(name="propose", args={"price": 95}))
    False
    >>> adds_beyond_move("The chain is old and rusty, so 95.", None)
    True
    """
    named = (
        set(tokens(str(action).replace("_", " ").replace("=", " "), locale)) if action else set()
    )
    added = {word for word in _content(text, locale) if word not in named}
    return len(added) >= SAID_ENOUGH


def _content(text: str, locale: str) -> list[str]:
    if chinese(locale):
        return content_words(text, locale)
    return [word for word in words(text) if word not in PLAIN and not word[0].isdigit()]
