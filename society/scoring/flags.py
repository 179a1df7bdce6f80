"""Marks on a turn that a reader, an export or an audit wants to know of. None of them pays."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from society.domain.dialogue import Game, Role, Turn, Utterance

HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
TO_JUDGE = re.compile(
    r"\b(dear|note to|attention|message (?:to|for)) (?:the )?(?:judge|grader|evaluator)s?\b"
    r"|\b(?:judge|grader|evaluator)s?\s*[:,]"
    r"|\bignore (?:all |the )?(?:previous|prior|above) instructions?\b"
    r"|\b(?:give|award|assign|rate)\b.{0,40}\b(?:full|highest|maximum|perfect|top|10)\s*"
    r"(?:marks?|scores?|points?|rating|/ ?10|out of 10)"
    r"|(?:评委|裁判|评分员)[：:，,]|(?:给|打)(?:我)?(?:满分|高分)|忽略(?:之前|以上|上述)的?(?:所有)?指令",
    re.IGNORECASE,
)


def flags(
    game: Game,
    turns: Sequence[Turn],
    said: Utterance,
    role: str,
    *,
    words: Container[str] | None = None,
) -> tuple[str, ...]:
    """The marks of what `role` has just said after `turns`, sorted, with those it came with.

    `words` are the plain words of those turns, where the caller knows them.
    """
    speaker = game.role(role)
    heard = {plain(turn.text) for turn in turns} if words is None else words
    found = {
        "repetition": repeats(said.text, heard),
        "role_swap": swaps(said.text, game, role),
        "leak": leaks(said, speaker),
        "to_judge": bool(TO_JUDGE.search(said.text)),
        "bidi": bool(HIDDEN.search(said.text)),
    }
    return tuple(sorted({*said.flags, *(name for name, there in found.items() if there)}))


def repeats(text: str, heard: Container[str]) -> bool:
    """Whether the same words were said before in this dialogue, by anyone (short ones excepted)."""
    words = plain(text)
    return len(words) >= 12 and words in heard


def swaps(text: str, game: Game, role: str) -> bool:
    """Whether the speaker writes another role's line: a line that starts with its name."""
    others = tuple(name for each in game.roles if each.id != role for name in (each.id, each.name))
    return bool(_lines_of(others).search(text))


@lru_cache(maxsize=1024)
def _lines_of(names: tuple[str, ...]) -> re.Pattern[str]:
    labels = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?im)^\W*(?:{labels})\s*[:：]")


def leaks(said: Utterance, speaker: Role) -> bool:
    """Whether one of the speaker's secrets stands in its words and is not just its move."""
    moved = {str(value) for value in said.action.args.values()} if said.action else set()
    return any(
        _whole(secret).search(said.text)
        for secret in speaker.secrets
        if secret and secret not in moved
    )


@lru_cache(maxsize=4096)
def _whole(secret: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(secret)}(?![\w]|\.\d)")


def plain(text: str) -> str:
    """The text without case, spaces and punctuation; letters of every script stay."""
    return "".join(filter(str.isalnum, text.casefold()))
