"""The model as a judge has it: metered under the judge's name, with short ways to ask.

Judge authors know it as `society.Model`.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from society.domain.calls import Attempt, Heard, Message, Sampling
from society.llm.corrections import words
from society.llm.model import DEFAULT, Model, Reply, Tell, nobody

Form = TypeVar("Form", bound=BaseModel)
Prompt = str | Sequence[Message]

STEADY = Sampling(temperature=0.0)


class JudgeModel:
    """One judge's way to a model: each call is told with its purpose and noted for the judgement.

    `pause` is entered while the model is busy: its waiting has limits of its own and is not the
    judge's thinking time. What is said beside the judge's own words is in the language of `locale`,
    or of the prompt.
    """

    def __init__(
        self,
        model: Model,
        *,
        purpose: str = "judge",
        tell: Tell = nobody,
        scale: tuple[float, float] = (0.0, 1.0),
        pause: Callable[[], AbstractContextManager[None]] = nullcontext,
        locale: str = "",
    ) -> None:
        self._model = model
        self._purpose = purpose
        self._tell = tell
        self._scale = scale
        self._pause = pause
        self._locale = locale
        self._calls: dict[str, None] = {}

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def speaks_json(self) -> bool:
        """Whether a JSON schema constrains its replies."""
        return self._model.speaks_json

    @property
    def calls(self) -> tuple[str, ...]:
        """The ledger's ids of the calls made so far, the failed ones too."""
        return tuple(self._calls)

    async def ask(self, prompt: Prompt, *, sampling: Sampling = STEADY) -> Reply:
        """One free reply to a question; ModelError where there is none."""
        return await self.reply(_messages(prompt), sampling=sampling)

    async def score(
        self, prompt: Prompt, *, scale: tuple[float, float] | None = None
    ) -> tuple[float, str]:
        """A number on the judge's scale (or on `scale`) and the reason that came before it.

        A reply that breaks the form is asked for again with the error; then ModelError.
        """
        low, high = scale or self._scale
        asked = _messages(prompt)
        told = words(asked, self._locale).score.format(low=low, high=high)
        frame = Message(role="system", content=told)
        marked = await self.fill([frame, *asked], _scored(low, high))
        return marked.score, marked.reason  # type: ignore[attr-defined]

    async def fill(
        self, prompt: Prompt, form: type[Form], *, sampling: Sampling = STEADY, repairs: int = 2
    ) -> Form:
        """A reply in the shape of a pydantic model, its fields in the order they are declared.

        `repairs` times a broken reply is shown its error; then ModelError of kind bad_reply.
        """
        from society.llm.structured import ask

        filled, _ = await ask(
            self,
            _messages(prompt),
            form,
            sampling=sampling,
            purpose=self._purpose,
            tell=nobody,
            repairs=repairs,
            locale=self._locale,
        )
        return cast("Form", filled)

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "",
        tell: Tell = nobody,
    ) -> Reply:
        """As any model's, but purpose and ledger are always the judge's own."""
        with self._pause():
            reply = await self._model.reply(
                messages,
                sampling=sampling,
                schema=schema,
                grammar=grammar,
                n=n,
                logprobs=logprobs,
                purpose=self._purpose,
                tell=self._hear,
            )
        self._note(reply.call)
        return reply

    @staticmethod
    def number(low: float, high: float) -> Any:
        """A type for forms: a number in low..high.

        "8/10" and "80%" carry their own scale and are read; any other string, and a bool, is not.
        """
        strict = Field(ge=low, le=high, strict=True, allow_inf_nan=False)
        shown = WithJsonSchema({"type": "number", "minimum": low, "maximum": high})
        read = BeforeValidator(lambda value: _rescaled(value, low, high))
        return Annotated[float, read, strict, shown]

    def _hear(self, heard: Heard, /) -> None:
        if isinstance(heard, Attempt):
            self._note(heard.call)
        self._tell(heard)

    def _note(self, call: str) -> None:
        if call:
            self._calls[call] = None


def _messages(prompt: Prompt) -> list[Message]:
    return [Message(role="user", content=prompt)] if isinstance(prompt, str) else list(prompt)


@cache
def _scored(low: float, high: float) -> type[BaseModel]:
    return create_model(
        "Scored",
        __config__=ConfigDict(extra="forbid"),
        reason=(str, ...),
        score=(JudgeModel.number(low, high), ...),
    )


def _rescaled(value: object, low: float, high: float) -> object:
    if not isinstance(value, str):
        return value
    from society.llm.structured import score_of

    share = score_of(value)
    if share is None:
        return value
    top, _, of = value.partition("/")
    return float(top) if of.strip() == f"{high:g}" else low + (high - low) * share
