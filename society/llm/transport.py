"""One request through litellm: sent once, never retried, and its failure put into our words."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from society.domain.errors import ModelError
from society.llm.answers import Answer, from_response
from society.llm.asking import Question
from society.llm.faults import Retryable, classify, headers_of, retry_after, status_of
from society.llm.ledger import Request
from society.llm.library import litellm
from society.llm.providers import Route
from society.llm.scrub import Scrubber
from society.llm.streaming import collect

IDLE = 30.0
"""Seconds without a word after which a stream is given up."""


class Transport:
    """Sends questions along one route."""

    def __init__(
        self, name: str, route: Route, *, scrub: Scrubber, timeout: float, idle: float = IDLE
    ) -> None:
        self.route = route
        self._library = litellm()
        self._name = name
        self._scrub = scrub
        self._timeout = timeout
        self._idle = min(idle, timeout)

    async def send(
        self, question: Question, request: Request, hear: Callable[[str], None]
    ) -> Answer:
        """The response to one request; ModelError where there is none.

        The provider's exception is not chained: what it says may hold a key.
        """

        def heard(text: str) -> None:
            request.first_token()
            hear(text)

        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(question, heard)
        except ModelError:
            raise
        except TimeoutError:
            late = f"{self._name} did not answer within {self._timeout:g} s"
            failure: ModelError = Retryable(late, kind="timeout")
        except Exception as error:
            failure = classify(error, self._name, self._scrub)
            _note(request, error)
        raise failure

    async def _exchange(self, question: Question, hear: Callable[[str], None]) -> Answer:
        response = await self._library.acompletion(**question.body, **self._address())
        if not question.stream:
            return from_response(response)
        async with aclosing(response):
            return await collect(response, model=self._name, idle=self._idle, hear=hear)

    def _address(self) -> dict[str, Any]:
        """Where to, with which key, and that nobody but us tries again."""
        address = {
            "model": self.route.model,
            "timeout": self._timeout,
            "max_retries": 0,
            "drop_params": True,
        }
        if self.route.compatible:
            address["api_base"] = self.route.api_base
        if self.route.key is not None:
            address["api_key"] = self.route.key.get_secret_value()
        return address


def _note(request: Request, error: Exception) -> None:
    headers = headers_of(error)
    request.note(
        status=status_of(error),
        request_id=headers.get("x-request-id", ""),
        retry_after=retry_after(headers),
    )
