"""A generation: who was to be promoted, whom it met, and what was decided on which figures."""

from typing import Any, Literal

from pydantic import Field

from society.domain.value import Value


class Generation(Value):
    """One step of an evolution. `policy` is the label of who stands after it.

    `candidate` is the label of who was at the gate, empty where nothing better was found; `given`
    is the policy that it all began with. `report` holds the figures (`selfplay.report`).
    """

    evolution: str
    number: int = Field(ge=0)
    policy: str
    candidate: str = ""
    verdict: Literal["given", "promoted", "rejected"] = "given"
    report: dict[str, Any] = Field(default_factory=dict)
    created: str = ""
