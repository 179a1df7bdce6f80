"""Units of measurement as people write them: km/h, m/s², N·m, 25 °C, 公斤; converted exactly.

Only names that we picked out of a text reach the library, never the text itself.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

CHINESE: Mapping[str, str] = MappingProxyType(
    {
        written: name
        for name, all_written in {
            "millimeter": "毫米",
            "centimeter": "厘米",
            "meter": "米",
            "kilometer": "千米 公里",
            "milligram": "毫克",
            "gram": "克",
            "kilogram": "千克 公斤",
            "metric_ton": "吨",
            "second": "秒",
            "minute": "分钟",
            "hour": "小时",
            "day": "天",
            "milliliter": "毫升",
            "liter": "升",
            "square_meter": "平方米",
            "cubic_meter": "立方米",
            "degC": "摄氏度 °c °C",
            "degF": "华氏度 °f °F",
        }.items()
        for written in all_written.split()
    }
)
NAME = r"°?[^\W\d_]+"
FACTOR = rf"{NAME}(?:\^?-?[1-9](?!\d))?"
UNIT = rf"{FACTOR}(?:\s?[*·/]\s?{FACTOR}){{0,5}}"
"""A unit in a text: up to six names, each with an exponent of one digit."""
_FACTOR = re.compile(rf"(?P<by>[*·/]?)\s?(?P<name>{NAME})\^?(?P<power>-?[1-9])?")
WORDS = frozenset({"a", "as", "at", "in", "count", "dot", "dots", "point", "points"})
"""What the library takes for units, and people for words. Inches are written out."""
LONGEST = 24
"""No unit's name has more letters."""

Factors = tuple[tuple[str, int], ...]


@lru_cache(maxsize=1024)
def factors(written: str) -> Factors:
    """The unit as names with exponents; empty where one of the names is no unit."""
    found: list[tuple[str, int]] = []
    for match in _FACTOR.finditer(written):
        name = _known(match["name"])
        if name is None:
            return ()
        power = int(match["power"] or 1)
        found.append((name, -power if match["by"] == "/" else power))
    return tuple(found)


def apart(one: Fraction, unit: Factors, other: Fraction, other_unit: Factors) -> Fraction | None:
    """By how much two amounts differ, in the other's unit; None where they are different things."""
    if unit == other_unit:
        return abs(one - other)
    from pint.errors import DimensionalityError

    registry = _registry()
    mine, theirs = (
        registry.Unit(registry.UnitsContainer(_summed(each))) for each in (unit, other_unit)
    )
    try:
        converted = registry.Quantity(one, mine).to(theirs).magnitude
    except DimensionalityError:
        return None
    return abs(Fraction(converted) - other)


def _summed(unit: Factors) -> dict[str, Fraction]:
    powers: dict[str, Fraction] = {}
    for name, power in unit:
        powers[name] = powers.get(name, Fraction(0)) + power
    return powers


@lru_cache(maxsize=1024)
def _known(written: str) -> str | None:
    """The library's name for it; as it is written, then in small letters, then in the singular."""
    if len(written) > LONGEST or written in WORDS:
        return None
    if written in CHINESE:
        return CHINESE[written]
    spellings = (written, written.casefold(), written.casefold().removesuffix("s"))
    return next((name for each in spellings if (name := _listed(each))), None)


def _listed(name: str) -> str | None:
    from pint.errors import UndefinedUnitError

    try:
        found: str = _registry().get_name(name)
    except UndefinedUnitError:
        return None
    return found or None


@cache
def _registry() -> Any:
    """Loaded when a unit is first met; it counts in fractions, so that nothing is rounded."""
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Fraction, cache_folder=None)
