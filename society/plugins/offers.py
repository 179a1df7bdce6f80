"""The judges that installed packages offer, in the entry-point group `society.judges`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points, packages_distributions
from typing import Any

from society.domain.errors import ForeignError, SocietyError, boundary
from society.domain.judging import Badge
from society.plugins.juror import badge_of, version_of

GROUP = "society.judges"
WRITE = "write module:object or file.py:object"


@dataclass(frozen=True)
class Installed:
    """A judge that an installed package offers; `error` says why it cannot be had."""

    name: str
    reference: str
    package: str
    badge: Badge | None = None
    version: str = ""
    error: str = ""
    hint: str = ""


def installed(offers: Iterable[EntryPoint] | None = None) -> list[Installed]:
    """Every judge that an installed package offers, by name, with those that do not load."""
    return [_installed(offer) for offer in sorted(known(offers), key=lambda offer: offer.name)]


def _installed(offer: EntryPoint) -> Installed:
    package = offer.dist.name if offer.dist else ""
    try:
        found = load(offer)
        badge = badge_of(found)
    except SocietyError as error:
        return Installed(offer.name, offer.value, package, error=error.message, hint=error.hint)
    version = version_of(found, found, badge, {}, {})
    return Installed(offer.name, offer.value, package, badge=badge, version=version)


def known(offers: Iterable[EntryPoint] | None) -> tuple[EntryPoint, ...]:
    """The offers, each once; None stands for those of the environment."""
    found = _offers() if offers is None else offers
    return tuple({(offer.name, offer.value): offer for offer in found}.values())


@cache
def _offers() -> tuple[EntryPoint, ...]:
    """What is installed: read once, since it takes as long as a turn."""
    return tuple(entry_points(group=GROUP))


def offered(use: str, known: Sequence[EntryPoint]) -> EntryPoint:
    """The offer of that name; SocietyError where there is none, or more than one."""
    named = [offer for offer in known if offer.name == use]
    if len(named) == 1:
        return named[0]
    if named:
        values = " and ".join(offer.value for offer in named)
        raise SocietyError(
            f"two judges are installed as {use!r}: {values}", hint="write which, as module:object"
        )
    names = sorted({offer.name for offer in known})
    close = get_close_matches(use, names, 1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise SocietyError(
        f"no judge is installed as {use!r}",
        hint=f"{meant}installed: {', '.join(names) or 'none'}; or {WRITE}",
    )


def load(offer: EntryPoint) -> Callable[..., Any]:
    """What the offer stands for; SocietyError where it cannot be imported."""
    where = f"judge {offer.name!r} ({offer.value})"
    try:
        with boundary(where):
            found: Callable[..., Any] = offer.load()
    except ForeignError as bug:
        why = str(bug.__cause__)
        if not isinstance(bug.__cause__, ImportError):
            why = f"{type(bug.__cause__).__name__}: {why}"
        raise SocietyError(f"{where} does not import: {why}", hint=_rival(offer)) from bug
    return found


def _rival(offer: EntryPoint) -> str:
    """Who else installs a package of that name: the usual reason why ours is not the one found."""
    package = offer.module.partition(".")[0]
    ours = offer.dist.name if offer.dist else "dialogue-society"
    rivals = sorted({name for name in packages_distributions().get(package, []) if name != ours})
    if rivals:
        named = " and ".join([ours, *rivals])
        return f"{named} both install a package {package!r}; keep one of them"
    return f"reinstall {ours}, or remove it"
