"""Words and numbers of a text in any language, as the judges without a model count them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from unicodedata import normalize

HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{HAN}]|(?:(?![{HAN}])[^\W_])+(?:['’.,](?:(?![{HAN}])[^\W_])+)*")
_HAN = re.compile(f"[{HAN}]")
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,:])\d{1,15}(?:,\d{3})*(?:\.\d{1,15})?(?!\d)(?!\s?%|(?:st|nd|rd|th)\b|:\d)"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|[。！？；\n]")


def tokens(text: str) -> tuple[str, ...]:
    """Words, casefolded; a Chinese character is a token of its own.

    >>> tokens("It's 1,140 元吗?")
    ("it's", '1,140', '元', '吗')
    """
    return tuple(_WORD.findall(normalize("NFKC", text).casefold()))


def is_han(token: str) -> bool:
    """Whether the token is one Chinese (or Japanese) character."""
    return bool(_HAN.match(token))


def mostly_han(words: Sequence[str]) -> bool:
    """Whether most of the tokens are Chinese characters."""
    return 2 * sum(map(is_han, words)) > len(words)


def runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """Every run of `length` neighbours; the whole where it is shorter."""
    last = max(len(words) - length, 0)
    return [tuple(words[at : at + length]) for at in range(last + 1)] if words else []


def numbers(text: str) -> list[Decimal]:
    """The whole numbers and decimals in a text; percentages, ordinals and times are none.

    >>> numbers("I bid $1,140.50, that is 5% over the 2nd offer of 114.")
    [Decimal('1140.50'), Decimal('114')]
    """
    found = _NUMBER.findall(normalize("NFKC", text))
    return [Decimal(number.replace(",", "")) for number in found]


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly."""
    return [part for part in _SENTENCE.split(text) if part.strip()]
