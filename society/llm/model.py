"""A model as the house sees one: messages in, a reply out, everything on the way told."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from pydantic import Field, SkipValidation

from society.domain.calls import Heard, Message, Sampling, Usage
from society.domain.value import Value
from society.llm.strict_json import parsed


class Logprob(Value):
    """One token with its log-probability and its likeliest alternatives."""

    token: str
    logprob: float
    top: dict[str, float] = Field(default_factory=dict)


class Reply(Value):
    """A usable reply. `texts` holds all n choices, `text` the first.

    `finish` is stop or length: empty, refused and broken replies are raised as ModelError.
    `form` is the JSON schema that was asked for. `call` is the ledger's id of the call; `raw` is
    base64 of the bytes where they had to be mended.
    """

    text: str
    texts: tuple[str, ...] = ()
    form: SkipValidation[Mapping[str, Any]] | None = Field(default=None, exclude=True, repr=False)
    finish: str = "stop"
    usage: Usage = Usage()
    cost: float | None = None
    seconds: float = 0.0
    model: str = ""
    call: str = ""
    logprobs: tuple[Logprob, ...] = ()
    raw: str = ""

    @cached_property
    def data(self) -> dict[str, Any] | None:
        """The object that the text is, where a schema was asked for and the model kept to it."""
        return parsed(self.text, self.form)


class Tell(Protocol):
    """Hears what a call tells while it runs: streamed text, attempts, waits."""

    def __call__(self, heard: Heard, /) -> None:
        """Hear one thing; never blocks, never raises."""


def nobody(heard: Heard, /) -> None:
    """Hears nothing."""


DEFAULT = Sampling()


class Model(Protocol):
    """One chat model behind a name."""

    @property
    def name(self) -> str:
        """The name it was asked for, `embedded` or `openai/gpt-…`."""

    @property
    def speaks_json(self) -> bool:
        """Whether a JSON schema constrains its replies."""

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
        """One reply, retried within bounds; ModelError with its kind where there is none.

        `grammar` (GBNF) is kept to by llama.cpp models and ignored by others. Text is streamed to
        `tell` only where it is stored whole afterwards; one HTTP request is one Attempt told.
        """


Connect = Callable[[str], Model]
"""From a model's name to a live model."""
