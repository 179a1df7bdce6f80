"""A dialogue under way, with what is worked out once a turn and not again for each who asks."""

from dataclasses import dataclass
from typing import Self

from society.domain.dialogue import Dialogue, Draft, Turn
from society.play.sealing import sealed_dialogue, sealed_turn
from society.scoring.flags import plain


@dataclass(frozen=True)
class Talk:
    """`sealed` is the same dialogue, closed, as judges are given it; `words` is what was said.

    `drafted` are replies that were sampled for the next turn before a break.
    """

    dialogue: Dialogue
    sealed: Dialogue
    words: frozenset[str]
    drafted: tuple[Draft, ...] = ()

    @classmethod
    def of(cls, dialogue: Dialogue, drafted: tuple[Draft, ...] = ()) -> Self:
        """A dialogue as it stands."""
        words = frozenset(plain(turn.text) for turn in dialogue.turns)
        return cls(dialogue, sealed_dialogue(dialogue), words, drafted)

    def say(self, turn: Turn) -> "Talk":
        """The same with one turn more."""
        return Talk(
            self.dialogue.say(turn),
            self.sealed.say(sealed_turn(turn)),
            self.words | {plain(turn.text)},
        )
