"""Flaws of a trade: functions marked with `@flaw` in a file that the user named.

Law: such a file is a program. Only a command line names it; a scenario never does.
"""

from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction, signature
from pathlib import Path
from typing import Any

from society.audit.flaws.planting import FLAWS, Flaw
from society.audit.flaws.scene import Scene
from society.audit.flaws.talk import Bent
from society.domain.errors import SocietyError, boundary
from society.domain.flaw import flaw_name
from society.plugins.sources import run_file

GIVEN = ("turn", "dialogue", "role", "history", "chance")
"""What a flaw may ask for."""


def own_flaws(path: Path) -> Mapping[str, Flaw]:
    """The flaws in a Python file, in its order; SocietyError where there are none to plant."""
    file = path.resolve()
    if not file.is_file():
        raise SocietyError(f"there is no file {str(path)!r} with flaws", hint=f"looked at {file}")
    found = {
        name: _flaw(name, value)
        for value in vars(run_file(file, "flaws")).values()
        if (name := flaw_name(value))
    }
    if not found:
        raise SocietyError(
            f"{path} holds no flaws", hint="mark a function with @flaw: from society import flaw"
        )
    taken = sorted(found.keys() & FLAWS.keys())
    if taken:
        raise SocietyError(
            f"{path}: {taken[0]!r} is a flaw that audits plant anyway",
            hint="give yours another name",
        )
    return found


def _flaw(name: str, function: Callable[..., Any]) -> Flaw:
    needs = tuple(signature(function).parameters)
    strange = [each for each in needs if each not in GIVEN]
    if strange:
        raise SocietyError(
            f"flaw {name!r} asks for {strange[0]!r}", hint=f"it can have: {', '.join(GIVEN)}"
        )
    if iscoroutinefunction(function):
        raise SocietyError(f"flaw {name!r} is async", hint="write it as a plain function")

    def planted(scene: Scene) -> Bent:
        given = {
            "turn": scene.turn,
            "dialogue": scene.dialogue,
            "role": scene.role,
            "history": scene.before,
            "chance": scene.chance,
        }
        with boundary(f"flaw {name!r} on turn {scene.turn.index}"):
            return _checked(name, function(**{each: given[each] for each in needs}))

    return planted


def _checked(name: str, made: object) -> Bent:
    match made:
        case None:
            return None
        case (str(text), str(about)) if text.strip() and about.strip():
            return text, about
    raise SocietyError(
        f"flaw {name!r} returned {str(made)[:80]!r}",
        hint="return (the turn's new words, what is wrong with them), or None",
    )
