"""What an evaluator is asked about, in the shapes that libraries share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from society.domain.dialogue import Dialogue, Turn


@dataclass(frozen=True)
class Asked:
    """A turn (or the whole, with none) of one role, which the library sees as the assistant."""

    dialogue: Dialogue
    role: str
    turn: Turn | None
    reference: Any
    params: Mapping[str, Any]

    @property
    def messages(self) -> list[dict[str, str]]:
        """All that was said, as chat messages."""
        return [self._message(turn) for turn in self.dialogue.turns]

    @property
    def before(self) -> list[dict[str, str]]:
        """What the assistant answered to: nothing where the whole is judged."""
        return self.messages[:-1] if self.turn else []

    @property
    def after(self) -> list[dict[str, str]]:
        """What is judged: the turn, or all that was said."""
        return self.messages[-1:] if self.turn else self.messages

    @property
    def text(self) -> str:
        """What is judged, as text: the turn's words, or the transcript."""
        return self.turn.text if self.turn else self.dialogue.text()

    @property
    def situation(self) -> str:
        """What everybody knows of the game."""
        game = self.dialogue.game
        return "\n".join(part for part in (game.title, game.context) if part)

    def _message(self, turn: Turn) -> dict[str, str]:
        move = f" [{turn.action}]" if turn.action else ""
        speaker = "assistant" if turn.role == self.role else "user"
        return {"role": speaker, "content": f"{turn.text}{move}".strip()}
