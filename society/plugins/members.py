"""The members of a panel: judges found and made ready like any other, before anything is played."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value
from society.plugins.juror import Juror

DEEPEST = 3
"""How deep panels may sit in panels."""


class MemberSpec(Value):
    """One entry of a panel's `members`; `price` is what a question costs, in dollars."""

    use: str
    name: str = ""
    weight: float = Field(default=1.0, ge=0)
    model: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    criteria: dict[str, float] = Field(default_factory=dict)
    price: float | None = Field(default=None, ge=0)


@dataclass(frozen=True)
class Chair:
    """One member of a panel made ready: which judge, under which name, answered by which model."""

    juror: Juror
    name: str
    weight: float = 1.0
    model: str | None = None
    price: float | None = None


class Finder(Protocol):
    """Finds a judge with the permissions of whoever seats the panel."""

    def __call__(
        self, use: str, *, params: Mapping[str, Any], criteria: Mapping[str, float]
    ) -> Juror:
        """The judge that `use` refers to; SocietyError where there is none."""


def with_members(juror: Juror, find: Finder) -> Juror:
    """A judge that asks for `members` with those of its params; any other judge as it is.

    Its version changes with theirs. Raises SocietyError for a list that could never work.
    """
    if "members" not in juror.needs:
        return juror
    chairs = tuple(_chair(juror, spec, find) for spec in _specs(juror))
    names = [chair.name for chair in chairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise SocietyError(
            f"two members of {juror.name!r} are called {twice!r}",
            hint="give one of them a `name:` of its own",
        )
    if _depth(chairs) > DEEPEST:
        raise SocietyError(f"panels sit {_depth(chairs)} deep in {juror.name!r}", hint="use fewer")
    made = [juror.version, *(f"{each.juror.version} {each.model}" for each in chairs)]
    version = hashlib.sha256("\n".join(made).encode()).hexdigest()[:16]
    return replace(juror, members=chairs, version=version)


def models_of(juror: Juror) -> tuple[str, ...]:
    """The models that members name for themselves, each once."""
    return tuple(dict.fromkeys(_models(juror)))


def _models(juror: Juror) -> Iterator[str]:
    for chair in juror.members:
        if chair.model:
            yield chair.model
        yield from _models(chair.juror)


def _specs(juror: Juror) -> list[MemberSpec]:
    given = juror.params.get("members")
    hint = "write members: [{use: deal}, {use: rubric, weight: 2, model: …}]"
    if not isinstance(given, list | tuple) or not given:
        raise SocietyError(f"judge {juror.name!r} needs members", hint=hint)
    plain = [{"use": each} if isinstance(each, str) else each for each in given]
    try:
        return [MemberSpec.model_validate(each) for each in plain]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "members"
        raise SocietyError(f"a member of {juror.name!r}: {where}: {first['msg']}", hint=hint) from (
            error
        )


def _chair(panel: Juror, spec: MemberSpec, find: Finder) -> Chair:
    juror = find(spec.use, params=spec.params, criteria=spec.criteria)
    if spec.model and not juror.asks_model:
        raise SocietyError(
            f"member {spec.use!r} of {panel.name!r} asks no model, and {spec.model} is named",
            hint="leave `model:` out of its entry",
        )
    price = spec.price if juror.asks_model else 0.0
    return Chair(juror, spec.name or juror.name, spec.weight, spec.model, price)


def _depth(chairs: tuple[Chair, ...]) -> int:
    return 1 + max(
        (_depth(chair.juror.members) for chair in chairs if chair.juror.members), default=0
    )
