"""The numbers of a turn against what was said and moved before: unheard, denied, miscounted."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations
from math import log1p
from re import compile as pattern
from unicodedata import normalize

from judges.tokens import numbers, sentences
from society import Dialogue, Turn

NUMBER_NAMES = (
    *("numbers", "unheard_numbers", "beside_own_move", "move_unsaid"),
    *("recalls", "recalls_unheard", "agrees", "agrees_without_move", "agrees_unoffered"),
    *("adds_up", "miscounts"),
)

_RECALLS = pattern(
    r"\b(?:i|you|we) (?:have |had |always |already |just |'ve |ve )*(?:said|told|mentioned|offered|"
    r"asked|proposed|suggested)\b|\b(?:earlier|from the start|my word|as before|remember)\b|"
    r"之前|一开始|说过|刚才|早就|报过|从没变"
)
_AGREES = pattern(
    r"\b(?:deal|agree|agreed|accept|settled)\b|成交|同意|接受|答应|说定|一言为定|就这么定"
)
_ADDS = pattern(
    r"\+|=|\b(?:plus|sum|adds?|total|together|altogether|makes|another)\b|加|一共|总共|等于|正好是"
)
_SPELLED = {
    word: Decimal(at)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "零 一 两 三 四 五 六 七 八 九 十",
    )
    for at, word in enumerate(words.split())
}
_WORD = pattern(r"[a-z]+|[零一二两三四五六七八九十](?=[个份件箱瓶天捆块元包])")
FEW = 6
"""Numbers of a sentence that are tried as a sum: more are a list."""


def number_figures(dialogue: Dialogue) -> tuple[float, ...]:
    """The figures `NUMBER_NAMES` of the last turn."""
    turn, before = dialogue.last, dialogue.turns[:-1]
    said = heard(turn.text)
    moved = arguments(turn)
    options = dialogue.game.options.values()
    known = _public(dialogue) | moved
    known = known.union(*(heard(past.text) | arguments(past) for past in before))
    theirs = [past for past in before if past.role != turn.role]
    offered = frozenset[Decimal]().union(*(heard(p.text) | arguments(p) for p in theirs))
    mine = [past for past in before if past.role == turn.role]
    own = moved.union(*(heard(past.text) | arguments(past) for past in mine))
    parts = _sentences(turn.text)
    recalls = [heard(part) for part in parts if _RECALLS.search(part)]
    agrees = [heard(part) for part in parts if _AGREES.search(part)]
    accepts = turn.action is not None and any(
        each.name == turn.action.name and each.of for each in options
    )
    return (
        log1p(len(said)),
        log1p(len(said - known)),
        bool(moved) and bool(said) and not said & moved,
        len(moved - said) / len(moved) if moved else 0.0,
        len(recalls) > 0,
        any(part - own - offered for part in recalls),
        len(agrees) > 0,
        bool(agrees) and not accepts and any(each.of for each in options),
        any(part - offered - moved for part in agrees),
        *_sums(parts),
    )


def _sums(parts: Sequence[str]) -> tuple[bool, bool]:
    """Whether a sentence adds numbers up rightly, and whether one does so wrongly."""
    right = wrong = False
    for part in parts:
        found = sorted(heard(part))
        listed = [number for number in _listed(part) if number]
        if not _ADDS.search(part) or not 3 <= len(listed) <= FEW:
            continue
        holds = any(a + b == c for a, b in combinations(listed, 2) for c in found)
        right, wrong = right or holds, wrong or not holds
    return right, wrong


@lru_cache(maxsize=4096)
def heard(text: str) -> frozenset[Decimal]:
    """The numbers of a text, spelled ones up to twelve among them.

    >>> sorted(heard("Two bags for $140"))
    [Decimal('2'), Decimal('140')]
    """
    return frozenset(_listed(text))


def arguments(turn: Turn) -> frozenset[Decimal]:
    """The numbers of the turn's move."""
    args = turn.action.args.values() if turn.action else ()
    found = (_decimal(value) for value in args if not isinstance(value, bool))
    return frozenset(number for number in found if number is not None)


def _listed(text: str) -> list[Decimal]:
    plain = _plain(text)
    spelled = (_SPELLED[word] for word in _WORD.findall(plain) if word in _SPELLED)
    return [*numbers(plain), *spelled]


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _public(dialogue: Dialogue) -> frozenset[Decimal]:
    game = dialogue.game
    publics = (each.public for each in game.roles)
    return heard("\n".join((game.title, game.context, *publics, *game.opening.values())))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(sentences(_plain(text)))


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()
