"""A model that is never asked: how large the prompts are that were meant for it.

Law: nothing is sent, loaded or fetched.
"""

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from society.batch.billing import kind
from society.casting import Table
from society.domain.calls import Message, Sampling
from society.domain.dialogue import Dialogue, Turn
from society.domain.errors import ModelError
from society.llm.answers import prompt_estimate
from society.llm.asking import Question as Prompt
from society.llm.embedded import LARGE, SMALL
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.llm.remote import BOUND
from society.scenario.rules import rules_of

WORDS = "Let me think about what you said, and then tell you what I would like to have."
"""Stands for what is said in a turn that nobody has played."""


class Unasked:
    """A model that is never asked: it keeps the prompts that were meant for it."""

    speaks_json = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[tuple[tuple[Message, ...], Sampling]] = []

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, object] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """Keep the prompt; always ModelError, for there is no reply."""
        self.heard.append((tuple(messages), sampling))
        raise ModelError("an estimate asks no model", kind="empty")

    async def meant(self, speaking: Awaitable[object]) -> "Size | None":
        """The size of the first prompt that somebody has for this model; None without one."""
        before = len(self.heard)
        # The error is how the speaker learns that there is no reply.
        with suppress(ModelError):
            await speaking
        found = self.heard[before:]
        return size_of(*found[0]) if found else None


class Size(NamedTuple):
    """Tokens of a prompt, about and at most, and how many its reply may have, where it says so."""

    about: int
    most: int
    reply: int | None = None


class Prompts(NamedTuple):
    """A prompt at the beginning and some turns later: how large it is, and how it grows."""

    first: Size
    later: Size
    turns: int

    def growth(self, words: Size) -> Size:
        """What an earlier turn that says `words` adds; nothing where earlier turns are not told."""
        steps = [
            (after - before, said, own)
            for before, after, said, own in zip(
                self.first[:2], self.later[:2], _WORDS[:2], words[:2], strict=True
            )
        ]
        about, most = (
            max(0, -(-step // self.turns) - said) + own if step > 0 else 0
            for step, said, own in steps
        )
        return Size(about, most)


def longest(model: str, prompt: Size) -> int:
    """Tokens of the longest reply: the prompt's own limit, or else the model's."""
    if prompt.reply is not None:
        return prompt.reply
    usual = {"embedded": SMALL.max_tokens, "gguf": LARGE.max_tokens}.get(kind(model))
    return usual or BOUND


def talk(table: Table, turns: int) -> Dialogue:
    """A dialogue of so many turns in which nobody says anything of interest."""
    order = rules_of(table.game).roles
    dialogue = Dialogue(game=table.game)
    for at in range(turns):
        dialogue = dialogue.say(Turn(index=at, role=order[at % len(order)], text=WORDS))
    return dialogue


def size_of(messages: Sequence[Message], sampling: Sampling) -> Size:
    """How large a request of these messages is."""
    most = Prompt(tuple(messages), {}).most_prompt
    return Size(prompt_estimate(messages), most, sampling.max_tokens)


_WORDS = size_of((Message(role="user", content=WORDS),), DEFAULT)
