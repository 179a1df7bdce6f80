"""The words of a move from a small model: short exercises, several tries, a mechanical pick.

A turn is put together of sentences that the model made one at a time: a reason or an answer, and
the statement of the move. Every sentence is the model's own; code only chooses among its tries.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from society.domain.calls import Sampling
from society.domain.dialogue import View
from society.llm.model import Model, Reply, Tell
from society.players import drills
from society.players.claims import Claim, claim, contradictions
from society.players.drills import Drill
from society.players.lexicon import chinese
from society.players.moves import Move
from society.players.stakes import leaning, spoken
from society.players.topics import said_to, topics

REASONS, STATEMENTS = 2, 3
LIKELY_ANSWER = 0.5
LIKELY_REASON = {"accept": 0.5, "leave": 0.5}
USUALLY = 0.9
REASON_LAST = 0.25
HOTTER = 0.1

WEIGHTS = {"copied": 0.4, "parroted": 0.6, "guessing": 1.5, "doubtful": 2.0}

PARDONED = frozenset({"guessing", "copied"})
"""Flaws of a statement that do not make it worse than silence."""

SMALL = Sampling(
    temperature=0.65,
    extra={"min_p": 0.1, "repeat_penalty": 1.0, "dry_multiplier": 0.0},
)
"""Penalties would forbid the very number that the sentence must hold."""


@dataclass
class Speech:
    """The sentences made so far for one turn, and the calls that they took."""

    model: Model
    view: View
    move: Move
    claim: Claim
    sampling: Sampling
    tell: Tell
    calls: list[str] = field(default_factory=list)

    def dice(self, what: str) -> Random:
        """Chance for one choice of this turn of this role: the same at every asking."""
        return Random(f"{what}:{self.view.seed}:{self.view.turn}:{self.sampling.seed}")


async def say(
    model: Model, view: View, move: Move, *, sampling: Sampling, tell: Tell
) -> tuple[str, tuple[str, ...]]:
    """The words of the move, and the ids of the calls they took. They never contradict it."""
    speech = Speech(model, view, move, claim(view, move), sampling.over(SMALL), tell)
    reason = await _reason(speech)
    statement = await _statement(speech, needed=not reason or len(speech.claim.labels) < 2)
    parts = [reason, statement]
    if move.kind == "accept" or speech.dice("order").random() < REASON_LAST:
        parts.reverse()
    return _joined(speech, parts), tuple(speech.calls)


def fluency(reply: Reply) -> float | None:
    """The mean log-probability of the reply's tokens; None where the model does not tell."""
    known = [token.logprob for token in reply.logprobs]
    return sum(known) / len(known) if known else None


async def _reason(speech: Speech) -> str:
    """A sentence beside the move; none where no try is worth saying."""
    if speech.dice("reason").random() > LIKELY_REASON.get(speech.move.kind, USUALLY):
        return ""
    for drill in _occasions(speech):
        text, flaws = await _best(speech, drill, REASONS)
        if text and not flaws:
            return text
    return ""


def _occasions(speech: Speech) -> Iterator[Drill]:
    """What there is to say, at most two: an answer to what was heard, or a fact."""
    view, side = speech.view, leaning(speech.view, speech.move)
    side = "more" if side == "less" and speech.move.kind == "accept" else side
    heard, facts = said_to(view), topics(view)
    answers = [drills.answer(view, side, heard)] if heard else []
    reasons = [drills.reason(view, side, fact) for fact in facts[:2]]
    if speech.dice("answer").random() < LIKELY_ANSWER:
        yield from [*answers, *reasons][:2]
    else:
        yield from reasons


async def _statement(speech: Speech, *, needed: bool) -> str:
    """The sentences that state the move: the sound ones, else the best where one is needed."""
    said = [await _best(speech, drill, STATEMENTS) for drill in _stated(speech)]
    sound = [text for text, flaws in said if text and PARDONED.issuperset(flaws)]
    fewest = min(said, key=lambda each: _weight(each[1]), default=("", []))
    return _joined(speech, sound or ([fewest[0]] if needed else []))


def _stated(speech: Speech) -> Iterator[Drill]:
    view, move, what = speech.view, speech.move, speech.claim
    if move.kind == "accept":
        yield drills.agreement(view, what)
    elif move.kind == "leave":
        yield drills.farewell(view)
    for issue in spoken(view, move, what, speech.dice("issues")):
        side = leaning(view, move, issue)
        if side == "none":
            yield drills.term(view, what, issue)
        else:
            yield drills.price(view, side, what, issue)


def _joined(speech: Speech, parts: Iterable[str]) -> str:
    """Sentences as one text, with the spaces that the language has."""
    return ("" if chinese(speech.view.locale) else " ").join(part for part in parts if part)


def _weight(flaws: list[str]) -> float:
    """How bad the flaws are together: dull is better than odd, odd better than senseless."""
    return sum(WEIGHTS.get(flaw, 1.0) for flaw in flaws)


def _bolder(sampling: Sampling, seed: int, again: int, tokens: int) -> Sampling:
    """The sampling of a try: every further one is drawn anew and a little hotter."""
    heat = (sampling.temperature or 0) + HOTTER * again
    update = {"seed": seed + again, "max_tokens": tokens, "temperature": heat}
    return sampling.model_copy(update=update)


def _flaws(text: str, drill: Drill, reply: Reply) -> list[str]:
    """What is wrong with a try: its own flaws, cut off, or without the value it is about."""
    found = drill.ear.flaws(text, drill.checks, fluency(reply))
    cut = ["cut"] if reply.finish == "length" else []
    return [*found, *cut, *([] if drill.value in text else ["mute"])]


async def _best(speech: Speech, drill: Drill, tries: int) -> tuple[str, list[str]]:
    """The first try without a flaw, else the one with the fewest; none that contradicts."""
    best: tuple[str, list[str]] = ("", ["silent"] * 9)
    seed = speech.dice(drill.messages[-1].content).getrandbits(30)
    for again in range(tries):
        reply = await speech.model.reply(
            drill.messages,
            sampling=_bolder(speech.sampling, seed, again, drill.tokens),
            grammar=drill.grammar,
            logprobs=1,
            purpose=f"turn:{speech.view.turn}",
            tell=speech.tell,
        )
        speech.calls.append(reply.call)
        text = " ".join(reply.text.split())
        if contradictions(text, speech.claim):
            continue
        flaws = _flaws(text, drill, reply)
        if _weight(flaws) < _weight(best[1]):
            best = (text, flaws)
        if not flaws or (again and flaws == ["copied"]):
            break
    return best
