"""A streamed response put together, and told as it comes.

Law: a stream is whole when it said why it stopped and that it is done; all else was cut.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from society.llm.answers import Answer, listed, mapping, reported, text_of
from society.llm.faults import Retryable
from society.llm.reading import CAP, parse
from society.llm.sse import Events
from society.llm.text import LIMIT
from society.llm.wire import cut, silent

if TYPE_CHECKING:
    import aiohttp

DONE = b"[DONE]"


class Collected:
    """One streamed answer as far as it has come."""

    def __init__(self, model: str, hear: Callable[[str], None], request_id: str) -> None:
        self.answer = Answer(texts=[], request_id=request_id)
        self.done = False
        self.model, self._hear = model, hear
        self._pieces: list[str] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether nothing more is wanted."""
        return self.done or self._size > LIMIT

    def take(self, data: bytes) -> None:
        """Add one event."""
        if data == DONE:
            self.done = True
            return
        chunk = parse(data)
        if chunk is None or chunk.get("error"):
            raise Retryable(f"{self.model}'s stream broke off with an error", kind="connection")
        answer = self.answer
        answer.model = str(chunk.get("model") or answer.model)
        answer.id = str(chunk.get("id") or answer.id)
        answer.fingerprint = str(chunk.get("system_fingerprint") or answer.fingerprint)
        answer.usage = reported(chunk.get("usage")) or answer.usage
        for choice in listed(chunk.get("choices"))[:1]:
            self._choose(mapping(choice))

    def whole(self) -> Answer:
        """The answer; Retryable where its end did not come."""
        answer = self.answer
        answer.texts = ["".join(self._pieces)]
        if self._size <= LIMIT and not (self.done and answer.finish):
            raise cut(self.model)
        return answer

    def _choose(self, choice: dict[str, Any]) -> None:
        delta = mapping(choice.get("delta"))
        self.answer.finish = str(choice.get("finish_reason") or self.answer.finish)
        self.answer.refusal += str(delta.get("refusal") or "")
        text = text_of(delta.get("content"))
        if text:
            self._pieces.append(text)
            self._size += len(text)
            self._hear(text)


async def collect(content: "aiohttp.StreamReader", collected: Collected, idle: float) -> Answer:
    """The whole answer; Retryable where the stream is cut, or silent after its first word."""
    events, loop = Events(), asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as timer:
            async for piece in content.iter_any():
                timer.reschedule(loop.time() + idle)
                _feed(collected, events.feed(piece))
                if collected.full or events.held > CAP:
                    break
    except TimeoutError:
        raise silent(collected.model, idle) from None
    if not collected.full:
        _feed(collected, events.rest())
    return collected.whole()


def _feed(collected: Collected, events: list[bytes]) -> None:
    for data in events:
        if not collected.full:
            collected.take(data)
