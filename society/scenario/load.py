"""From a reference to a validated scenario, or to everything that is wrong with its file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from society.domain.errors import ScenarioError
from society.domain.scenario import Scenario
from society.scenario import complaints, consistency, naming
from society.scenario.patch import at_level, overridden, unknown_level
from society.scenario.problems import Finding, Marks, Problem, brief, placed
from society.scenario.reading import MAX_PROBLEMS, Reading, parse
from society.scenario.source import Entry, Source, catalog, read, shipped

__all__ = ["Entry", "Source", "catalog", "load", "read", "shipped", "validated"]

_KEYS = re.compile(
    r"\b(sk-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|gh[pousr]_[A-Za-z0-9]{30,}"
    r"|hf_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|gsk_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{30,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_MENDED: Mapping[str, Any] = {
    "schema": "scenario/v1",
    "id": "x",
    "title": "x",
    "name": "x",
    "use": "x",
    "when": "true",
    "outcome": "x",
    "members": [],
}
"""What stands in for a missing part while the rest of the file is looked at."""


def load(
    ref: str | Path,
    *,
    folders: Sequence[Path] = (),
    level: str = "",
    overrides: Mapping[str, Any] | None = None,
) -> Scenario:
    """The scenario that a reference means; ScenarioError lists all that is wrong with its file.

    `ref` is the id of a scenario in `folders` or of one that ships, or a path ending in .yaml.
    `level` applies that level's merge patch first; `overrides` then set dotted paths.
    """
    source = read(ref, folders=folders)
    return validated(source, level=level, overrides=overrides)


def validated(
    source: Source, *, level: str = "", overrides: Mapping[str, Any] | None = None
) -> Scenario:
    """The scenario that a file holds; ScenarioError where it holds none."""
    scenario, problems = examined(source, level=level, overrides=overrides)
    if scenario is None:
        raise ScenarioError([str(problem) for problem in problems])
    return scenario


def examined(
    source: Source, *, level: str = "", overrides: Mapping[str, Any] | None = None
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario that a file holds, or None with everything that is wrong with it."""
    return _examined(source, level, orjson.dumps(dict(overrides or {})))


@lru_cache(maxsize=256)
def _examined(
    source: Source, level: str, overrides: bytes
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Cached: the same text at the same level is the same scenario."""
    reading = parse(source.text)
    problems = [Problem(source.name, *place, said) for place, said in reading.faults]
    problems += _keys(source)
    if reading.tree is None or not isinstance(reading.tree, dict):
        if not problems:
            problems.append(_not_a_mapping(source, reading))
        return None, _listed(problems)
    scenario, findings = _patched(source, reading, level, orjson.loads(overrides))
    problems += _placed(findings, source.name, reading.marks, problems)
    return (None, _listed(problems)) if problems or scenario is None else (scenario, ())


def _patched(
    source: Source, reading: Reading, level: str, overrides: Mapping[str, Any]
) -> tuple[Scenario | None, list[Finding]]:
    tree = reading.tree
    if level:
        levels = tree.get("levels")
        if not isinstance(levels, dict) or level not in levels:
            return None, [unknown_level(level, tree)]
        tree = at_level(tree, level, reading.marks)
    scenario, findings = checked(overridden(tree, overrides))
    if scenario and source.id and scenario.id != source.id:
        message = f"id is {scenario.id!r}, but the place of the file says {source.id!r}"
        findings.append(Finding(("id",), message))
    return scenario, findings


def checked(tree: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    """The tree as a scenario, and all that is wrong with it as far as it can be seen at once."""
    try:
        scenario = Scenario.model_validate_json(orjson.dumps(tree), strict=True)
    except ValidationError as error:
        wrong = list(complaints.findings(error, tree))
        rest = _mended(tree, wrong)
        return None, wrong + ([] if rest is None else _beyond(rest, wrong))
    return scenario, _crossed(scenario)


def _crossed(scenario: Scenario) -> list[Finding]:
    return [*consistency.findings(scenario), *naming.findings(scenario)]


def _beyond(scenario: Scenario, wrong: Iterable[Finding]) -> list[Finding]:
    """What is wrong besides; not what only follows from the parts left out."""
    broken = {finding.path[:2] for finding in wrong}
    names = {str(finding.path[-1]) for finding in wrong if finding.path}
    return [
        finding
        for finding in _crossed(scenario)
        if finding.path[:2] not in broken
        and not any(repr(name) in finding.message for name in names)
    ]


def _mended(tree: dict[str, Any], wrong: Sequence[Finding]) -> Scenario | None:
    """The scenario without its faulty parts; None where nothing is left without them."""
    for _ in range(4):
        for finding in wrong:
            tree = _without(tree, finding.path)
        try:
            return Scenario.model_validate_json(orjson.dumps(tree), strict=True)
        except ValidationError as error:
            wrong = list(complaints.findings(error, tree))
    return None


def _without(tree: Any, path: Sequence[str | int]) -> Any:
    if not path or not isinstance(tree, dict):
        return tree
    key = str(path[0])
    kept = dict(tree)
    if len(path) > 1 and isinstance(kept.get(key), dict):
        kept[key] = _without(kept[key], path[1:])
    elif key in kept:
        del kept[key]
    elif key in _MENDED:
        kept[key] = _MENDED[key]
    return kept


def _keys(source: Source) -> list[Problem]:
    """Where the file holds what looks like a key; the message never repeats it."""
    found = []
    for match in _KEYS.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        column = match.start() - source.text.rfind("\n", 0, match.start())
        said = f"{match[0][:3]}… looks like an API key; keys belong in the environment"
        found.append(Problem(source.name, line, column, said))
    return found


def _not_a_mapping(source: Source, reading: Reading) -> Problem:
    place = reading.marks.get((), (1, 1))
    if reading.tree is None:
        return Problem(source.name, *place, "the file is empty")
    said = f"the file is {brief(reading.tree)}; a scenario is a mapping of names to values"
    return Problem(source.name, *place, said)


def _placed(
    findings: Iterable[Finding], name: str, marks: Marks, already: Sequence[Problem]
) -> list[Problem]:
    taken = {(problem.line, problem.col) for problem in already}
    problems = [placed(finding, name, marks) for finding in findings]
    return [problem for problem in problems if (problem.line, problem.col) not in taken]


def _listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems))[:MAX_PROBLEMS])
