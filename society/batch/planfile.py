"""Plan files: the matrix of a batch as YAML, read as strictly as a scenario."""

from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import Field, ValidationError

from society.batch.plan import MOST, Plan
from society.casting import Cast
from society.domain.errors import ScenarioError
from society.domain.value import Value
from society.scenario.complaints import Kind, findings
from society.scenario.problems import Problem, brief, placed
from society.scenario.reading import Reading, parse
from society.scenario.source import written


class PlanFile(Value):
    """What a plan file may say (`plan/v1`).

    `casts` are who takes part: names of models, players and judges; every one of them is played in
    every scenario, level, language and seed.
    """

    schema_: Literal["plan/v1"] = Field(alias="schema")
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    scenarios: tuple[str, ...] = Field(min_length=1)
    n: int = Field(default=1, ge=1, le=MOST)
    rollouts: int = Field(default=1, ge=1)
    seeds: tuple[int, ...] = Field(default=(0,), min_length=1)
    levels: tuple[str, ...] = Field(default=("",), min_length=1)
    locales: tuple[str, ...] = Field(default=("",), min_length=1)
    casts: tuple[Cast, ...] = Field(default=(Cast(),), min_length=1)
    set: dict[str, Any] = Field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan, its scenarios as they are written."""
        told = {name: getattr(self, name) for name in PlanFile.model_fields if name in _SAME}
        return Plan(**told, overrides=self.set)


_SAME = frozenset(Plan.model_fields)
_KIND = Kind("the plan", {(): PlanFile, ("casts", "*"): Cast})


def read_plan(path: Path) -> PlanFile:
    """The plan file at that path; ScenarioError with all that is wrong, each in its place."""
    text, _ = written(path, str(path), what="plan")
    reading = parse(text)
    problems = [Problem(str(path), *place, said) for place, said in reading.faults]
    if not problems and not isinstance(reading.tree, dict):
        problems = [_not_a_mapping(path, reading)]
    if problems:
        raise ScenarioError([str(each) for each in problems])
    try:
        return PlanFile.model_validate_json(orjson.dumps(reading.tree), strict=True)
    except ValidationError as error:
        found = findings(error, reading.tree, _KIND)
        wrong = sorted({placed(each, str(path), reading.marks) for each in found})
        raise ScenarioError([str(each) for each in wrong]) from None


def _not_a_mapping(path: Path, reading: Reading) -> Problem:
    place = reading.marks.get((), (1, 1))
    if reading.tree is None:
        return Problem(str(path), *place, "the file is empty")
    said = f"the file is {brief(reading.tree)}; a plan is a mapping of names to values"
    return Problem(str(path), *place, said)
