"""OpenAI-compatible endpoints over our own HTTP: a hundredth of what a client library costs.

Law: one question is one request; nothing is followed, retried or remembered here.
"""

import asyncio
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from society.domain.errors import ModelError, SocietyError
from society.llm.answers import Answer, from_body, too_much
from society.llm.asking import Question
from society.llm.faults import Retryable, failure, kind_of, retry_after
from society.llm.hosted import HOSTED, RENAMED
from society.llm.ledger import Request
from society.llm.pool import Pool
from society.llm.providers import Route
from society.llm.reading import CAP, HEAD, WIDE, beginning, body, parse, said_by
from society.llm.scrub import Scrubber
from society.llm.streaming import Collected, collect
from society.llm.wire import IDLE, late

if TYPE_CHECKING:
    import aiohttp

LARGE = 1024 * 1024
"""Bytes from which a request is sent piece by piece, so that the loop is not held up."""


class Direct:
    """Sends questions along one route."""

    def __init__(
        self,
        name: str,
        route: Route,
        pool: Pool,
        *,
        scrub: Scrubber,
        timeout: float,
        idle: float = IDLE,
    ) -> None:
        import aiohttp
        import yarl

        address = (route.api_base or "").removesuffix("/chat/completions")
        self._url = yarl.URL(f"{address}/chat/completions")
        if self._url.scheme not in {"http", "https"} or not self._url.host:
            raise SocietyError(
                f"{address!r} is no address of a model server",
                hint="write it whole, like http://127.0.0.1:8000/v1",
            )
        self._http = aiohttp
        self._route, self._pool, self._scrub = route, pool, scrub
        self._name = name
        self._timeout, self._idle = timeout, min(idle, timeout)
        known = HOSTED.get(route.provider) == route.api_base
        self._renamed = RENAMED.get(route.provider, {}) if known else {}
        key = route.key.get_secret_value() if route.key else ""
        self._headers = {"Authorization": f"Bearer {key}"} if key and not self._url.user else {}

    async def send(
        self, question: Question, request: Request, hear: Callable[[str], None]
    ) -> Answer:
        """The response to one request; ModelError where there is none.

        No exception is chained: what it says may hold a key.
        """
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(question, request, hear)
        except TimeoutError:
            problem: ModelError = late(self._name, self._timeout)
        except (self._http.ClientError, OSError) as error:
            problem = self._broken(error, request)
        raise problem

    async def _exchange(
        self, question: Question, request: Request, hear: Callable[[str], None]
    ) -> Answer:
        sent = orjson.dumps(self._body(question))
        async with self._pool.session().post(
            self._url,
            data=sent if len(sent) < LARGE else io.BytesIO(sent),
            headers=self._headers,
            allow_redirects=False,
        ) as response:
            if response.status >= 300:
                raise await self._refused(response, request)
            request.note(status=response.status)
            name = _request_id(response.headers)
            if question.stream and response.content_type == "text/event-stream":
                collected = Collected(self._name, _marked(request, hear), name)
                return await collect(response.content, collected, self._idle)
            wide = "logprobs" in question.params or "n" in question.params
            return self._whole(await body(response, WIDE if wide else CAP), name)

    def _body(self, question: Question) -> dict[str, Any]:
        """The request's JSON, with the parameters by this provider's names."""
        asked = question.body
        asked |= asked.pop("extra_body", {})
        for ours, theirs in self._renamed.items():
            if ours in asked:
                asked[theirs] = asked.pop(ours)
        return {"model": self._route.served, **asked}

    def _whole(self, raw: bytes | None, request_id: str) -> Answer:
        """The answer in a body; Retryable where there is something else in it."""
        if raw is None:
            raise too_much(self._name)
        found = parse(raw)
        if found is None:
            said = "it sent no JSON object, or half of one"
            raise Retryable(f"{self._name} did not answer: {said}", kind="connection")
        if found.get("error") and not found.get("choices"):
            said = self._scrub(said_by(raw))
            kind = "quota" if kind_of(500, said) == "quota" else "connection"
            raise failure(self._name, kind, said)
        return from_body(found, request_id=request_id)

    async def _refused(self, response: "aiohttp.ClientResponse", request: Request) -> ModelError:
        """What a status of 300 or more means."""
        status, headers = response.status, response.headers
        after = retry_after(headers)
        request.note(status=status, request_id=_request_id(headers), retry_after=after)
        if status < 400:
            return ModelError(
                f"{self._name} did not answer: HTTP {status}, its address has moved",
                kind="bad_request",
                hint="a redirection is not followed; give the new address",
            )
        said = said_by(await beginning(response, HEAD)) or str(response.reason)
        shown = self._scrub(f"HTTP {status}: {said}")
        return failure(self._name, kind_of(status, said), shown, after=after)

    def _broken(self, error: Exception, request: Request) -> ModelError:
        """What a connection that was not made, or broke, means."""
        cause = getattr(error, "os_error", error)
        request.unsent = isinstance(error, self._http.ClientConnectorError)
        said = self._scrub(f"{type(error).__name__}: {error}")
        nobody = request.unsent and isinstance(cause, ConnectionRefusedError)
        return failure(self._name, "connection", said, nobody_there=nobody)


def _marked(request: Request, hear: Callable[[str], None]) -> Callable[[str], None]:
    """Hears text, and marks the moment of the first."""

    def heard(text: str) -> None:
        request.first_token()
        hear(text)

    return heard


def _request_id(headers: Mapping[str, str]) -> str:
    """The provider's own id of the request, which its support asks for."""
    return headers.get("x-request-id") or headers.get("request-id") or ""
