"""A model that tells how likely each of its words was."""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from society.domain.calls import Message, Sampling
from society.llm.model import DEFAULT, Logprob, Reply, Tell, nobody

Belief = Mapping[str, float]


class Believer:
    """Answers with the likeliest word of a belief, one belief a question, the last ever after.

    A text in place of a belief is said without any log-probabilities. `heard` and `drawn` keep
    every prompt and how it was to be answered.
    """

    speaks_json = True
    name = "believer"

    def __init__(self, *beliefs: Belief | str) -> None:
        self.heard: list[tuple[Message, ...]] = []
        self.drawn: list[tuple[Sampling, int]] = []
        self._beliefs = beliefs

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """What it believes now."""
        belief = self._beliefs[min(len(self.heard), len(self._beliefs) - 1)]
        self.heard.append(tuple(messages))
        self.drawn.append((sampling, logprobs))
        if isinstance(belief, str):
            return Reply(text=belief, texts=(belief,), form=schema, model=self.name)
        top = {word: log(share) for word, share in belief.items()}
        first = max(top, key=top.__getitem__)
        told = (Logprob(token=first, logprob=top[first], top=top),)
        return Reply(text=first, texts=(first,), model=self.name, logprobs=told)
