"""What went wrong with a request, as one of the fixed kinds, and whether to try again."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from society.domain.errors import ModelError
from society.llm.library import litellm

LONGEST_WAIT = 300.0
"""Seconds. Who asks for a longer pause is not waited for."""

Scrub = Callable[[str], str]

_NO_MONEY = (
    "insufficient_quota",
    "billing_hard_limit",
    "billing_not_active",
    "credit balance is too low",
    "insufficient balance",
    "insufficient credits",
)
_BY_STATUS = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "unknown_model",
    408: "timeout",
    413: "context",
    429: "rate_limited",
}
_HINTS = {
    "auth": "check the provider's API key; `society models list` shows which are set",
    "quota": "the account has no money left or no quota; what was played is kept",
    "unknown_model": "check the model's name; `society models list` shows what is here",
    "connection": "is the server up, and the address right?",
    "timeout": "a longer --timeout waits longer",
    "context": "the dialogue has grown too long for this model; lower turns.max",
}


class Retryable(ModelError):
    """A failure that may be gone next time; `after` is how long the provider asks to wait."""

    def __init__(
        self, message: str, *, kind: str, hint: str = "", after: float | None = None
    ) -> None:
        super().__init__(message, kind=kind, hint=hint)
        self.after = after


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or a date; None for garbage.

    >>> retry_after({"retry-after": "2"}), retry_after({"Retry-After": "soon"})
    (2.0, None)
    """
    value = next((v for name, v in headers.items() if name.lower() == "retry-after"), "").strip()
    try:
        seconds = float(value)
    except ValueError:
        return _until(value, now or datetime.now(UTC))
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def classify(error: Exception, model: str, scrub: Scrub) -> ModelError:
    """A litellm exception as ours: scrubbed, with its kind, `Retryable` where that makes sense."""
    headers = headers_of(error)
    kind = _kind(error, headers)
    text = scrub(_said(error))
    message = f"{model} did not answer: {text}"
    hint = _HINTS.get(kind, "")
    if kind not in {"rate_limited", "connection", "timeout", "server"}:
        return ModelError(message, kind=kind, hint=hint)
    after = retry_after(headers)
    if after is not None and after > LONGEST_WAIT:
        asks = f"it asks to wait {after:.0f} s; come back then with `society resume`"
        return ModelError(message, kind=kind, hint=asks)
    return Retryable(message, kind=kind, hint=hint, after=after)


def headers_of(error: Exception) -> Mapping[str, str]:
    """The response's headers; empty where there was no response."""
    return dict(getattr(error, "litellm_response_headers", None) or {})


def status_of(error: Exception) -> int | None:
    """The response's HTTP status; None where there was no response (litellm makes one up then)."""
    status = getattr(error, "status_code", None)
    return int(status) if status is not None and headers_of(error) else None


def _kind(error: Exception, headers: Mapping[str, str]) -> str:
    known = litellm().exceptions
    said = f"{error} {getattr(error, 'body', '')}".lower()
    if any(sign in said for sign in _NO_MONEY):
        return "quota"
    if isinstance(error, known.ContextWindowExceededError):
        return "context"
    if isinstance(error, known.ContentPolicyViolationError):
        return "refused"
    if isinstance(error, known.Timeout | TimeoutError):
        return "timeout"
    return _by_status(getattr(error, "status_code", None), headers)


def _by_status(status: Any, headers: Mapping[str, str]) -> str:
    if not isinstance(status, int) or status < 400:
        return "connection"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return "bad_request"
    return "server" if headers else "connection"


def _said(error: Exception, most: int = 500) -> str:
    """What the provider said, without litellm's own wrapping."""
    text = str(error).partition("Traceback (most recent call last)")[0]
    text = text.rpartition("Exception - ")[2] or type(error).__name__
    return " ".join(text.split())[:most]


def _until(value: str, now: datetime) -> float | None:
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
