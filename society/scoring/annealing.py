"""How much of the pay is for trying, and how that gives way to pay for winning. Pure."""

from math import cos, pi
from typing import Literal

from pydantic import Field, model_validator

from society.domain.value import Value

Course = Literal["linear", "cosine", "success"]
"""By how much of the run is over, evenly or gently at both ends; or by how often it wins."""


class Schedule(Value):
    """The weight of exploration from `start` to `end`; what is left of 1 is for competition.

    `over` is the share of the run after which it has come to its end. By success it falls while
    the rate rises from `low` to `high`, and rises again where the rate falls.
    """

    course: Course = "cosine"
    start: float = Field(default=0.6, ge=0, le=1)
    end: float = Field(default=0.0, ge=0, le=1)
    over: float = Field(default=0.7, gt=0, le=1)
    low: float = Field(default=0.2, ge=0, le=1)
    high: float = Field(default=0.6, ge=0, le=1)

    @model_validator(mode="after")
    def _rises(self) -> "Schedule":
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self

    def weight(self, done: float, rate: float) -> float:
        """The weight of exploration after that share of the run, at that rate of success.

        >>> Schedule(course="linear", start=0.6, over=1.0).weight(0.5, 0.0)
        0.3
        """
        if self.course == "success":
            passed = (rate - self.low) / (self.high - self.low)
        else:
            passed = done / self.over
        passed = min(1.0, max(0.0, passed))
        if self.course == "cosine":
            passed = (1 - cos(pi * passed)) / 2
        return self.start + (self.end - self.start) * passed
