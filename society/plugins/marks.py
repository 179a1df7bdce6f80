"""What a judge that is not Python is for: `cmd:./judge.sh#scope=outcome&scale=0..10`.

What stands after the `#` says what `@judge(...)` would have said.
"""

from collections.abc import Callable
from typing import Any

from society.domain.errors import SocietyError
from society.domain.judging import Badge

SCOPES = ("turn", "outcome", "pair")
HINT = "write it like #name=firm&scope=outcome&scale=0..10&roles=seller,buyer&version=2"


def split(use: str, about: str) -> tuple[str, Callable[[str], Badge]]:
    """The reference without its marks, and what makes the badge once a name for it is known."""
    bare, mark, marks = use.rpartition("#")
    if not mark:
        bare, marks = use, ""
    said = dict(_mark(use, each) for each in marks.split("&") if each)
    return bare, lambda name: Badge.model_validate({"name": name.lower(), "about": about} | said)


def _mark(use: str, mark: str) -> tuple[str, Any]:
    key, _, value = mark.partition("=")
    readers: dict[str, Callable[[str], Any]] = {
        "name": str,
        "version": str,
        "scope": _scope,
        "scale": _scale,
        "roles": lambda names: tuple(names.split(",")),
    }
    try:
        if not value:
            raise ValueError("it has no value")
        return key, readers[key](value)
    except (KeyError, ValueError) as wrong:
        raise SocietyError(f"judge {use!r}: {mark!r} says nothing", hint=HINT) from wrong


def _scope(word: str) -> str:
    if word not in SCOPES:
        raise ValueError(word)
    return word


def _scale(word: str) -> tuple[float, float] | str:
    if word == "bool":
        return word
    low, _, high = word.partition("..")
    return float(low), float(high)
