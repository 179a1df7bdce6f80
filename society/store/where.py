"""The query language: `scenario:used_bike level:hard reward>=0.6 -tag:bad "final offer"`. Pure.

Words are joined by and, values with commas between them by or; `-` in front says not, `*` stands
for anything, quotes keep spaces, and a bare word is looked for in what was said.
"""

import difflib
import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple, Self, get_args

from society.domain.episode import Status
from society.domain.errors import SocietyError
from society.domain.value import Value

Sign = Literal["=", "<", "<=", ">", ">="]

WORDS = (
    *("id", "scenario", "level", "lang", "outcome", "winner", "success", "status", "batch"),
    *("model", "player", "provider", "judge", "flag", "tag", "parent", "text"),
)
"""Fields that are compared as words."""

WHOLE = ("turns", "seed", "index", "generation", "tokens")
"""Fields that are compared as whole numbers."""

NUMBERS = (*WHOLE, "reward", "utility", "margin", "cost", "seconds")
"""Fields that are compared as numbers."""

STATES = get_args(Status)
"""What `status` can be: any other word is a slip, and would find nothing."""

DATES = ("after", "before")
OF_ROLE = ("model", "player", "reward", "utility")
"""Fields that may be asked of one role: `reward.seller>=0.6`."""

FIELDS = (*WORDS, *NUMBERS, *DATES)
LONGEST = 2000
"""Characters of a query: room for any that a person writes."""

_TERM = re.compile(r"(-?)([A-Za-z_]+)(?:\.([A-Za-z0-9_]+))?(:|!=|>=|<=|=|>|<)(.*)", re.DOTALL)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_WORD = re.compile(r'(?:[^\s"]|"[^"]*("|$))+')
_PART = re.compile(r'(?:[^,"]|"[^"]*")+')


class Word(Value):
    """One value to compare with; in an `exact` one a star is only a star."""

    text: str
    exact: bool = False


class Term(Value):
    """One condition: a field, of a role where it has one, against any of the values."""

    field: str
    role: str = ""
    sign: Sign = "="
    words: tuple[Word, ...] = ()
    numbers: tuple[int | float, ...] = ()
    negated: bool = False


