"""A player without words and without a model: the planner's moves alone, some microseconds each.

For games that are played on to see what a position is worth, not to be read.
"""

from dataclasses import dataclass

from society.domain.dialogue import Utterance, View
from society.llm.model import Tell, nobody
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
        move = None if view.refused else plan(view, self.tactics.drawn(view.seed))
        action = move.action if move else None
        return Utterance(text="", action=action, player=self.name, planned=True)
