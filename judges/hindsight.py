"""After the end: which of a role's turns earned what the end is worth to it."""

from collections.abc import Mapping
from inspect import Parameter, Signature, signature
from typing import Any

from judges.attribution import blamed_by_model, keyed_by_model
from judges.credits import end_worth, even, own_turns, proportional, redistributed, worth
from judges.phrases import phrases
from judges.sources import written
from society import Dialogue, Model, Outcome, SocietyError, judge

ASKING = ("direct", "key_turn")
RECKONING = ("progress", "key_state", "uniform")


@judge(name="hindsight", scope="outcome")
class Hindsight:
    """The end's worth to a role, and what of it each of its turns earned: credits that add up.

    A turn that looked bad when it was made may have won the game; only the end can tell. Schemes:

    - `progress`: how each turn changed what the standing offer is worth to the role; the rest is
      for all alike, so a concession is charged (RUDDER, arXiv 1806.07857). Asks no model.
    - `key_state`: the turn that raised the standing offer most gets `key` of the whole, the others
      share the rest. Asks no model.
    - `uniform`: the same for every turn, the baseline of Sotopia-RL (arXiv 2508.03905).
    - `direct`: a model says for each turn, in the light of the end, how much of it is that turn's
      (0 to 10); these are the shares (utterance-level attribution, Sotopia-RL).
    - `key_turn`: a model names the turn on which the game turned; it gets `key` of the whole.

    Scripted openings earn nothing. No opinion where the scenario gives no utilities, or where
    `progress` and `key_state` find no offers.
    """

    def __init__(self, scheme: str = "progress", key: float = 0.7, window: int = 0) -> None:
        if scheme not in (*ASKING, *RECKONING):
            raise SocietyError(
                f"hindsight has no scheme {scheme!r}",
                hint=f"it has {', '.join((*RECKONING, *ASKING))}",
            )
        if not 0 < key <= 1:
            raise SocietyError(f"key is {key:g}, which is no share", hint="write 0.7")
        self.version = written("attribution", "credits", "phrases", "spotlight")
        self._scheme = scheme
        self._key = key
        self._window = window
        # A seat whose scheme asks no model is connected to none.
        if scheme in RECKONING:
            self.__signature__ = _without_model(signature(self.__call__))

    async def __call__(
        self, dialogue: Dialogue, role: str, outcome: Outcome, model: Model | None = None
    ) -> dict[str, Any] | None:
        """The end's worth to the role as its score, with the credits of its turns."""
        total = end_worth(outcome, role)
        turns = [turn.index for turn in own_turns(dialogue, role)]
        if total is None or not turns:
            return None
        if total == 0:
            return _verdict(total, even(turns, total), "the end is worth nothing to it")
        if model is not None:
            shares, why = await self._asked(dialogue, role, outcome, model, turns, total)
            return _verdict(total, shares, why)
        found = self._reckoned(dialogue, role, turns, total)
        return _verdict(total, found, self._scheme) if found else None

    async def _asked(
        self,
        dialogue: Dialogue,
        role: str,
        outcome: Outcome,
        model: Model,
        turns: list[int],
        total: float,
    ) -> tuple[dict[int, float], str]:
        words = phrases(dialogue.game.locale)
        end = words.ended.format(ended=outcome.ended, worth=total, role=role)
        asked = (model, dialogue, role, turns, end, self._window)
        if self._scheme == "direct":
            shares, why = await blamed_by_model(*asked)
            return proportional(shares, total), why
        turn, why = await keyed_by_model(*asked)
        return self._keyed(turns, turn, total), f"turn {turn}: {why}"

    def _reckoned(
        self, dialogue: Dialogue, role: str, turns: list[int], total: float
    ) -> dict[int, float] | None:
        if self._scheme == "uniform":
            return even(turns, total)
        changes = progress(dialogue, role)
        if not changes:
            return None
        if self._scheme == "progress":
            return redistributed(changes, total)
        best = max(changes, key=lambda turn: (changes[turn], turn))
        return self._keyed(turns, best, total) if changes[best] > 0 else None

    def _keyed(self, turns: list[int], key: int, total: float) -> dict[int, float]:
        others = [turn for turn in turns if turn != key]
        if not others:
            return {key: total}
        return {**even(others, total * (1 - self._key)), key: total * self._key}


def progress(dialogue: Dialogue, role: str) -> dict[int, float]:
    """How each of the role's turns changed what the standing offer is worth to it, on [-1, 1].

    Empty where nothing was ever offered, or the scenario gives offers no worth.
    """
    if all(turn.standing is None for turn in dialogue.turns):
        return {}
    before = [None, *(turn.standing for turn in dialogue.turns)]
    return {
        turn.index: worth(turn.standing, role) - worth(before[turn.index], role)
        for turn in own_turns(dialogue, role)
    }


def _verdict(total: float, shares: Mapping[int, float], why: str) -> dict[str, Any]:
    """The score, with credits that add up to it to the last bit."""
    last = max(shares)
    exact = {**shares, last: total - sum(each for turn, each in shares.items() if turn != last)}
    shown = ", ".join(f"{turn}: {credit:+.2f}" for turn, credit in sorted(exact.items()))
    return {"score": total, "credits": exact, "critique": f"{why}\n{shown}"}


def _without_model(whole: Signature) -> Signature:
    kept: list[Parameter] = [each for name, each in whole.parameters.items() if name != "model"]
    return whole.replace(parameters=kept)
