"""What went wrong with a request, as one of the fixed kinds, and whether to try again."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from society.domain.errors import ModelError

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
_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context window",
    "longer than the maximum model length",
    "prompt is too long",
    "exceeds the available context size",
    "input is too long",
)
_NOT_SAID = ("content_policy_violation", "content_filter", "responsible ai policy")
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
_PASSING = {"rate_limited", "connection", "timeout", "server"}


class Retryable(ModelError):
    """A failure that may be gone next time.

    `after` is how long the provider asks to wait, `tries` how many tries are worth making at most,
    and `nobody_there` says that no server listens at the address.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        hint: str = "",
        after: float | None = None,
        tries: int | None = None,
        nobody_there: bool = False,
    ) -> None:
        super().__init__(message, kind=kind, hint=hint)
        self.after = after
        self.tries = tries
        self.nobody_there = nobody_there


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


def failure(
    model: str, kind: str, said: str, *, after: float | None = None, nobody_there: bool = False
) -> ModelError:
    """The error of that kind: `Retryable` where it may pass, within the time one waits for it."""
    message, hint = f"{model} did not answer: {said}", _HINTS.get(kind, "")
    if kind not in _PASSING:
        return ModelError(message, kind=kind, hint=hint)
    if after is not None and after > LONGEST_WAIT:
        asks = f"it asks to wait {after:.0f} s; come back then with `society resume`"
        return ModelError(message, kind=kind, hint=asks)
    return Retryable(message, kind=kind, hint=hint, after=after, nobody_there=nobody_there)


def kind_of(status: int, said: str) -> str:
    """The kind of a refusal with that status and those words.

    >>> kind_of(429, "slow down"), kind_of(429, "code insufficient_quota"), kind_of(422, "no")
    ('rate_limited', 'quota', 'bad_request')
    """
    said = said.lower()
    if any(sign in said for sign in _NO_MONEY):
        return "quota"
    if 400 <= status < 500 and any(sign in said for sign in _TOO_LONG):
        return "context"
    if 400 <= status < 500 and any(sign in said for sign in _NOT_SAID):
        return "refused"
    return by_status(status)


def by_status(status: Any) -> str:
    """The kind of a failure where nothing but its status tells."""
    if not isinstance(status, int) or status < 400:
        return "connection"
    return _BY_STATUS.get(status, "bad_request" if status < 500 else "server")


def _until(value: str, now: datetime) -> float | None:
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)
