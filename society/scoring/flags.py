"""Marks on a turn that a reader, an export or an audit wants to know of. None of them pays."""

import re
from collections.abc import Sequence

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


def flags(game: Game, turns: Sequence[Turn], said: Utterance, role: str) -> tuple[str, ...]:
    """The marks of what `role` has just said after `turns`, sorted, with those it came with."""
    speaker = game.role(role)
    found = {
        "repetition": repeats(said.text, turns),
        "role_swap": swaps(said.text, game, role),
        "leak": leaks(said, speaker),
        "to_judge": bool(TO_JUDGE.search(said.text)),
        "bidi": bool(HIDDEN.search(said.text)),
    }
    return tuple(sorted({*said.flags, *(name for name, there in found.items() if there)}))


def repeats(text: str, turns: Sequence[Turn]) -> bool:
    """Whether the same words were said before in this dialogue, by anyone (short ones excepted)."""
    words = plain(text)
    return len(words) >= 12 and any(plain(turn.text) == words for turn in turns)


def swaps(text: str, game: Game, role: str) -> bool:
    """Whether the speaker writes another role's line: a line that starts with its name."""
    others = [name for each in game.roles if each.id != role for name in (each.id, each.name)]
    labels = "|".join(re.escape(name) for name in others)
    return bool(re.search(rf"(?im)^\W*(?:{labels})\s*[:：]", text))


def leaks(said: Utterance, speaker: Role) -> bool:
    """Whether one of the speaker's secrets stands in its words and is not just its move."""
    moved = {str(value) for value in said.action.args.values()} if said.action else set()
    return any(
        re.search(rf"(?<![\w.]){re.escape(secret)}(?![\w]|\.\d)", said.text)
        for secret in speaker.secrets
        if secret and secret not in moved
    )


def plain(text: str) -> str:
    """The text without case, spaces and punctuation; letters of every script stay."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