class Where(Value):
    """Which dialogues are meant: those for which every term holds, all of them without one."""

    text: str = ""
    terms: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The query that a text says; SocietyError that points at the word that is wrong.

        >>> Where.parse("turns<10 -tag:bad").terms[0].sign
        '<'
        """
        if len(text) > LONGEST:
            raise SocietyError(
                f"the query is {len(text)} characters long", hint=f"at most {LONGEST} are read"
            )
        return cls(text=text, terms=tuple(_term(spot) for spot in _spots(text)))

    def names(self, field: str) -> bool:
        """Whether some term asks for the field."""
        return any(term.field == field for term in self.terms)


EVERYTHING = Where()
"""No condition at all."""


class _Spot(NamedTuple):
    """A word of the query and where it stands, so that an error can point at it."""

    text: str
    query: str
    start: int

    def wrong(self, what: str, hint: str, *, part: str = "") -> SocietyError:
        """The error that marks this word, or the part of it that is wrong."""
        at = self.text.find(part) if part else 0
        skipped = _width(self.query[: self.start + at])
        mark = " " * skipped + "^" * max(1, _width(part or self.text))
        return SocietyError(what, hint=f"{self.query}\n{mark}\n{hint}")


def _spots(text: str) -> Iterator[_Spot]:
    flat = re.sub(r"\s", " ", text)
    for found in _WORD.finditer(flat):
        spot = _Spot(found[0], flat, found.start())
        if found[0].count('"') % 2:
            raise spot.wrong("a quote is not closed", 'write text:"final offer"')
        yield spot


def _term(spot: _Spot) -> Term:
    found = _TERM.fullmatch(spot.text)
    if not found:
        return _bare(spot)
    minus, name, role, sign, rest = found.groups()
    field = _field(spot, name.lower(), role or "")
    values = [each[0] for each in _PART.finditer(rest)]
    if not values:
        raise spot.wrong(f"{field}{sign} says nothing to compare with", f"write {_example(field)}")
    told = Term(
        field=field,
        role=role or "",
        sign="=" if sign in {":", "!="} else sign,
        negated=bool(minus) != (sign == "!="),
    )
    return _valued(spot, told, values)


def _bare(spot: _Spot) -> Term:
    """A word on its own is looked for in what was said."""
    minus = spot.text.startswith("-") and len(spot.text) > 1
    word = Word(text=spot.text[minus:].replace('"', ""), exact='"' in spot.text)
    return Term(field="text", words=(word,), negated=bool(minus))


def _field(spot: _Spot, name: str, role: str) -> str:
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, n=1)
        meant = f"did you mean {near[0]}? " if near else "quote it to look for these words; "
        raise spot.wrong(
            f"no field is called {name!r}", f"{meant}fields: {', '.join(FIELDS)}", part=name
        )
    if role and name not in OF_ROLE:
        raise spot.wrong(f"{name} is not asked of a role", f"write {_example(name)}", part=role)
    if name == "utility" and not role:
        raise spot.wrong("utility is a role's own", "write utility.seller>0.5", part=name)
    return name


def _valued(spot: _Spot, told: Term, values: list[str]) -> Term:
    if told.field in NUMBERS:
        return _numbered(spot, told, values)
    if told.sign != "=":
        raise spot.wrong(
            f"{told.field} is not a number", f"write {_example(told.field)}", part=told.sign
        )
    if told.field in DATES:
        sign: Sign = ">=" if told.field == "after" else "<"
        days = tuple(Word(text=_day(spot, each), exact=True) for each in values[:1])
        if len(values) > 1:
            raise spot.wrong(f"{told.field} takes one day", f"write {_example(told.field)}")
        return told.model_copy(update={"words": days, "sign": sign})
    words = tuple(_word(each) for each in values)
    slip = next((word.text for word in words if told.field == "status" and _slips(word)), "")
    if slip:
        raise spot.wrong(f"{slip!r} is no status", f"there are: {', '.join(STATES)}", part=slip)
    return told.model_copy(update={"words": words})


def _slips(word: Word) -> bool:
    return word.text not in STATES and (word.exact or "*" not in word.text)


def _numbered(spot: _Spot, told: Term, values: list[str]) -> Term:
    if told.sign != "=" and len(values) > 1:
        raise spot.wrong(f"{told.field}{told.sign} takes one number", f"write {told.field}:1,2,3")
    numbers = tuple(_number(spot, told.field, each) for each in values)
    return told.model_copy(update={"numbers": numbers})


def _number(spot: _Spot, field: str, text: str) -> int | float:
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    if field not in WHOLE and _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    kind = "whole number" if field in WHOLE else "number"
    raise spot.wrong(f"{text!r} is not a {kind}", f"write {_example(field)}", part=text)


def _day(spot: _Spot, text: str) -> str:
    """A day or a moment as the store writes it: ISO 8601 in UTC."""
    try:
        moment = datetime.fromisoformat(text.replace('"', ""))
    except ValueError:
        example = f"write {spot.text.partition(':')[0]}:2026-11-01"
        raise spot.wrong(f"{text!r} is not a day", example, part=text) from None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="milliseconds")


def _word(text: str) -> Word:
    return Word(text=text.replace('"', ""), exact='"' in text)


def _example(field: str) -> str:
    if field in DATES:
        return f"{field}:2026-11-01"
    if field in WHOLE:
        return f"{field}<10 or {field}:7,8"
    named = f"{field}.seller" if field == "utility" else field
    return f"{named}>=0.6" if field in NUMBERS else f"{field}:one,two or {field}:on*"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
