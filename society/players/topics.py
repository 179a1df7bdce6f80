"""What a role can talk about besides its move: what all know, what it is like, what was said."""

import re
from random import Random

from society.domain.dialogue import Spoken, View
from society.players.lexicon import NUMBER_WORDS, chinese, content_words, words

_CLAUSES = re.compile(r"(?<=[.!?;。！？；，])\s*|\s+-\s+|[:：]\s*|\n+")
SHORTEST, LONGEST = 3, 14
"""Words in a fact that a small model can turn into a sentence."""


def facts(view: View) -> list[str]:
    """Short sentences without numbers from the situation and the role's own persona, in order.

    Never its private text: what a role alone knows is not a topic.
    """
    found = [*_sentences(view.role.persona, view.locale), *_sentences(view.context, view.locale)]
    return list(dict.fromkeys(found))


def said_to(view: View) -> str | None:
    """The latest sentence of another role that can be answered; None where there is none."""
    heard = next((turn for turn in reversed(view.turns) if turn.role != view.role.id), None)
    if heard is None:
        return None
    told = [each for each in _sentences(heard.text, view.locale) if _size(each, view.locale) >= 4]
    return max(told, key=lambda each: len(content_words(each, view.locale)), default=None)


def topics(view: View) -> list[str]:
    """The facts in the order of this turn: those least talked about first, then by chance."""
    dice = Random(f"topic:{view.seed}")
    found = facts(view)
    dice.shuffle(found)
    return sorted(found, key=lambda fact: _mentions(fact, view.turns, view))


def _mentions(fact: str, turns: tuple[Spoken, ...], view: View) -> int:
    """How many of the role's own turns spoke of that fact."""
    content = set(content_words(fact, view.locale))
    own = [turn for turn in turns if turn.role == view.role.id]
    return sum(bool(content & set(content_words(turn.text, view.locale))) for turn in own)


def _sentences(text: str, locale: str) -> list[str]:
    parts = [part.strip(" ,.;!?。！？；，\"'“”") for part in _CLAUSES.split(text)]
    return [_closed(part, locale) for part in parts if _tells(part, locale)]


def _tells(part: str, locale: str) -> bool:
    """Whether the clause says something without a number, and is no question of its own."""
    long_enough = SHORTEST <= _size(part, locale) <= LONGEST
    has_number = bool(re.search(r"\d", part) or NUMBER_WORDS.search(part))
    return long_enough and not has_number and bool(content_words(part, locale))


def _size(part: str, locale: str) -> int:
    """Words; for Chinese about two characters are one."""
    return (len(part) + 1) // 2 if chinese(locale) else len(words(part))


def _closed(part: str, locale: str) -> str:
    return part + "。" if chinese(locale) else part[:1].upper() + part[1:] + "."
