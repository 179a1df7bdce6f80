"""Levels and overrides: what changes the raw tree of a scenario before it is validated."""

from collections.abc import Mapping
from typing import Any

from society.scenario.problems import Finding, Path, Place, meant

_KINDS = ("int", "float", "step", "choice", "expr")


def merged(tree: Any, patch: Any) -> Any:
    """The tree under a JSON merge patch (RFC 7386): null removes, mappings merge.

    >>> merged({"a": 1, "b": {"c": 2}}, {"a": None, "b": {"d": 3}})
    {'b': {'c': 2, 'd': 3}}
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(tree) if isinstance(tree, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def at_level(tree: dict[str, Any], level: str, marks: dict[Path, Place]) -> dict[str, Any]:
    """The tree at a level; KeyError where it has none of that name.

    What the level changes is found in the file where the level says so.
    """
    patch = tree["levels"][level]
    here: Path = ("levels", level)
    for path in [path for path in marks if path[:2] == here]:
        marks[path[2:]] = marks[path]
    return {**merged(tree, patch)} if isinstance(patch, Mapping) else tree


def overridden(tree: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The tree with dotted paths set: `turns.max=6`; a plain value makes a variable a constant."""
    for dotted, given in overrides.items():
        patch: Any = given
        keys = dotted.split(".")
        if keys[0] == "variables" and len(keys) == 2:
            drawn = given if isinstance(given, Mapping) else {"choice": [given]}
            patch = {**dict.fromkeys(_KINDS), **drawn}
        for key in reversed(keys):
            patch = {key: patch}
        tree = merged(tree, patch)
    return tree


def unknown_level(level: str, tree: Mapping[str, Any]) -> Finding:
    """That there is no such level, and which there are."""
    levels = tree.get("levels")
    known = list(levels) if isinstance(levels, Mapping) else []
    there = f"; levels: {', '.join(known)}" if known else "; it has none"
    return Finding(("levels",), f"there is no level {level!r}{meant(level, known) or there}")
