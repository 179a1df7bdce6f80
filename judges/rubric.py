"""A language model judges by a written rubric: in scores with reasons, or in yes/no questions."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from judges import rubric_marks
from judges.phrases import phrases
from judges.rubric_sheet import Criterion, editions, mean, names, read, weighed
from judges.rubric_verify import verify
from judges.samples import checked, drawn, mean_of, spread
from judges.sources import written
from judges.spotlight import exhibit
from society import Dialogue, Judgement, Message, Model, Sampling, SocietyError, Turn, judge

__all__ = ["MODES", "Rubric", "names", "read"]

MODES = ("score", "verify")
PARTS = (
    *("rubric_marks", "rubric_sheet", "rubric_verify"),
    *("choosing", "phrases", "samples", "spotlight"),
)


@judge(name="rubric", scope="turn", embedded="verifier")
class Rubric:
    """A model reads the dialogue and scores one turn, or one role's whole part, by a rubric.

    `rubric` names one that ships (finance, general, law, negotiation, persuasion, support,
    teaching) or a .md file in the scenario's folder, in Chinese games with the words of the
    .zh.md beside it. `criteria` chooses and weighs its criteria;
    `describe` adds some: {name: what to look at}. `window` is how many of the last turns are
    shown, 0 for all.

    The small embedded model cannot do this: turn by turn `verifier` stands in where it is seated.

    `mode: score` asks for a number in JSON, its reason first; with `evidence` each must rest on
    words that the judged role said. `mode: verify` asks a yes/no question for every criterion and
    takes the probability of "yes" (arXiv 2408.15240): it needs a model that tells the
    log-probabilities of its words, as the embedded one does. `samples` verdicts, drawn with
    `temperature`, are averaged; verified, each first writes its reasons.
    """

    def __init__(
        self,
        rubric: str = "general",
        criteria: Mapping[str, float] | None = None,
        here: Path | None = None,
        describe: Mapping[str, str] | None = None,
        window: int = 40,
        evidence: bool = False,
        mode: str = "score",
        samples: int = 1,
        temperature: float | None = None,
    ) -> None:
        if mode not in MODES:
            raise SocietyError(f"rubric has no mode {mode!r}", hint=f"it has {', '.join(MODES)}")
        self._editions = editions(rubric, here)
        self.sheet = self._editions.sheet
        self.version = hashlib.sha256((self._editions.text + written(*PARTS)).encode()).hexdigest()
        self._described = {name: Criterion(about=about) for name, about in (describe or {}).items()}
        known = {**self.sheet.criteria, **self._described}
        self.weights = weighed(self.sheet.name, known, criteria or {})
        self._window = window
        self._evidence = evidence
        self._mode = mode
        self._samples = samples
        self._temperature = checked(samples, temperature)

    async def __call__(
        self, dialogue: Dialogue, role: str, model: Model, turn: Turn | None = None
    ) -> dict[str, Any] | Judgement:
        """The weighted mean of the criteria, each on [0, 1], with what was said for them."""
        if self._mode == "verify":
            return await self._verified(dialogue, role, model, turn)
        return await self._scored(dialogue, role, model, turn)

    async def _scored(
        self, dialogue: Dialogue, role: str, model: Model, turn: Turn | None
    ) -> dict[str, Any]:
        scale, names = self.sheet.scale, tuple(self.weights)
        locale = dialogue.game.locale
        about = {name: each.about for name, each in self._known(locale).items()}
        form = rubric_marks.form(about, scale, locale, evidence=self._evidence)
        asked = self._shown(dialogue, role, turn, form)
        said = "\n".join(each.text for each in ([turn] if turn else dialogue.by(role)))
        shape = rubric_marks.shape(names, scale, said if self._evidence else None)
        read = [
            rubric_marks.read(await model.fill(asked, shape, sampling=sampling), names, scale)
            for sampling in self._drawn(dialogue, 120 + 150 * len(names))
        ]
        return self._verdict([parts for parts, _ in read], read[0][1])

    async def _verified(
        self, dialogue: Dialogue, role: str, model: Model, turn: Turn | None
    ) -> dict[str, Any] | Judgement:
        locale = dialogue.game.locale
        words = phrases(locale)
        shown = self._shown(dialogue, role, turn, words.questions)
        known = self._known(locale)
        questions = {name: each.question(name, locale) for name, each in known.items()}
        heard = []
        for sampling in self._drawn(dialogue, 160):
            think = sampling if self._samples > 1 else None
            said = await verify(model, shown, questions, words, think=think)
            if isinstance(said, Judgement):
                return said
            heard.append(said)
        verdict = self._verdict([said.parts for said in heard], "")
        reasons = [f"{name} P(yes) {share:.2f}" for name, share in verdict["criteria"].items()]
        facts = {**verdict.get("facts", {}), "mass": min(said.mass for said in heard)}
        return {**verdict, "critique": "\n".join(reasons), "facts": facts}

    def _shown(
        self, dialogue: Dialogue, role: str, turn: Turn | None, form: str
    ) -> tuple[Message, Message]:
        """What changes from turn to turn comes last, so that a prompt cache keeps the rest."""
        shown = exhibit(dialogue, role, window=self._window)
        guidance = self._editions.spoken(dialogue.game.locale).guidance
        parts = [guidance, form, shown.law, _asked(dialogue, role, turn)]
        return (
            Message(role="system", content="\n\n".join(parts)),
            Message(role="user", content=shown.content),
        )

    def _known(self, locale: str) -> dict[str, Criterion]:
        """The criteria that count, in that language."""
        known = {**self._editions.spoken(locale).criteria, **self._described}
        return {name: known[name] for name in self.weights}

    def _drawn(self, dialogue: Dialogue, tokens: int) -> list[Sampling]:
        return drawn(dialogue, self._temperature, self._samples, tokens)

    def _verdict(self, heard: list[dict[str, float]], critique: str) -> dict[str, Any]:
        parts = mean_of(heard)
        verdict = {"score": mean(parts, self.weights), "critique": critique, "criteria": parts}
        facts = spread([mean(each, self.weights) for each in heard])
        return {**verdict, "facts": facts} if facts else verdict


def _asked(dialogue: Dialogue, role: str, turn: Turn | None) -> str:
    name, words = dialogue.game.role(role).name, phrases(dialogue.game.locale)
    if turn:
        return words.one_turn.format(turn=turn.index, name=name)
    return words.whole_part.format(name=name, role=role)
