"""What a curriculum pays for trying: moves not made before, words not said before."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from judges.credits import own_turns
from judges.ngrams import counted, likeness
from judges.sources import written
from society import Archive, Dialogue, SocietyError, Turn, judge

WEIGHTS = {"words": 0.5, "move": 0.25, "action": 0.25}


@judge(name="exploration", scope="turn")
class Exploration:
    """How new a turn is, in three parts; those that a turn cannot have are left out of the mean.

    - `words`: 1 less the likeness to the nearest of the role's earlier words in this dialogue and
      of the last `most` texts stored of it in this scenario (character runs).
    - `move`: 1 / sqrt(1 + n) where the role made this very move n times before in the dialogue
      (a count-based bonus, arXiv 1606.01868); 0 where the move was illegal.
    - `action`: 1 where it is a legal action that the role had not used yet, else 0.

    It says nothing about whether the turn was any good: a curriculum mixes it with `competition`,
    much of it early and little of it late.
    """

    def __init__(self, weights: Mapping[str, float] | None = None, most: int = 300) -> None:
        chosen = {**WEIGHTS, **(weights or {})}
        strange = [name for name in chosen if name not in WEIGHTS]
        if strange or min(chosen.values()) < 0 or not sum(chosen.values()):
            raise SocietyError(
                f"exploration cannot weigh {dict(weights or {})}",
                hint=f"it has {', '.join(WEIGHTS)}; weights are 0 or more, and not all 0",
            )
        self.version = written("credits", "ngrams")
        self._weights = {name: weight for name, weight in chosen.items() if weight}
        self._most = most

    def __call__(
        self, turn: Turn, dialogue: Dialogue, archive: Archive | None = None
    ) -> dict[str, Any] | None:
        """The weighted mean of the parts that the turn has."""
        before = [past for past in own_turns(dialogue, turn.role) if past.index < turn.index]
        known = [past.text for past in before if past.text.strip()]
        if archive and "words" in self._weights:
            scenario = dialogue.game.scenario.id
            known += archive.texts(scenario=scenario, role=turn.role, limit=self._most)
        parts = {**_words(turn, known), **_moves(turn, before)}
        heard = {name: parts[name] for name in self._weights if name in parts}
        if not heard:
            return None
        total = sum(self._weights[name] for name in heard)
        return {
            "score": sum(self._weights[name] * part for name, part in heard.items()) / total,
            "critique": ", ".join(f"{name} {part:.2f}" for name, part in heard.items()),
            "criteria": heard,
        }


def _words(turn: Turn, known: list[str]) -> dict[str, float]:
    """Nothing of a bare move, nor where there is nothing to compare with."""
    said = [text for text in known if text.strip()]
    if not turn.text.strip() or not said:
        return {}
    return {"words": 1 - float(likeness(counted([turn.text]), counted(said)).max())}


def _moves(turn: Turn, before: list[Turn]) -> dict[str, float]:
    if turn.action is None:
        return {}
    if "illegal" in turn.flags:
        return {"move": 0.0, "action": 0.0}
    made = [past.action for past in before if past.action]
    same = sum(move == turn.action for move in made)
    fresh = turn.action.name not in {move.name for move in made}
    return {"move": 1 / sqrt(1 + same), "action": float(fresh)}
