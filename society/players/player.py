"""A player: whoever speaks for a role. It sees a View and nothing else."""

from typing import Protocol

from society.domain.dialogue import Utterance, View
from society.llm.model import Tell, nobody


class Player(Protocol):
    """Speaks for one role."""

    @property
    def name(self) -> str:
        """How it is known in transcripts and in the store: `planned:embedded`, `llm:openai/…`."""

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """One reply; ModelError where its model gives none."""
