"""What every value of the house has in common: frozen, closed to unknown fields, finite."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen pydantic value; `model_copy(update=…)` makes the next one."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
