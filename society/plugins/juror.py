"""A judge made ready: what it needs by name, what its params are, and a hash of what it is."""

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from society.domain.errors import SocietyError, boundary
from society.domain.judging import Badge

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
INJECTED = ("criteria", "here")
HAS_NONE = {"turn": "outcome", "outcome": "turn"}


@dataclass(frozen=True)
class Juror:
    """A judge made ready: what to call, and what it needs by parameter name.

    `optional` are those of `needs` that have a default: it copes where there is none to give.
    `version` changes with the judge's code, its rubric, its params and its criteria.
    """

    badge: Badge
    function: Callable[..., Any]
    needs: tuple[str, ...]
    version: str
    reference: str
    params: Mapping[str, Any] = field(default_factory=dict)
    optional: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name on its badge."""
        return self.badge.name

    @cached_property
    def waits(self) -> bool:
        """Whether it is a coroutine function, or called as one."""
        function = self.function
        return iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)


def seat(
    found: object,
    reference: str,
    *,
    params: Mapping[str, Any] | None = None,
    criteria: Mapping[str, float] | None = None,
    here: Path | None = None,
) -> Juror:
    """A juror of a function, a callable object, or a class that is built with the params.

    A class whose `__init__` asks for `criteria` or `here` (the scenario's folder) is given them.
    Raises SocietyError for whatever could never work, before anything is played.
    """
    if not callable(found):
        raise _no_judge(found, reference)
    params, criteria = params or {}, criteria or {}
    badge = badge_of(found)
    wanted = signature_of(found, badge) if isinstance(found, type) else {}
    _check_criteria(badge, criteria, wanted)
    function = _build(found, badge, params, criteria, here, wanted)
    asked = _asked(function, badge)
    needs, optional = tuple(asked), tuple(n for n, each in asked.items() if _has_default(each))
    _check_scope(badge, needs, optional)
    if not isinstance(found, type) and params and "params" not in needs:
        raise SocietyError(
            f"judge {badge.name!r} takes no params", hint="leave `params:` out of its seat"
        )
    version = version_of(found, function, badge, params, criteria)
    return Juror(badge, function, needs, version, reference, dict(params), optional)


@dataclass(frozen=True)
class Description:
    """A judge as its author wrote it, before any seat."""

    name: str
    scope: str
    scale: str
    roles: tuple[str, ...]
    version: str
    reference: str
    needs: tuple[str, ...]
    params: tuple[str, ...]
    about: str


def describe(found: object, reference: str) -> Description:
    """What a judge is for, what it asks for, which params a seat may give it."""
    if not callable(found):
        raise _no_judge(found, reference)
    badge = badge_of(found)
    built = isinstance(found, type)
    called = found.__call__ if isinstance(found, type) else found
    asked = [name for name in signature_of(called, badge) if name != "self"]
    params = signature_of(found, badge) if built else {}
    return Description(
        name=badge.name,
        scope=badge.scope,
        scale="bool" if badge.scale == "bool" else f"{badge.scale[0]:g}..{badge.scale[1]:g}",
        roles=badge.roles,
        version=version_of(found, found, badge, {}, {}),
        reference=reference,
        needs=tuple(asked),
        params=tuple(name for name in params if name != "here"),
        about=inspect.getdoc(found) or "",
    )


def badge_of(found: Callable[..., Any]) -> Badge:
    """What `@judge` wrote on it; a plain callable judges turns, from 0 to 1, under its own name."""
    marked = getattr(found, "__society_judge__", None)
    if not isinstance(marked, Badge):
        about = (inspect.getdoc(found) or "").partition("\n")[0]
        named = str(getattr(found, "__name__", type(found).__name__))
        return Badge(name=named.lower(), about=about)
    if marked.scope == "pair":
        raise SocietyError(
            f"judge {marked.name!r} compares pairs, which this release does not ask for",
            hint="declare scope turn or outcome",
        )
    if marked.scale != "bool" and not marked.scale[0] < marked.scale[1]:
        raise SocietyError(
            f"judge {marked.name!r} declares the scale {marked.scale[0]:g}..{marked.scale[1]:g}",
            hint="write the lower end first: @judge(scale=(0, 10))",
        )
    return marked


def version_of(
    found: Callable[..., Any],
    function: Callable[..., Any],
    badge: Badge,
    params: Mapping[str, Any],
    criteria: Mapping[str, float],
) -> str:
    """Sixteen hex digits of the source file, the rubric, the params and the criteria.

    A judge that reads more than its source (a rubric file) says so with a `version` of its own.
    """
    made = {
        "code": hashlib.sha256(_code(found)).hexdigest(),
        "declared": badge.version,
        "own": str(getattr(function, "version", "")),
        "params": dict(params),
        "criteria": dict(criteria),
    }
    return hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()[:16]


def signature_of(found: Callable[..., Any], badge: Badge) -> Mapping[str, inspect.Parameter]:
    """Its parameters by name; SocietyError where it does not tell them."""
    try:
        return inspect.signature(found).parameters
    except ValueError as untold:
        raise SocietyError(
            f"judge {badge.name!r} does not tell what it asks for", hint="write it in Python"
        ) from untold


def _no_judge(found: object, reference: str) -> SocietyError:
    return SocietyError(
        f"{reference} is no judge: it is a {type(found).__name__}",
        hint="name a function or a class marked with @judge",
    )


def _check_criteria(
    badge: Badge, criteria: Mapping[str, float], wanted: Mapping[str, inspect.Parameter]
) -> None:
    if criteria and "criteria" not in wanted:
        raise SocietyError(
            f"judge {badge.name!r} has no criteria", hint="leave `criteria:` out of its seat"
        )


def _build(
    found: Callable[..., Any],
    badge: Badge,
    params: Mapping[str, Any],
    criteria: Mapping[str, float],
    here: Path | None,
    wanted: Mapping[str, inspect.Parameter],
) -> Callable[..., Any]:
    if not isinstance(found, type):
        return found
    _check_params(badge, params, wanted)
    injected = {"criteria": dict(criteria), "here": here}
    given = {name: value for name, value in injected.items() if name in wanted}
    with boundary(f"judge {badge.name!r}"):
        built: object = found(**params, **given)
    if not callable(built):
        raise SocietyError(f"judge {badge.name!r} cannot be called", hint="give it a __call__")
    return built


def _check_params(
    badge: Badge, params: Mapping[str, Any], wanted: Mapping[str, inspect.Parameter]
) -> None:
    open_to = [name for name in wanted if name not in INJECTED]
    takes = f"it takes: {', '.join(open_to) or 'none'}"
    for name in params:
        if name not in open_to:
            raise SocietyError(f"judge {badge.name!r} takes no param {name!r}", hint=takes)
    for name in open_to:
        if not _has_default(wanted[name]) and name not in params:
            raise SocietyError(f"judge {badge.name!r} needs the param {name!r}", hint=takes)


def _asked(function: Callable[..., Any], badge: Badge) -> Mapping[str, inspect.Parameter]:
    asked = signature_of(function, badge)
    offered = f"it can ask, by name, for: {', '.join(OFFERED)}"
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    for name, parameter in asked.items():
        if name in LATER:
            raise SocietyError(
                f"judge {badge.name!r} asks for {name!r}, which this release does not offer",
                hint=offered,
            )
        if name not in OFFERED or parameter.kind not in by_name:
            shown = str(parameter).partition(":")[0].partition("=")[0].strip()
            raise SocietyError(f"judge {badge.name!r} asks for {shown!r}", hint=offered)
    return asked


def _check_scope(badge: Badge, needs: tuple[str, ...], optional: tuple[str, ...]) -> None:
    missing = HAS_NONE.get(badge.scope, "")
    if missing in needs and missing not in optional:
        raise SocietyError(
            f"judge {badge.name!r} has scope {badge.scope} and asks for {missing!r}",
            hint=f"give the parameter a default, or declare @judge(scope={missing!r})",
        )


def _has_default(parameter: inspect.Parameter) -> bool:
    return parameter.default is not inspect.Parameter.empty


def _code(found: Callable[..., Any]) -> bytes:
    """The source file it was written in: what it calls there counts as well."""
    written = inspect.unwrap(found) if inspect.isfunction(found) else found
    if not inspect.isfunction(written) and not isinstance(written, type):
        written = type(written)
    module = inspect.getmodule(written)
    source = getattr(module, "__file__", None)
    return Path(source).read_bytes() if source else b""
