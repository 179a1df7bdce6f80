"""A player without words and without a model: the planner's moves alone, some microseconds each.

For games that are played on to see what a position is worth, not to be read.
"""

from dataclasses import dataclass

from society.domain.dialogue import Action, Utterance, View
from society.llm.model import Tell, nobody
from society.players.moves import Move
from society.players.planner import plan
from society.players.tactics import Tactics

PLAIN = Tactics()


@dataclass(frozen=True)
class MutePlayer:
    """Makes the planner's move and says nothing; where there is nothing to plan it passes."""

    tactics: Tactics = PLAIN
    name: str = "planner"

    async def speak(self, view: View, *, tell: Tell = nobody) -> Utterance:
        """The planned move without words; a pass where none has a worth or the last was refused."""
        move = None if view.refused else self.decide(view, chance=view.seed)
        return self._said(move.action if move else None)

    def decide(self, view: View, *, chance: int) -> Move | None:
        """The planned move, by the tactics of that chance; None where nothing can be planned."""
        return plan(view, self.tactics.drawn(chance))

    async def utter(self, view: View, move: Move, *, tell: Tell = nobody) -> Utterance:
        """The move without words."""
        return self._said(move.action)

    def _said(self, action: Action | None) -> Utterance:
        return Utterance(text="", action=action, player=self.name, planned=True)
