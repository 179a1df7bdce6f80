"""How much a player thinks before it speaks, as people write it: `best-of-8`, `mcts:64x6`."""

import re
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from society.domain.errors import SocietyError
from society.domain.value import Value

Method = Literal["best-of", "beam", "mcts"]
Sight = Literal["own", "oracle"]
Others = Literal["likely", "best"]

_WRITTEN = re.compile(r"(best-of)-(\d+)|(beam):(\d+)x(\d+)(?:@(\d*\.?\d+))?|(mcts):(\d+)x(\d+)")
ROLLOUTS = "rollouts"
"""The value that comes from playing a game on to its end."""

EFFORTS = {
    "low": "best-of-4",
    "medium": "best-of-16",
    "high": "mcts:128x6",
    "max": "mcts:1024x8",
}
"""What people who do not want to choose may say instead."""

EXAMPLES = (
    f"best-of-8, beam:8x3, beam:8x3@0.25, mcts:64x6 or {', '.join(EFFORTS)}; more after commas, "
    "as mcts:64x6,value=judge:rubric,calls=40"
)
_OPTIONS = (
    *("value", "view", "others", "width", "worlds", "rollouts"),
    *("calls", "tokens", "money", "seconds"),
)
_MARKS = ("words", "forced", "shared")


class Thought(Value):
    """A search setting.

    `width` is how many replies of its own are considered. `simulations` and `depth` are MCTS's;
    `depth` is a beam's, too, and `keep` the share of each of its levels that goes on.

    `value` says what a position is worth: `rollouts` plays it on to the end, `judge:NAME` asks a
    judge about the replies, `learned:FILE` one that was trained, `self` asks the role's own model
    yes or no; several joined by `+` count alike. `view` is `own`, or `oracle` for a player that
    sees what the others hide. `others` are taken to say what is `likely`, or `best` for them.
    `worlds` is how many ways the hidden part could be are imagined, and `rollouts` how often a
    position is played on in each. `words`: every candidate is put into words, not only the one
    that is said; so it is anyway where judges value them. `forced`: the judge that guides may be
    the one that pays. `shared`: simulations that easy games leave over go to hard ones of the whole
    batch and not only of their own game; who gets them then depends on who plays first.

    A turn ends its search after so many `calls`, `tokens`, dollars of `money` or `seconds`.
    """

    method: Method
    width: int = Field(default=8, ge=1, le=256)
    depth: int = Field(default=1, ge=1, le=64)
    simulations: int = Field(default=1, ge=1, le=100_000)
    keep: float = Field(default=0.25, gt=0, le=1)
    value: str = Field(default=ROLLOUTS, pattern=r"^[^\s,+]+(\+[^\s,+]+)*$")
    view: Sight = "own"
    others: Others = "likely"
    worlds: int = Field(default=8, ge=1, le=256)
    rollouts: int = Field(default=2, ge=1, le=64)
    words: bool = False
    forced: bool = False
    shared: bool = False
    calls: int | None = Field(default=None, ge=1)
    tokens: int | None = Field(default=None, ge=1)
    money: float | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, gt=0)

    @property
    def values(self) -> tuple[str, ...]:
        """What a position is worth, by names."""
        return tuple(self.value.split("+"))

    @property
    def worded(self) -> bool:
        """Whether every candidate is put into words: a judge of bare moves would judge nothing."""
        return self.words or self.values != (ROLLOUTS,)

    @property
    def limited(self) -> bool:
        """Whether a turn's search ends by what it asks for: then it asks one thing at a time."""
        return (self.calls, self.tokens, self.money) != (None, None, None)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The setting that a text says.

        >>> Thought.parse("mcts:32x6").simulations
        32
        >>> Thought.parse("low,value=self").value
        'self'
        """
        name, *options = text.strip().split(",")
        found = _WRITTEN.fullmatch(EFFORTS.get(name, name))
        if not found:
            raise SocietyError(f"{text!r} is no way to search", hint=f"write {EXAMPLES}")
        told = _told(*found.groups()) | dict(_read(text, each.strip()) for each in options)
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            raise SocietyError(
                f"{text!r}: {_wrong(error.errors()[0])}", hint=f"write {EXAMPLES}"
            ) from None

    def __str__(self) -> str:
        return ",".join([self._head(), *self._more()])

    def _head(self) -> str:
        if self.method == "best-of":
            return f"best-of-{self.width}"
        if self.method == "beam":
            return f"beam:{self.width}x{self.depth}@{self.keep:g}"
        return f"mcts:{self.simulations}x{self.depth}"

    def _more(self) -> Iterator[str]:
        fields = type(self).model_fields
        for name in _OPTIONS:
            told = getattr(self, name)
            if told != fields[name].default and not (name == "width" and self.method != "mcts"):
                yield f"{name}={told:g}" if isinstance(told, float) else f"{name}={told}"
        yield from (name for name in _MARKS if getattr(self, name))


_LEAST = {"greater_than_equal": "ge", "greater_than": "gt"}
_MOST = {"less_than_equal": "le"}


def _wrong(found: ErrorDetails) -> str:
    """What is wrong with a number or a word, in words."""
    name, given, kind = found["loc"][0], found["input"], found["type"]
    limits = found.get("ctx", {})
    if kind in _LEAST:
        least = "above" if kind == "greater_than" else "at least"
        return f"{name} is {given}; it must be {least} {limits[_LEAST[kind]]:g}"
    if kind in _MOST:
        return f"{name} is {given}; it must be at most {limits[_MOST[kind]]:g}"
    if kind.endswith("_parsing"):
        return f"{name} is {given!r}, which is no number"
    if kind == "literal_error":
        return f"{name} is {given!r}; it can be {limits['expected'].replace(chr(39), '')}"
    return f"{name} is {given!r}, which says nothing"


def _told(*groups: str | None) -> dict[str, object]:
    best, k, beam, width, deep, keep, _, simulations, depth = groups
    if best:
        return {"method": best, "width": k}
    if beam:
        told: dict[str, object] = {"method": beam, "width": width, "depth": deep}
        return told | ({"keep": keep} if keep else {})
    return {"method": "mcts", "simulations": simulations, "depth": depth}


def _read(text: str, option: str) -> tuple[str, object]:
    name, given, value = option.partition("=")
    if name in _MARKS and not given:
        return name, True
    if name in _OPTIONS and value:
        return name, value
    known = ", ".join([*(f"{each}=…" for each in _OPTIONS), *_MARKS])
    raise SocietyError(f"{text!r} says {option!r}, which is no option", hint=f"there are {known}")
