"""A number as people write it: 3/4, 0.75, 75%, 1 1/2, ½, 1,140, 四分之三, 12 cm; exactly."""

import re
from fractions import Fraction
from typing import NamedTuple
from unicodedata import decomposition, normalize

from judges.units import UNIT, apart, factors

DIGITS = {
    "零": 0,
    "〇": 0,
    **{digit: at for at, digit in enumerate("一二三四五六七八九", 1)},
    "两": 2,
}
SMALL = {"十": 10, "百": 100, "千": 1000}

_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,30})"
_PLAIN = rf"(?:{_WHOLE}(?:\.\d{{1,30}})?|\.\d{{1,30}})(?:e[+-]?\d{{1,2}})?"
_QUANTITY = re.compile(
    rf"(?P<sign>(?<![\w)])-\s*)?(?:(?P<whole>{_WHOLE})\s+(?:and\s+)?(?=\d+\s*/))?"
    rf"(?P<top>{_PLAIN})(?:\s*/\s*(?P<bottom>{_PLAIN}))?\s*(?P<percent>%)?\s*(?P<unit>{UNIT})?",
    re.IGNORECASE,
)
_FRAC = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_NUMERALS = re.compile(rf"{_NUMERAL}+(?:点{_NUMERAL}+)?")
_SHARE = re.compile(r"([\d.]+)分之([\d.]+)")


class Quantity(NamedTuple):
    """An exact number; `unit`, as it was written, is empty where it is none that is known."""

    value: Fraction
    unit: str = ""

    def equals(self, other: "Quantity", tolerance: Fraction = Fraction(0)) -> bool:
        """The same amount; a unit counts only where both have one, and is converted.

        `tolerance` is in the other's unit.
        """
        mine, theirs = factors(self.unit), factors(other.unit)
        if not (mine and theirs):
            return abs(self.value - other.value) <= tolerance
        difference = apart(self.value, mine, other.value, theirs)
        return difference is not None and difference <= tolerance


def quantities(text: str) -> list[Quantity]:
    """Every number in the text, in order.

    >>> quantities("1 1/2 apples, or 150%")
    [Quantity(value=Fraction(3, 2), unit=''), Quantity(value=Fraction(3, 2), unit='')]
    """
    return [
        found
        for match in _QUANTITY.finditer(_arabic(_spelled(text[:2000])))
        if (found := _quantity(match))
    ]


def quantity(text: str) -> Quantity | None:
    """The number that the text is, with at most a word after it; None where it is more or other."""
    match = _QUANTITY.fullmatch(_arabic(_spelled(text)).strip())
    return _quantity(match) if match else None


def _quantity(match: re.Match[str]) -> Quantity | None:
    bottom = _fraction(match["bottom"] or "1")
    if not bottom:
        return None
    value = _fraction(match["whole"] or "0") + _fraction(match["top"]) / bottom
    value = value / 100 if match["percent"] else value
    unit = match["unit"] or ""
    return Quantity(-value if match["sign"] else value, unit if factors(unit) else "")


def _fraction(number: str) -> Fraction:
    return Fraction(number.replace(",", ""))


def _spelled(text: str) -> str:
    """The text with one spelling of fractions, signs and widths."""
    spaced = "".join(
        f" {letter} " if decomposition(letter).startswith("<fraction>") else letter
        for letter in text
    )
    plain = normalize("NFKC", _FRAC.sub(r" \1/\2 ", spaced))
    return plain.replace("⁄", "/").replace("−", "-").replace("$", " ")


def _arabic(text: str) -> str:
    """Chinese numerals as digits, where the text has no digits of its own."""
    if any(letter.isdigit() for letter in text):
        return text
    digits = _NUMERALS.sub(lambda found: _numeral(found[0]), text.replace("负", "-"))
    shares = _SHARE.sub(r"\2/\1", digits)
    return shares.replace("百分之", "100分之")


def _numeral(numeral: str) -> str:
    whole, _, decimals = numeral.partition("点")
    total = section = digit = 0
    for letter in whole:
        if letter in DIGITS:
            digit = DIGITS[letter]
        elif letter in SMALL:
            section, digit = section + (digit or 1) * SMALL[letter], 0
        elif letter == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    number = str(total + section + digit)
    return (
        f"{number}.{''.join(str(DIGITS.get(each, 0)) for each in decimals)}" if decimals else number
    )
