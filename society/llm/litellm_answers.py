"""What litellm gives back, as an answer of ours.

litellm makes up a finish reason and a usage where a stream was cut. So the stream's own record is
read: what the provider never said did not happen.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from society.llm.answers import Answer, Reported, logprob
from society.llm.model import Logprob
from society.llm.text import LIMIT
from society.llm.wire import cut, silent


def from_response(response: Any) -> Answer:
    """A response that came in one piece."""
    choices = response.choices or []
    first = choices[0] if choices else None
    return Answer(
        texts=[choice.message.content or "" for choice in choices],
        finish=(first.finish_reason or "") if first else "",
        refusal=_refusal(first.message) if first else "",
        usage=_reported(getattr(response, "usage", None)),
        model=response.model or "",
        id=response.id or "",
        fingerprint=getattr(response, "system_fingerprint", None) or "",
        logprobs=_logprobs(first),
        request_id=_request_id(response),
    )


async def collect(stream: Any, *, model: str, idle: float, hear: Callable[[str], None]) -> Answer:
    """The whole answer; Retryable where the stream falls silent for `idle` seconds or is cut."""
    answer, pieces, size = Answer(texts=[], request_id=_request_id(stream)), [], 0
    while (chunk := await _next(stream, model, idle)) is not None and size <= LIMIT:
        text = _take(answer, chunk)
        pieces.append(text)
        size += len(text)
        if text:
            hear(text)
    answer.texts = ["".join(pieces)]
    if size <= LIMIT:
        _complete(answer, stream, model)
    return answer


async def _next(stream: Any, model: str, idle: float) -> Any | None:
    try:
        async with asyncio.timeout(idle):
            return await anext(stream, None)
    except TimeoutError:
        raise silent(model, idle) from None


def _take(answer: Answer, chunk: Any) -> str:
    answer.model, answer.id = chunk.model or answer.model, chunk.id or answer.id
    answer.fingerprint = getattr(chunk, "system_fingerprint", None) or answer.fingerprint
    if not chunk.choices:
        return ""
    delta = chunk.choices[0].delta
    answer.refusal += _refusal(delta)
    return delta.content or ""


def _complete(answer: Answer, stream: Any, model: str) -> None:
    """Finish and usage as the provider gave them."""
    finish = getattr(stream, "received_finish_reason", None)
    if not finish:
        raise cut(model)
    answer.finish = str(finish)
    chunks = getattr(stream, "chunks", ())
    told = [usage for c in chunks if (usage := getattr(c, "usage", None)) is not None]
    answer.usage = _reported(told[-1]) if told else None


def _reported(usage: Any) -> Reported | None:
    if usage is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None) or 0
    prompt = getattr(usage, "prompt_tokens", None) or 0
    return Reported(prompt, getattr(usage, "completion_tokens", None) or 0, cached)


def _request_id(response: Any) -> str:
    """The provider's own id of the request, which its support asks for."""
    hidden = getattr(response, "_hidden_params", None) or {}
    headers = {**(hidden.get("headers") or {}), **(hidden.get("additional_headers") or {})}
    names = ("x-request-id", "llm_provider-x-request-id", "request-id", "llm_provider-request-id")
    return str(next((headers[name] for name in names if name in headers), ""))


def _logprobs(choice: Any) -> tuple[Logprob, ...]:
    tokens = getattr(getattr(choice, "logprobs", None), "content", None) or ()
    return tuple(
        logprob(each.token, each.logprob, [(t.token, t.logprob) for t in each.top_logprobs[::-1]])
        for each in tokens
    )


def _refusal(message: Any) -> str:
    fields = getattr(message, "provider_specific_fields", None) or {}
    return str(fields.get("refusal") or getattr(message, "refusal", None) or "")
