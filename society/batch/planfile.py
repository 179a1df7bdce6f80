"""Plan files: the matrix of a batch as YAML, read as strictly as a scenario."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from society.batch.plan import MOST, Cast, Plan
from society.domain.errors import ScenarioError
from society.domain.value import Value
from society.scenario.problems import Finding, Problem, placed
from society.scenario.reading import MAX_BYTES, parse


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


def read_plan(path: Path) -> PlanFile:
    """The plan file at that path; ScenarioError with all that is wrong, each in its place."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise ScenarioError([f"{path}: {fault}"], hint="give the path of a plan file") from fault
    if len(raw) > MAX_BYTES:
        raise ScenarioError([f"{path}: a plan file may have at most {MAX_BYTES:,} bytes"])
    reading = parse(text)
    problems = [Problem(str(path), *place, said) for place, said in reading.faults]
    if problems or not isinstance(reading.tree, dict):
        raise ScenarioError([str(each) for each in problems] or [f"{path}: it is not a mapping"])
    try:
        return PlanFile.model_validate(reading.tree)
    except ValidationError as error:
        found = [placed(_finding(each), str(path), reading.marks) for each in error.errors()]
        raise ScenarioError([str(each) for each in found]) from None


def _finding(fault: Mapping[str, Any]) -> Finding:
    return Finding(tuple(fault["loc"]), str(fault["msg"]))
