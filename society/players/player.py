"""A player: whoever speaks for a role. It sees a View and nothing else."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from society.domain.dialogue import Utterance, View
from society.llm.model import Tell, nobody
from society.players.moves import Move


class Player(Protocol):
    """Speaks for one role."""

    @property
    def name(self) -> str:
        """How it is known in transcripts and in the store: `planned:embedded`, `llm:openai/…`."""

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """One reply; ModelError where its model gives none."""


@runtime_checkable
class Decider(Player, Protocol):
    """A player that knows what it will do before it finds the words: to weigh it costs nothing."""

    def decide(self, view: View, *, chance: int) -> Move | None:
        """The move it would make if its nature were drawn by that chance; None: words decide."""

    async def utter(self, view: View, move: Move, *, tell: Tell = nobody) -> Utterance:
        """The move in words."""


@runtime_checkable
class Sampler(Player, Protocol):
    """A player whose model can be asked for several replies at once."""

    async def several(self, view: View, n: int, *, tell: Tell = nobody) -> Sequence[Utterance]:
        """Up to n replies of one request, those that can stand; ModelError where none can."""
