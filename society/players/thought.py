"""How much a player thinks before it speaks, as people write it: `best-of-8`, `mcts:32x6`."""

import re
from typing import Literal, Self

from pydantic import Field

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
        best, k, beam, width, deep, keep, _, simulations, depth = found.groups()
        if best:
            return cls(method="best-of", width=int(k))
        if beam:
            share = {"keep": float(keep)} if keep else {}
            return cls(method="beam", width=int(width), depth=int(deep), **share)
        return cls(method="mcts", width=8, simulations=int(simulations), depth=int(depth))

    def __str__(self) -> str:
        if self.method == "best-of":
            return f"best-of-{self.width}"
        if self.method == "beam":
            return f"beam:{self.width}x{self.depth}@{self.keep:g}"
        return f"mcts:{self.simulations}x{self.depth}"
