"""One request through litellm: sent once, never retried, and its failure put into our words."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Any

from society.domain.errors import ModelError
from society.llm.answers import Answer
from society.llm.asking import Question
from society.llm.faults import retry_after
from society.llm.ledger import Request
from society.llm.library import litellm
from society.llm.litellm_answers import collect, from_response
from society.llm.litellm_faults import classify, headers_of, status_of, unsent
from society.llm.providers import Route
from society.llm.scrub import Scrubber
from society.llm.wire import IDLE, late

FREE = {
    "input_cost_per_token": 0.0,
    "output_cost_per_token": 0.0,
    "cache_read_input_token_cost": 0.0,
    "cache_creation_input_token_cost": 0.0,
    "litellm_provider": "hosted_vllm",
    "mode": "chat",
}
"""What litellm is told of a model it does not know: else it searches its list at every call."""


class Transport:
    """Sends questions along one route; `callbacks` are litellm's own, by name."""

    def __init__(
        self,
        name: str,
        route: Route,
        *,
        scrub: Scrubber,
        timeout: float,
        idle: float = IDLE,
        callbacks: Sequence[str] = (),
    ) -> None:
        self.route = route
        self._library = litellm()
        self._name = name
        self._scrub = scrub
        self._timeout = timeout
        self._idle = min(idle, timeout)
        self._watched = bool(callbacks)
        if callbacks:
            self._library.callbacks = list(callbacks)
        if route.compatible:
            self._library.register_model({route.model: FREE})

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
                return await self._exchange(question, request, heard)
        except ModelError:
            raise
        except TimeoutError:
            failure: ModelError = late(self._name, self._timeout)
        except Exception as error:
            failure = classify(error, self._name, self._scrub)
            _note(request, error)
        raise failure

    async def _exchange(
        self, question: Question, request: Request, hear: Callable[[str], None]
    ) -> Answer:
        asked = {**question.body, **self._address()}
        if self._watched:
            asked["metadata"] = {"call": request.call, "purpose": request.purpose}
        response = await self._library.acompletion(**asked)
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
        if self.route.served:
            address["api_base"] = self.route.api_base
        if self.route.key is not None:
            address["api_key"] = self.route.key.get_secret_value()
        return address


def _note(request: Request, error: Exception) -> None:
    headers = headers_of(error)
    request.unsent = unsent(error)
    request.note(
        status=status_of(error),
        request_id=headers.get("x-request-id", ""),
        retry_after=retry_after(headers),
    )
