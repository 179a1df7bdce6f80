"""The model that comes along, and any other GGUF file: llama.cpp without a server beside us."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from society.domain.calls import Message, Sampling, Usage, Wait
from society.domain.errors import ModelError
from society.llm.asking import refuse_reserved
from society.llm.ledger import Call, Request, open_call
from society.llm.model import DEFAULT, Logprob, Reply, Tell, nobody
from society.llm.purse import Purse
from society.llm.runtime import Choice, Generation, Runtime, finite
from society.llm.text import normalise
from society.llm.tight import tight

SMALL = Sampling(
    temperature=0.7,
    max_tokens=256,
    extra={"min_p": 0.1, "repeat_penalty": 1.1, "dry_multiplier": 0.8},
)
"""What keeps a 135M model from repeating itself; a caller's sampling goes over it."""

LARGE = Sampling(temperature=0.7, max_tokens=512, extra={"min_p": 0.05})
"""For GGUF files of the user's own."""

TRIES_WHEN_EMPTY = 3

SEEDS = 2**32 - 1
"""llama.cpp's seeds are below this; this one itself means: any."""


class Embedded:
    """A model in this process. Same prompt and seed, same text; its calls cost nothing.

    `worn` is what every request says of adapters, or gives it: see `Runtime.wearing`. `suffix` goes
    behind the name of what answers.
    """

    speaks_json = True

    def __init__(
        self,
        name: str,
        runtime: Runtime,
        *,
        sampling: Sampling = SMALL,
        timeout: float = 120,
        first: str = "",
        purse: Purse | None = None,
        worn: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None = None,
        suffix: str = "",
    ) -> None:
        self.name = name
        self._worn, self._suffix = worn or {}, suffix
        self._first = first
        self._runtime = runtime
        self._sampling = sampling
        self._timeout = timeout
        self._purse = purse or Purse()

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
        """One reply; an empty one is tried again twice with the next seeds."""
        self._announce(tell)
        worn = self._worn() if callable(self._worn) else self._worn
        params = {**_params(self._over(sampling), schema, grammar, n, logprobs), **worn}
        call = open_call(
            model=self.name,
            purpose=purpose,
            messages=messages,
            params=params,
            tell=tell,
            provider="embedded",
        )
        body = {**params, "messages": [message.model_dump() for message in messages]}
        generation = await self._first_not_empty(call, body)
        return _reply(generation, schema, self.name, call.id)

    def _announce(self, tell: Tell) -> None:
        """Say once why the first reply takes longer."""
        why, self._first = self._first, ""
        if why:
            tell(Wait(seconds=0.0, why=why))

    async def _first_not_empty(self, call: Call, body: dict[str, Any]) -> Generation:
        for again in range(TRIES_WHEN_EMPTY):
            try:
                return await self._once(call, _reseeded(body, again))
            except ModelError as error:
                if error.kind != "empty" or again == TRIES_WHEN_EMPTY - 1:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def _once(self, call: Call, body: Mapping[str, Any]) -> Generation:
        hold = await self._purse.reserve(0.0, call.tell)
        with call.request() as request:
            hold.settle(0.0)
            request.note(cost=0.0, reserved=0.0)
            generation = await self._runtime.generate(body, hear=call.tell, timeout=self._timeout)
            generation.model += self._suffix
            _note(request, generation)
            if not any(c.text.strip() or c.logprobs for c in generation.choices):
                raise ModelError(f"{self.name} said nothing", kind="empty")
            return generation

    def _over(self, sampling: Sampling) -> Sampling:
        extra = {**self._sampling.extra, **sampling.extra}
        return sampling.over(self._sampling).model_copy(update={"extra": extra})


def _params(
    sampling: Sampling,
    schema: Mapping[str, Any] | None,
    grammar: str | None,
    n: int,
    logprobs: int,
) -> dict[str, Any]:
    refuse_reserved(sampling.extra)
    params = sampling.model_dump(mode="json", exclude_defaults=True, exclude={"extra"})
    params |= sampling.extra
    if sampling.seed is not None:
        params["seed"] = sampling.seed % SEEDS
    if grammar is not None:
        params["grammar"] = grammar
    elif schema is not None:
        named = {"name": "reply", "strict": True, "schema": tight(dict(schema))}
        params["response_format"] = {"type": "json_schema", "json_schema": named}
    if logprobs:
        params |= {"logprobs": True, "top_logprobs": logprobs}
    return params if n == 1 else {**params, "n": n}


def _reseeded(body: dict[str, Any], again: int) -> dict[str, Any]:
    return {**body, "seed": body["seed"] + again} if again and "seed" in body else body


def _note(request: Request, generation: Generation) -> None:
    first = generation.choices[0]
    request.note(
        answered_by=generation.model,
        request_id=generation.id,
        response=normalise(first.text)[0],
        finish=first.finish,
        usage=_usage(generation),
        seconds=generation.seconds,
        first_token=generation.first_token,
    )


def _usage(generation: Generation) -> Usage:
    usage = generation.usage
    return Usage(
        prompt=usage.get("prompt_tokens", 0),
        completion=usage.get("completion_tokens", 0),
        cached=(usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0),
    )


def _reply(generation: Generation, schema: Mapping[str, Any] | None, name: str, call: str) -> Reply:
    first = generation.choices[0]
    text, raw = normalise(first.text)
    return Reply(
        text=text,
        texts=tuple(normalise(choice.text)[0] for choice in generation.choices),
        form=schema,
        finish=first.finish,
        usage=_usage(generation),
        cost=0.0,
        seconds=generation.seconds,
        model=generation.model or name,
        call=call,
        logprobs=_logprobs(first),
        raw=raw,
    )


def _logprobs(choice: Choice) -> tuple[Logprob, ...]:
    return tuple(
        Logprob(
            token=normalise(each["token"])[0],
            logprob=finite(each["logprob"]),
            top={t["token"]: finite(t["logprob"]) for t in reversed(each["top_logprobs"])},
        )
        for each in choice.logprobs
    )
