"""What is valid and still wrong with a scenario: all of it at once, each with its place."""

from collections.abc import Iterator
from dataclasses import replace

from society.domain.scenario import Scenario
from society.scenario import lint_play, lint_rules, lint_texts
from society.scenario.load import examined
from society.scenario.problems import Finding, Marks, Problem, placed
from society.scenario.reading import parse
from society.scenario.source import Source

_LEVEL_DRAWS = 5

__all__ = ["Problem", "lint"]


def lint(scenario: Scenario, source: Source) -> list[Problem]:
    """Every error and warning of a valid scenario, and of its levels, in the order of the file."""
    marks = parse(source.text).marks
    found = list(_findings(scenario, lint_play.DRAWS))
    problems = [placed(finding, source.name, marks) for finding in found]
    problems += lint_texts.unseen(source)
    said = {_kind(finding.message) for finding in found}
    for level in scenario.levels:
        problems += _level(source, level, marks, said)
    return sorted(set(problems))


def _kind(message: str) -> str:
    return message.partition(" at seed ")[0]


def _findings(scenario: Scenario, draws: int) -> Iterator[Finding]:
    yield from lint_texts.findings(scenario)
    yield from lint_rules.findings(scenario)
    yield from lint_play.findings(scenario, draws)


def _level(source: Source, level: str, marks: Marks, said: set[str]) -> Iterator[Problem]:
    """What the level breaks, and what it makes wrong that was not wrong before."""
    scenario, problems = examined(source, level=level)
    for problem in problems:
        yield replace(problem, message=f"at level {level}: {problem.message}")
    for finding in _findings(scenario, _LEVEL_DRAWS) if scenario is not None else ():
        if _kind(finding.message) not in said:
            path = ("levels", level, *finding.path)
            message = f"at level {level}: {finding.message}"
            yield placed(Finding(path, message, finding.level), source.name, marks)
