"""What every value of the house has in common: frozen, closed to unknown fields, finite."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Kept = TypeVar("Kept")


class Value(BaseModel):
    """A frozen pydantic value; `model_copy(update=…)` makes the next one."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Same(Generic[Kept]):
    """A key that is equal to itself alone: of a frozen value whatever is worked out holds."""

    __slots__ = ("value",)

    def __init__(self, value: Kept) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value
