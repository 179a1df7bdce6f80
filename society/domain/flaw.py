"""How a function becomes a flaw that audits plant: `@flaw` in a file that the user names."""

from collections.abc import Callable
from typing import Any, TypeVar

Spoiling = TypeVar("Spoiling", bound=Callable[..., Any])


def flaw(function: Spoiling) -> Spoiling:
    """Mark a function as a flaw that `society judge audit REF --flaws FILE` plants.

    It asks by parameter name for what it needs: `turn` (as it was said), `dialogue` (up to and with
    that turn), `role` (who speaks), `history` (the turns before), `chance` (a seeded Random). It
    returns the turn's new words and what is wrong with them, or None where this turn cannot have
    the flaw. Its name is the kind of flaw.
    """
    function.__society_flaw__ = function.__name__  # type: ignore[attr-defined]
    return function


def flaw_name(value: object) -> str:
    """The kind of flaw that a marked function makes; empty for anything else."""
    name = getattr(value, "__society_flaw__", "")
    return name if isinstance(name, str) else ""
