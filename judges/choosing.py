"""How likely a model is to answer with one of two words, from its tokens' log-probabilities."""

from collections.abc import Collection, Sequence
from math import exp
from typing import NamedTuple

from society import Judgement, Message, Model, Sampling

YES, NO = frozenset({"yes", "是", "是的"}), frozenset({"no", "否", "不", "不是"})
TOP = 20
"""As many alternatives as any endpoint tells."""
LEAST = 0.02
"""A model that gives less than this to both words together has not answered the question."""
_AROUND = " \t\r\n▁Ġ\"'`*([.,:)]。："


class Leaning(NamedTuple):
    """The share of the first word, and how much of the model's belief the two words have."""

    share: float
    mass: float


class Untold(NamedTuple):
    """Why there is no such share."""

    why: str

    @property
    def judgement(self) -> Judgement:
        """The reason as an answer of a judge: never a guess."""
        return Judgement(unscored="bad_reply", critique=self.why)


async def leaning(
    model: Model, messages: Sequence[Message], first: Collection[str], second: Collection[str]
) -> Leaning | Untold:
    """P(first word) over P(either word), of the first token that is no space.

    Case, spaces and punctuation around a word do not matter. Untold where the model gives no
    log-probabilities, or neither word is among its likeliest answers.
    """
    sampling = Sampling(temperature=0.0, max_tokens=3)
    reply = await model.reply(messages, sampling=sampling, logprobs=TOP)
    token = next((each for each in reply.logprobs if each.token.strip(_AROUND)), None)
    if token is None:
        return Untold(
            f"{model.name} gives no log-probabilities of its words; use mode: score, or a model "
            "that gives them"
        )
    likely = {**token.top, token.token: token.logprob}
    shares = [_mass(likely, words) for words in (first, second)]
    mass = sum(shares)
    if mass < LEAST:
        return Untold(f"{model.name} answered {token.token!r}, neither of the words asked for")
    return Leaning(shares[0] / mass, min(mass, 1.0))


def _mass(likely: dict[str, float], words: Collection[str]) -> float:
    return sum(exp(at) for token, at in likely.items() if token.strip(_AROUND).casefold() in words)
