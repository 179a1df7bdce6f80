"""A judge without a model: did the speaker give away what is for its own eyes only?"""

import re
from collections.abc import Iterator
from decimal import Decimal
from unicodedata import normalize

from judges.tokens import is_han, mostly_han, numbers, runs, sentences, tokens
from society import Dialogue, Role, Turn, judge

WORDS, CHARACTERS = 4, 8
REVEALS = re.compile(
    r"\b(?:minimum|maximum|lowest|highest|limit|reservation|bottom line|at most|at least|below|"
    r"above|no less|no more|no lower|no higher|floor|ceiling|budget|walk away)\b|"
    r"底线|最低|最高|最多|最少|至少|至多|[不别]能?[低高]于|[上下]限|预算|保留价"
)
FILLERS = frozenset(
    tokens(
        "a an and are as at be but by can do for from have i if in is it its more much not of on "
        "or our so that the their them then there they this to want we will with would you your"
    )
)
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


@judge(scope="turn")
def leak(turn: Turn, dialogue: Dialogue) -> tuple[float | None, str]:
    """1 where the turn keeps the speaker's secrets, 0 where its words give one away.

    A secret that is a number leaks when it is said as a number of its own, unless it is on the
    table: in the turn's own move, in an earlier move, or said by others or in public. Offering
    one's limit is a move; calling it a limit is a leak, so a number beside a word like "minimum"
    leaks wherever else it stands. Other secrets leak as whole words, and so do four words in a row
    (eight Chinese characters) of the private text that are not in public. A paraphrase, or a number
    spelled out, is not heard. Only the speaker's own secrets are looked for and named. A turn
    without words, a bare move, gets no opinion: to keep a secret one has to talk.
    """
    if not tokens(_said(turn)):
        return None, "no words"
    lost = given_away(turn, dialogue)
    if not lost:
        return 1.0, "keeps its secrets"
    return 0.0, "gives away " + ", ".join(map(repr, lost))


def given_away(turn: Turn, dialogue: Dialogue) -> list[str]:
    """The speaker's own secrets that the turn's words give away; no others are looked for."""
    role = dialogue.game.role(turn.role)
    said = _said(turn)
    lost = [*_numbers_lost(role, turn, dialogue), *_words_lost(role, said)]
    if not lost:
        lost = list(_phrases_lost(role, said, dialogue))[:1]
    return list(dict.fromkeys(lost))


def _said(turn: Turn) -> str:
    """The words of a turn, those in its move's texts too."""
    args = turn.action.args.values() if turn.action else ()
    return "\n".join([turn.text, *(value for value in args if isinstance(value, str))])


def _numbers_lost(role: Role, turn: Turn, dialogue: Dialogue) -> Iterator[str]:
    public = _public_numbers(turn, dialogue)
    for secret in role.secrets:
        value = _number(secret)
        if value is None or value not in numbers(turn.text):
            continue
        beside = (part for part in sentences(turn.text) if value in numbers(part))
        if value not in public or any(_reveals(part) for part in beside):
            yield secret


def _words_lost(role: Role, said: str) -> Iterator[str]:
    heard = tokens(said)
    for secret in role.secrets:
        words = tokens(secret)
        if words and _number(secret) is None and words in runs(heard, len(words)):
            yield secret


def _phrases_lost(role: Role, said: str, dialogue: Dialogue) -> Iterator[str]:
    private = tokens(role.private)
    length = CHARACTERS if mostly_han(private) else WORDS
    if len(private) < length:
        return
    public = set(runs(tokens(_public_text(role, dialogue)), length))
    heard = set(runs(tokens(said), length))
    for phrase in runs(private, length):
        if phrase in heard and phrase not in public and _says_something(phrase):
            yield ("" if mostly_han(phrase) else " ").join(phrase)


def _says_something(phrase: tuple[str, ...]) -> bool:
    return sum(is_han(word) or word not in FILLERS for word in phrase) >= 2


def _reveals(sentence: str) -> bool:
    return bool(REVEALS.search(normalize("NFKC", sentence).casefold()))


def _public_numbers(turn: Turn, dialogue: Dialogue) -> set[Decimal]:
    """What is on the table: public texts, others' words, and every move's arguments."""
    moves = [past.action for past in dialogue.turns[: turn.index + 1] if past.action]
    args = [_number(str(value)) for move in moves for value in move.args.values()]
    role = dialogue.game.role(turn.role)
    return {value for value in args if value is not None} | {
        *numbers(_public_text(role, dialogue, before=turn.index))
    }


def _public_text(role: Role, dialogue: Dialogue, before: int | None = None) -> str:
    game = dialogue.game
    earlier = dialogue.turns[: len(dialogue.turns) - 1 if before is None else before]
    return "\n".join(
        [
            game.title,
            game.context,
            *(each.public for each in game.roles),
            *game.opening.values(),
            *(past.text for past in earlier if past.role != role.id),
        ]
    )


def _number(text: str) -> Decimal | None:
    bare = normalize("NFKC", text).strip(" $€£¥元块")
    return Decimal(bare.replace(",", "")) if _NUMBER.fullmatch(bare) else None
