"""A streamed response put together, and told as it comes.

litellm makes up a finish reason and a usage where a stream was cut. So the stream's own record is
read: what the provider never said did not happen.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from society.llm.answers import Answer, request_id
from society.llm.faults import Retryable
from society.llm.text import LIMIT


async def collect(stream: Any, *, model: str, idle: float, hear: Callable[[str], None]) -> Answer:
    """The whole answer; Retryable where the stream falls silent for `idle` seconds or is cut."""
    answer, pieces, size = Answer(texts=[], request_id=request_id(stream)), [], 0
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
        silent = f"{model} fell silent for {idle:g} s in the middle of its reply"
        raise Retryable(silent, kind="timeout") from None


def _take(answer: Answer, chunk: Any) -> str:
    answer.model, answer.id = chunk.model or answer.model, chunk.id or answer.id
    answer.fingerprint = getattr(chunk, "system_fingerprint", None) or answer.fingerprint
    if not chunk.choices:
        return ""
    delta = chunk.choices[0].delta
    fields = getattr(delta, "provider_specific_fields", None) or {}
    answer.refusal += str(fields.get("refusal") or getattr(delta, "refusal", None) or "")
    return delta.content or ""


def _complete(answer: Answer, stream: Any, model: str) -> None:
    """Finish and usage as the provider gave them."""
    finish = getattr(stream, "received_finish_reason", None)
    if not finish:
        raise Retryable(f"{model}'s stream was cut before its end", kind="connection")
    answer.finish = str(finish)
    chunks = getattr(stream, "chunks", ())
    reported = [usage for c in chunks if (usage := getattr(c, "usage", None)) is not None]
    answer.usage = reported[-1] if reported else None
