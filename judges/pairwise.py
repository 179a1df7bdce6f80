"""A language model says which of two continuations is better for what a role should do."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from judges.choosing import Untold, leaning
from judges.phrases import Phrases, phrases
from judges.rubric_sheet import Criterion, editions, weighed
from judges.samples import checked, drawn, spread
from judges.sources import written
from judges.spotlight import exhibit
from society import Dialogue, Judgement, Message, Model, Sampling, SocietyError, Turn, judge

MODES = ("score", "verify")
PARTS = ("choosing", "phrases", "rubric_sheet", "samples", "spotlight")
WORTH = {"A": 1.0, "tie": 0.5, "B": 0.0}


class Better(BaseModel):
    """A reason, and only then the better one."""

    model_config = ConfigDict(extra="forbid")

    reason: str
    better: Literal["A", "B", "tie"]


@judge(name="pairwise", scope="pair")
class Pairwise:
    """Which of two ways to go on is better, in one order; society asks every pair in both.

    What counts are the criteria of `rubric`, chosen and weighed as for the judge `rubric`. `mode:
    score` asks for a reason and then A, B or tie; `mode: verify` takes the probability of A
    against B, and needs a model that tells the log-probabilities of its words. `samples` verdicts
    of mode score are averaged. The score is P(the first is better).
    """

    def __init__(
        self,
        rubric: str = "general",
        criteria: Mapping[str, float] | None = None,
        here: Path | None = None,
        describe: Mapping[str, str] | None = None,
        window: int = 40,
        mode: str = "score",
        samples: int = 1,
        temperature: float | None = None,
    ) -> None:
        if mode not in MODES:
            raise SocietyError(f"pairwise has no mode {mode!r}", hint=f"it has {', '.join(MODES)}")
        if mode == "verify" and samples != 1:
            raise SocietyError(
                "a probability is the same in every sample", hint="leave samples out, or mode"
            )
        self._editions = editions(rubric, here)
        self._described = {name: Criterion(about=about) for name, about in (describe or {}).items()}
        sheet = self._editions.sheet
        weights = weighed(sheet.name, {**sheet.criteria, **self._described}, criteria or {})
        self._ranked = sorted(weights, key=lambda name: -weights[name])
        self.version = hashlib.sha256((self._editions.text + written(*PARTS)).encode()).hexdigest()
        self._window = window
        self._verify = mode == "verify"
        self._samples = samples
        self._temperature = checked(samples, temperature)

    async def __call__(
        self, dialogue: Dialogue, first: Dialogue, second: Dialogue, role: str, model: Model
    ) -> dict[str, Any] | tuple[float, str] | Judgement:
        """P(the first continuation is better), with the reason; 0.5 is a tie."""
        at = len(dialogue.turns)
        ways = {"A": first.turns[at:], "B": second.turns[at:]}
        if _said(ways["A"]) == _said(ways["B"]):
            return 0.5, "both are the same"
        words, locale = phrases(dialogue.game.locale), dialogue.game.locale
        if self._verify:
            return await _leaning(model, self._shown(dialogue, role, ways, words.letter), words)
        asked = self._shown(dialogue, role, ways, words.better.format(locale=locale))
        return await self._named(dialogue, model, asked)

    async def _named(
        self, dialogue: Dialogue, model: Model, asked: list[Message]
    ) -> dict[str, Any]:
        heard = [
            await model.fill(asked, Better, sampling=sampling) for sampling in self._drawn(dialogue)
        ]
        scores = [WORTH[each.better] for each in heard]
        critique = f"{heard[0].better}: {heard[0].reason.strip()}"
        return {"score": fmean(scores), "critique": critique, "facts": spread(scores)}

    def _drawn(self, dialogue: Dialogue) -> list[Sampling]:
        return drawn(dialogue, self._temperature, self._samples, 240)

    def _shown(
        self, dialogue: Dialogue, role: str, ways: Mapping[str, tuple[Turn, ...]], form: str
    ) -> list[Message]:
        shown = exhibit(dialogue, role, window=self._window, ways=ways)
        name, words = dialogue.game.role(role).name, phrases(dialogue.game.locale)
        known = {**self._editions.spoken(dialogue.game.locale).criteria, **self._described}
        listed = (words.criterion.format(name=n, about=known[n].about) for n in self._ranked)
        criteria = "\n".join(listed)
        two = words.two_ways.format(key=shown.key, name=name, role=role, criteria=criteria)
        return [
            Message(role="system", content="\n\n".join([shown.law, two, form])),
            Message(role="user", content=shown.content),
        ]


async def _leaning(
    model: Model, shown: list[Message], words: Phrases
) -> dict[str, Any] | Judgement:
    asked = [
        *shown,
        Message(role="assistant", content=words.read_both),
        Message(role="user", content=words.which),
    ]
    said = await leaning(model, asked, frozenset({"a"}), frozenset({"b"}))
    if isinstance(said, Untold):
        return said.judgement
    return {"score": said.share, "critique": f"P(A) {said.share:.2f}", "facts": {"mass": said.mass}}


def _said(turns: tuple[Turn, ...]) -> list[tuple[str, str, str]]:
    return [(turn.role, turn.text, str(turn.action)) for turn in turns]
