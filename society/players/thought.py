"""How much a player thinks before it speaks, as people write it: `best-of-8`, `mcts:32x6`."""

import re
from typing import Literal, Self

from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value

Method = Literal["best-of", "beam", "mcts"]

_WRITTEN = re.compile(r"(best-of)-(\d+)|(beam):(\d+)x(\d+)(?:@(\d*\.?\d+))?|(mcts):(\d+)x(\d+)")
EXAMPLES = "best-of-8, beam:8x3, beam:8x3@0.25, mcts:32x6"


class Thought(Value):
    """A search setting. `width` is how many replies of its own are considered.

    `simulations` and `depth` are MCTS's; `depth` is a beam's, too, and `keep` the share of each of
    its levels that goes on. `worlds` is how many ways the hidden part could be are imagined, and
    `rollouts` how often each position is played on to value it.
    """

    method: Method
    width: int = Field(ge=1, le=256)
    depth: int = Field(default=1, ge=1, le=64)
    simulations: int = Field(default=1, ge=1, le=100_000)
    keep: float = Field(default=0.25, gt=0, le=1)
    worlds: int = Field(default=8, ge=1, le=256)
    rollouts: int = Field(default=2, ge=1, le=64)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The setting that a text says.

        >>> Thought.parse("mcts:32x6").simulations
        32
        """
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise SocietyError(f"{text!r} is no way to search", hint=f"write {EXAMPLES}")
        try:
            return cls.model_validate(_told(*found.groups()))
        except ValidationError as error:
            where, why = error.errors()[0]["loc"][0], error.errors()[0]["msg"]
            raise SocietyError(f"{text!r}: {where}: {why}", hint=f"write {EXAMPLES}") from None

    def __str__(self) -> str:
        if self.method == "best-of":
            return f"best-of-{self.width}"
        if self.method == "beam":
            return f"beam:{self.width}x{self.depth}@{self.keep:g}"
        return f"mcts:{self.simulations}x{self.depth}"


def _told(*groups: str | None) -> dict[str, str | None]:
    best, k, beam, width, deep, keep, _, simulations, depth = groups
    if best:
        return {"method": best, "width": k}
    if beam:
        told = {"method": beam, "width": width, "depth": deep}
        return told | ({"keep": keep} if keep else {})
    return {"method": "mcts", "width": "8", "simulations": simulations, "depth": depth}
