"""A judge made ready: what it needs by name, what its params are, and a hash of what it is."""

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from society.domain.errors import SocietyError, boundary
from society.domain.judging import Badge
from society.plugins.params import plain, typed

if TYPE_CHECKING:
    from society.plugins.members import Chair

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
    "archive",
    "play_on",
    "first",
    "second",
    "members",
)
PAIR = ("first", "second")
HAS_NONE = {"turn": ("outcome", *PAIR), "outcome": ("turn", *PAIR), "pair": ("turn", "outcome")}


@dataclass(frozen=True)
class Juror:
    """A judge made ready: what to call, and what it needs by parameter name.

    `optional` are those of `needs` that have a default: it copes where there is none to give.
    `version` changes with the judge's code, its rubric, its params and its criteria; which model
    answers it is known only at the seat, see `with_model`.
    """

    badge: Badge
    function: Callable[..., Any]
    needs: tuple[str, ...]
    version: str
    reference: str
    params: Mapping[str, Any] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    members: tuple["Chair", ...] = ()

    @property
    def name(self) -> str:
        """The name on its badge."""
        return self.badge.name

    def with_model(self, model: str | None) -> "Juror":
        """This judge as that model answers it, with a version of its own; itself where none does.

        To be asked of a juror as it was found, once: another model is another judge.
        """
        if not model or not self.asks_model:
            return self
        digest = hashlib.sha256(f"{self.version} {model}".encode()).hexdigest()
        return replace(self, version=digest[:16])

    @property
    def asks_model(self) -> bool:
        """Whether it needs a model named for it: its own, or for members that name none."""
        members = (each.juror.asks_model for each in self.members if not each.model)
        return "model" in self.needs or any(members)

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
        raise no_judge(found, reference)
    params, criteria = params or {}, criteria or {}
    badge = badge_of(found)
    wanted = signature_of(found, badge) if isinstance(found, type) else {}
    _check_criteria(badge, criteria, wanted)
    given = typed(found, badge, params, wanted) if isinstance(found, type) else _untyped(params)
    function = _build(found, badge, given, criteria, here, wanted)
    asked = _asked(function, badge)
    needs, optional = tuple(asked), tuple(n for n, each in asked.items() if _has_default(each))
    _check_scope(badge, needs, optional)
    if not isinstance(found, type) and given and "params" not in needs:
        raise SocietyError(
            f"judge {badge.name!r} takes no params, and is given {', '.join(given)}",
            hint="leave them out; a function that takes some asks for `params`",
        )
    version = version_of(found, function, badge, given, criteria)
    return Juror(badge, function, needs, version, reference, given, optional)


def _untyped(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in params.items()}


def badge_of(found: Callable[..., Any]) -> Badge:
    """What `@judge` wrote on it; a plain callable judges turns, from 0 to 1, under its own name."""
    marked = getattr(found, "__society_judge__", None)
    if not isinstance(marked, Badge):
        about = (inspect.getdoc(found) or "").partition("\n")[0]
        named = str(getattr(found, "__name__", type(found).__name__))
        return Badge(name=named.lower(), about=about)
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
        "code": hashlib.sha256(code_of(found)).hexdigest(),
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


def no_judge(found: object, reference: str) -> SocietyError:
    """The error of a reference to something that cannot be called."""
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
    injected = {"criteria": dict(criteria), "here": here}
    given = {name: value for name, value in injected.items() if name in wanted}
    with boundary(f"judge {badge.name!r}"):
        built: object = found(**params, **given)
    if not callable(built):
        raise SocietyError(f"judge {badge.name!r} cannot be called", hint="give it a __call__")
    return built


def _asked(function: Callable[..., Any], badge: Badge) -> Mapping[str, inspect.Parameter]:
    asked = signature_of(function, badge)
    offered = f"it can ask, by name, for: {', '.join(OFFERED)}"
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    for name, parameter in asked.items():
        if name not in OFFERED or parameter.kind not in by_name:
            shown = str(parameter).partition(":")[0].partition("=")[0].strip()
            raise SocietyError(f"judge {badge.name!r} asks for {shown!r}", hint=offered)
    return asked


def _check_scope(badge: Badge, needs: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for missing in HAS_NONE[badge.scope]:
        if missing in needs and missing not in optional:
            scope = "pair" if missing in PAIR else missing
            raise SocietyError(
                f"judge {badge.name!r} has scope {badge.scope} and asks for {missing!r}",
                hint=f"give the parameter a default, or declare @judge(scope={scope!r})",
            )
    if badge.scope == "pair" and not set(PAIR) <= set(needs):
        raise SocietyError(
            f"judge {badge.name!r} has scope pair and does not ask for both {' and '.join(PAIR)}",
            hint="ask for them by name: def better(first, second, role)",
        )


def _has_default(parameter: inspect.Parameter) -> bool:
    return parameter.default is not inspect.Parameter.empty


def code_of(found: Callable[..., Any]) -> bytes:
    """The source file it was written in: what it calls there counts as well.

    An object that stands for something outside brings that along.
    """
    brought = getattr(found, "__society_code__", None)
    if isinstance(brought, bytes):
        return brought
    written = inspect.unwrap(found) if inspect.isfunction(found) else found
    if not inspect.isfunction(written) and not isinstance(written, type):
        written = type(written)
    module = inspect.getmodule(written)
    source = getattr(module, "__file__", None)
    return Path(source).read_bytes() if source else b""
