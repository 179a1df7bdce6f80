"""Find a judge by reference: an installed name, `module:object`, or `./file.py:object`.

A judge in a file is a program. It runs only where the user said so, never because a scenario does.
"""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points, packages_distributions
from pathlib import Path
from typing import Any

from society.domain.errors import ForeignError, SocietyError, boundary
from society.domain.judging import Badge
from society.foreign import load_file, load_object

GROUP = "society.judges"
OFFERED = (
    "turn",
    "dialogue",
    "role",
    "view",
    "private",
    "variables",
    "scenario",
    "outcome",
    "history",
    "model",
    "params",
    "reference",
)
LATER = ("archive", "play_on")
ELSEWHERE = ("cmd", "http", "https", "openevals", "deepeval", "inspect")


@dataclass(frozen=True)
class Juror:
    """A judge made ready: what to call, what it needs by name, and a hash of what it is.

    `version` changes with the judge's code, its rubric, its params and its criteria.
    """

    badge: Badge
    function: Callable[..., Any]
    needs: tuple[str, ...]
    version: str
    reference: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name on its badge."""
        return self.badge.name


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


def find(
    use: str,
    *,
    params: Mapping[str, Any] | None = None,
    criteria: Mapping[str, float] | None = None,
    here: Path | None = None,
    allow_code: bool = False,
    trusted: Sequence[Path] = (),
    offers: Iterable[EntryPoint] | None = None,
) -> Juror:
    """The judge that `use` refers to, built with the seat's params and criteria.

    A file's path starts from `here`, the scenario's folder. Files and modules need `allow_code`; a
    file inside a `trusted` folder and a module of a package that offers judges do not. `offers` are
    the installed judges where the caller knows better than the environment. Raises SocietyError.
    """
    known = _known(offers)
    found, reference = _resolve(use, known, here, allow_code, trusted)
    return seat(found, reference, params=params or {}, criteria=criteria or {}, here=here)


def seat(
    found: object,
    reference: str,
    *,
    params: Mapping[str, Any],
    criteria: Mapping[str, float],
    here: Path | None = None,
) -> Juror:
    """A juror of a function, a callable object, or a class that is built with the params."""
    if not callable(found):
        raise SocietyError(
            f"{reference} is no judge: it is a {type(found).__name__}",
            hint="name a function or a class marked with @judge",
        )
    badge = badge_of(found)
    function = _build(found, badge, params, criteria, here)
    return Juror(
        badge=badge,
        function=function,
        needs=_needs(function, badge),
        version=_version(found, function, badge, params, criteria),
        reference=reference,
        params=dict(params),
    )


def badge_of(found: Callable[..., Any]) -> Badge:
    """What `@judge` wrote on it; a plain callable judges turns, from 0 to 1, under its own name."""
    marked = getattr(found, "__society_judge__", None)
    if not isinstance(marked, Badge):
        about = (inspect.getdoc(found) or "").partition("\n")[0]
        named = str(getattr(found, "__name__", type(found).__name__))
        marked = Badge(name=named.lower(), about=about)
    if marked.scope == "pair":
        raise SocietyError(
            f"judge {marked.name!r} compares pairs, which this release does not ask for",
            hint="declare scope turn or outcome",
        )
    if marked.scale != "bool" and not marked.scale[0] < marked.scale[1]:
        low, high = marked.scale
        raise SocietyError(
            f"judge {marked.name!r} declares the scale {low:g}..{high:g}, which is empty",
            hint="write the lower end first: @judge(scale=(0, 10))",
        )
    return marked


def installed(offers: Iterable[EntryPoint] | None = None) -> list[Installed]:
    """Every judge that an installed package offers, by name, with those that do not load."""
    return [_installed(offer) for offer in sorted(_known(offers), key=lambda offer: offer.name)]


def _installed(offer: EntryPoint) -> Installed:
    package = offer.dist.name if offer.dist else ""
    try:
        found = _load(offer)
        badge = badge_of(found)
    except SocietyError as error:
        return Installed(
            offer.name, offer.value, package, error=error.message, hint=error.hint
        )
    version = _version(found, found, badge, {}, {})
    return Installed(offer.name, offer.value, package, badge=badge, version=version)


def _known(offers: Iterable[EntryPoint] | None) -> tuple[EntryPoint, ...]:
    found = entry_points(group=GROUP) if offers is None else offers
    return tuple({(offer.name, offer.value): offer for offer in found}.values())


def _resolve(
    use: str,
    known: Sequence[EntryPoint],
    here: Path | None,
    allow_code: bool,
    trusted: Sequence[Path],
) -> tuple[object, str]:
    where, _, name = use.rpartition(":") if ":" in use else (use, "", "")
    if where.endswith(".py"):
        return load_file(use, where, name, here=here, allow_code=allow_code, trusted=trusted), use
    if not name:
        offer = _offered(use, known)
        return _load(offer), offer.value
    if where.partition(":")[0] in ELSEWHERE:
        raise SocietyError(
            f"this release has no way to {where.partition(':')[0]}: judges, as {use!r} asks",
            hint="name an installed judge, module:object or file.py:object",
        )
    vouched = {offer.module.partition(".")[0] for offer in known}
    return load_object(use, where, name, allow_code=allow_code, vouched=vouched), use


def _offered(use: str, known: Sequence[EntryPoint]) -> EntryPoint:
    named = [offer for offer in known if offer.name == use]
    if len(named) == 1:
        return named[0]
    if named:
        values = " and ".join(offer.value for offer in named)
        raise SocietyError(
            f"two judges are installed as {use!r}: {values}", hint="write one of them as it is here"
        )
    names = sorted({offer.name for offer in known})
    close = get_close_matches(use, names, 1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise SocietyError(
        f"no judge is installed as {use!r}",
        hint=f"{meant}installed: {', '.join(names) or 'none'}; "
        "or write module:object or file.py:object",
    )


def _load(offer: EntryPoint) -> Callable[..., Any]:
    try:
        with boundary(f"judge {offer.name!r} ({offer.value}) does not import"):
            found: Callable[..., Any] = offer.load()
    except ForeignError as bug:
        cause = bug.__cause__
        reason = str(cause) if isinstance(cause, ImportError) else f"{type(cause).__name__}: {cause}"
        raise SocietyError(
            f"judge {offer.name!r} ({offer.value}) does not import: {reason}", hint=_rival(offer)
        ) from bug
    return found


def _rival(offer: EntryPoint) -> str:
    """Who else installs a package of that name; the usual reason why ours is not the one found."""
    package = offer.module.partition(".")[0]
    ours = offer.dist.name if offer.dist else "dialogue-society"
    rivals = sorted({name for name in packages_distributions().get(package, []) if name != ours})
    if rivals:
        both = " and ".join([ours, *rivals])
        return f"{both} both install a package {package!r}; keep one of them"
    return f"reinstall {ours}, or remove it"


def _build(
    found: Callable[..., Any],
    badge: Badge,
    params: Mapping[str, Any],
    criteria: Mapping[str, float],
    here: Path | None,
) -> Callable[..., Any]:
    if not isinstance(found, type):
        if criteria:
            raise SocietyError(
                f"judge {badge.name!r} has no criteria", hint="leave `criteria:` out of its seat"
            )
        return found
    wanted = inspect.signature(found).parameters
    given = dict(params)
    if "criteria" in wanted:
        given["criteria"] = dict(criteria)
    if "here" in wanted:
        given["here"] = here
    _check_params(badge, wanted, params, given)
    with boundary(f"judge {badge.name!r}"):
        built: Callable[..., Any] = found(**given)
    return built


def _check_params(
    badge: Badge,
    wanted: Mapping[str, inspect.Parameter],
    params: Mapping[str, Any],
    given: Mapping[str, Any],
) -> None:
    open_to = [name for name in wanted if name not in ("criteria", "here")]
    strange = [name for name in params if name not in open_to]
    if strange:
        raise SocietyError(
            f"judge {badge.name!r} takes no param {strange[0]!r}",
            hint=f"it takes: {', '.join(open_to) or 'none'}",
        )
    missing = [
        name for name in open_to if wanted[name].default is wanted[name].empty and name not in given
    ]
    if missing:
        raise SocietyError(
            f"judge {badge.name!r} needs params: {', '.join(missing)}",
            hint=f"it takes: {', '.join(open_to)}",
        )


def _needs(function: Callable[..., Any], badge: Badge) -> tuple[str, ...]:
    """The names it asks for; SocietyError for one that is not offered."""
    try:
        asked = inspect.signature(function).parameters
    except ValueError as unknown:
        raise SocietyError(
            f"judge {badge.name!r} does not say what it asks for", hint="write it in Python"
        ) from unknown
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    for name, parameter in asked.items():
        if name in LATER:
            raise SocietyError(
                f"judge {badge.name!r} asks for {name!r}, which this release does not offer",
                hint=f"it can ask for: {', '.join(OFFERED)}",
            )
        if name not in OFFERED or parameter.kind not in by_name:
            raise SocietyError(
                f"judge {badge.name!r} asks for {str(parameter).partition(':')[0]!r}",
                hint=f"it can ask, by name, for: {', '.join(OFFERED)}",
            )
    return tuple(asked)


def _version(
    found: Callable[..., Any],
    function: Callable[..., Any],
    badge: Badge,
    params: Mapping[str, Any],
    criteria: Mapping[str, float],
) -> str:
    """Sixteen hex digits that change with the code, the rubric, the params and the criteria."""
    made = {
        "code": hashlib.sha256(_code(found)).hexdigest(),
        "declared": badge.version,
        "own": str(getattr(function, "version", "")),
        "params": dict(params),
        "criteria": dict(criteria),
    }
    return hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _code(found: Callable[..., Any]) -> bytes:
    """The source file it was written in: what it calls there counts as well."""
    source = inspect.getsourcefile(inspect.unwrap(found) if not isinstance(found, type) else found)
    return Path(source).read_bytes() if source else b""
