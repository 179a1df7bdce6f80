"""The same role at the same moment, by another chance: what else it could have said."""

import hashlib
from dataclasses import dataclass, replace

from society.domain.dialogue import Utterance, View
from society.llm.model import Tell, nobody
from society.players.llm import LlmPlayer
from society.players.planned import PlannedPlayer
from society.players.player import Player


@dataclass(frozen=True)
class Otherwise:
    """Speaks as `own` does, by the `n`th other chance (from 1); 0 is the player's own.

    What was sampled by the own chance is of no use to another one.
    """

    own: Player
    n: int

    @property
    def name(self) -> str:
        """The player's own."""
        return self.own.name

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """One reply; ModelError where its model gives none."""
        if not self.n:
            return await self.own.speak(view, tell=tell)
        seed = int.from_bytes(hashlib.sha256(f"{view.seed}:{self.n}".encode()).digest()[:4]) >> 1
        view = view.model_copy(update={"seed": seed, "drafted": ()})
        return await _unbound(self.own).speak(view, tell=tell)


def _unbound(player: Player) -> Player:
    """The player without a seed of its own, which would say the same whatever the chance."""
    if isinstance(player, LlmPlayer | PlannedPlayer) and player.sampling.seed is not None:
        free = player.sampling.model_copy(update={"seed": None})
        return replace(player, sampling=free)
    return player
