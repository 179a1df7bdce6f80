"""How a policy is trained: the method, and the numbers that it takes."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from society.domain.value import Value

Method = Literal["sft", "dpo", "kto"]

FORMATS: Mapping[Method, str] = MappingProxyType(
    {"sft": "trl-sft-turns", "dpo": "trl-dpo", "kto": "trl-kto"}
)
"""The export format that each method reads."""

RATES: Mapping[Method, float] = MappingProxyType({"sft": 1e-3, "dpo": 2e-4, "kto": 2e-4})
"""The learning rate of each method where none is named."""

HELD_ROWS = 24
"""Held-out rows whose loss is taken before and after: enough to tell, few enough to wait for."""

SPEED = 200.0
"""Tokens a second that two cores learn from."""

OVERHEAD, LOADING = 1.5, 60.0
"""Seconds of a step whatever its length, and until the first one begins."""


class Recipe(Value):
    """The numbers of a training.

    `rate` 0 is the method's own. `batch` rows make a step; rows longer than `longest` tokens are
    left out, never cut. Layers below `first_layer` stay as they are. Every `keep` steps a
    checkpoint is kept. `held` is the share of games that is set aside. `threads` 0 is torch's own.
    """

    method: Method = "sft"
    steps: int = Field(default=100, ge=1)
    rank: int = Field(default=8, ge=1, le=256)
    rate: float = Field(default=0.0, ge=0)
    batch: int = Field(default=4, ge=1)
    longest: int = Field(default=1024, ge=16)
    first_layer: int = Field(default=0, ge=0)
    seed: int = Field(default=0, ge=0)
    keep: int = Field(default=20, ge=1)
    held: float = Field(default=0.1, ge=0, lt=1)
    threads: int = Field(default=0, ge=0)

    @property
    def learning_rate(self) -> float:
        """The rate that counts."""
        return self.rate or RATES[self.method]

    @property
    def alpha(self) -> int:
        """How much the adapter counts: twice its rank, as is usual."""
        return 2 * self.rank

    @property
    def format(self) -> str:
        """The export format that is read."""
        return FORMATS[self.method]


class Task(Value):
    """What a trainer is given, as values: it runs in a process of its own.

    `base` is a GGUF file or a Hugging Face directory, `worn` the adapter that is learned on from,
    `data` the folder of the export, `out` where checkpoints and what is made are left.
    """

    recipe: Recipe
    base: Path
    worn: Path | None = None
    data: Path
    out: Path
    title: str
    resume: bool = False


class Step(Value):
    """How far a training is; `seconds` is what the steps of this run took."""

    step: int
    steps: int
    loss: float
    seconds: float
    done: int = 0

    @property
    def left(self) -> float | None:
        """Seconds to go, None before anything is known."""
        return self.seconds / self.done * (self.steps - self.step) if self.done else None


class Learned(Value):
    """What a trainer came to: the file or folder that it left, and the figures of its card.

    `held` is the loss on rows of games that were set aside, before and after.
    """

    model: str
    rows: int = 0
    left_out: int = 0
    tokens: int = 0
    trained: int = 0
    steps: int = 0
    losses: tuple[tuple[int, float], ...] = ()
    held: tuple[float, float] | None = None
    held_rows: int = 0
    seconds: float = 0.0
    versions: dict[str, str] = Field(default_factory=dict)
