"""What guides said of the replies of one turn, told as it comes, so that it outlives a break.

Law: a reply that has its verdict is put to no guide again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from society.domain.dialogue import Draft, Turn
from society.llm.model import Tell
from society.players.candidates import Candidate, key


@dataclass(frozen=True)
class Verdicts:
    """The replies that are weighed; `known` has the verdict in [0, 1] of each by its key."""

    found: Sequence[Candidate]
    known: dict[str, float]
    tell: Tell

    @classmethod
    def of(cls, found: Sequence[Candidate], tell: Tell) -> Self:
        """Those of before a break."""
        known = {each.key: each.value for each in found if each.value is not None}
        return cls(found, known, tell)

    def hear(self, turn: Turn, value: float) -> None:
        """Tell the verdict on a reply, once, as the draft that it is with its value."""
        at = key(turn.text, turn.action)
        said = next((each.said for each in self.found if each.key == at), None)
        # A move that the rules refuse is imagined without it, and is then no reply of these.
        if said is not None and at not in self.known:
            self.known[at] = value
            told = {"text": said.text, "action": said.action, "calls": said.calls}
            self.tell(Draft(value=value, **told))
