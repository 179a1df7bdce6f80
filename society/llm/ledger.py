"""One call and its attempts: every request that was made is told, however it went."""

import asyncio
import hashlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson

from society.domain.calls import Attempt, Message
from society.domain.errors import LimitReached, ModelError
from society.llm.model import Tell


def request_hash(messages: Sequence[Message], params: dict[str, Any]) -> str:
    """sha256 of the canonical request: the same words asked the same way hash the same."""
    said = [{"role": each.role, "content": each.content} for each in messages]
    body = {"messages": said, "params": params}
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


class Request:
    """One request under way. What is learnt of it is noted; `first_token` marks the first word.

    `call` and `purpose` are its call's; `unsent` says that it never reached its provider.
    """

    def __init__(self, clock: Callable[[], float], call: str = "", purpose: str = "") -> None:
        self.call, self.purpose = call, purpose
        self.noted: dict[str, Any] = {}
        self.unsent = False
        self._clock = clock
        self._begun = clock()

    def note(self, **fields: Any) -> None:
        """Keep fields of the attempt."""
        self.noted.update(fields)

    def first_token(self) -> None:
        """Mark the moment of the first text; later marks change nothing."""
        self.noted.setdefault("first_token", self._clock() - self._begun)

    @property
    def seconds(self) -> float:
        """Time since the request began, or what was noted of it."""
        return float(self.noted.get("seconds", self._clock() - self._begun))


class Call:
    """One reply being fetched: what is the same in all its attempts, and how many there were."""

    def __init__(
        self, base: dict[str, Any], tell: Tell, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.id: str = base["call"]
        self.tell = tell
        self.attempts = 0
        self._base = base
        self._clock = clock

    @contextmanager
    def request(self) -> Iterator[Request]:
        """Tell the attempt when the block ends: well, with a ModelError, cancelled or by a bug."""
        self.attempts += 1
        number, started = self.attempts, datetime.now(UTC).isoformat(timespec="milliseconds")
        request = Request(self._clock, self.id, self._base["purpose"])
        try:
            yield request
        except ModelError as error:
            request.note(error=error.message, error_kind=error.kind)
            raise
        except LimitReached as limit:
            request.note(error=limit.message, error_kind="limit")
            raise
        except asyncio.CancelledError:
            request.note(error="cancelled", error_kind="cancelled")
            raise
        except Exception as bug:
            request.note(error=type(bug).__name__, error_kind="bug")
            raise
        finally:
            fields = {"number": number, "started": started, "seconds": request.seconds}
            self.tell(Attempt(**{**self._base, **fields, **request.noted}))


def open_call(
    *,
    model: str,
    purpose: str,
    messages: Sequence[Message],
    params: dict[str, Any],
    tell: Tell,
    provider: str,
    host: str = "",
) -> Call:
    """A call with a fresh id."""
    base = {
        "call": uuid.uuid4().hex,
        "purpose": purpose,
        "model": model,
        "provider": provider,
        "host": host,
        "params": dict(params),
        "request": tuple(messages),
        "request_hash": request_hash(messages, {"model": model, **params}),
    }
    return Call(base, tell)
