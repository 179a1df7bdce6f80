"""A rubric asked in yes/no questions: a criterion's score is the probability of "yes".

After generative verifiers (arXiv 2408.15240): a token's probability is finer than a number that the
model writes down. With several samples each first writes its reasons, and their means count.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from judges.choosing import NO, YES, Untold, leaning
from judges.phrases import Phrases
from society import Judgement, Message, Model, Sampling


class Verified(NamedTuple):
    """P(yes) of each criterion, and the least belief that yes and no had together."""

    parts: dict[str, float]
    mass: float


async def verify(
    model: Model,
    shown: Sequence[Message],
    questions: Mapping[str, str],
    words: Phrases,
    *,
    think: Sampling | None = None,
) -> Verified | Judgement:
    """P(yes) to every question about what was shown; an unscored judgement where there is none.

    `words` are the sentences around them. With `think` the model writes its reasons first, drawn
    so, and answers in their light. What changes comes last, so that a prompt cache keeps the rest.
    """
    thought = words.read
    if think:
        wish = Message(role="user", content=words.think)
        read = [*shown, Message(role="assistant", content=words.read), wish]
        thought = (await model.ask(read, sampling=think)).text
    parts, mass = {}, 1.0
    for name, question in questions.items():
        asked = [
            *shown,
            Message(role="assistant", content=thought),
            Message(role="user", content=words.yes_or_no.format(question=question)),
        ]
        said = await leaning(model, asked, YES, NO)
        if isinstance(said, Untold):
            return said.judgement
        parts[name], mass = said.share, min(mass, said.mass)
    return Verified(parts, mass)
