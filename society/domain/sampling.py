"""How a model draws a reply."""

from typing import Any

from pydantic import Field

from society.domain.value import Value


class Sampling(Value):
    """How a reply is drawn; None leaves a value to the model's own default."""

    temperature: float | None = Field(default=None, ge=0, le=5)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1)
    seed: int | None = None
    stop: tuple[str, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict)

    def over(self, other: "Sampling | None") -> "Sampling":
        """This sampling, with `other` filling what this one leaves open."""
        if other is None:
            return self
        mine = self.model_dump(exclude_defaults=True)
        return Sampling.model_validate({**other.model_dump(exclude_defaults=True), **mine})
