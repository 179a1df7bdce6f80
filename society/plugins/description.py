"""What a judge is, told before it has any seat."""

import inspect
from dataclasses import dataclass

from society.plugins.juror import badge_of, no_judge, signature_of, version_of
from society.plugins.params import shown


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
    takes: tuple[str, ...] = ()
    """The params as the author wrote them, with their types and defaults."""


def describe(found: object, reference: str) -> Description:
    """What a judge is for, what it asks for, which params a seat may give it."""
    if not callable(found):
        raise no_judge(found, reference)
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
        takes=tuple(shown(each) for name, each in params.items() if name != "here"),
    )
