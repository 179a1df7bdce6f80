"""litellm's exceptions in our words: scrubbed, with their kind."""

from collections.abc import Iterator, Mapping

from society.domain.errors import ModelError
from society.llm.faults import Scrub, by_status, failure, kind_of, retry_after
from society.llm.library import litellm

_UNSENT = {"ClientConnectorError", "ConnectError", "ConnectTimeout", "ConnectionRefusedError"}


def classify(error: Exception, model: str, scrub: Scrub) -> ModelError:
    """A litellm exception as ours: scrubbed, with its kind, `Retryable` where that makes sense."""
    headers = headers_of(error)
    kind, text = _kind(error, headers), scrub(_said(error))
    refused = any(isinstance(each, ConnectionRefusedError) for each in _causes(error))
    return failure(model, kind, text, after=retry_after(headers), nobody_there=refused)


def headers_of(error: Exception) -> Mapping[str, str]:
    """The response's headers; empty where there was no response."""
    return dict(getattr(error, "litellm_response_headers", None) or {})


def status_of(error: Exception) -> int | None:
    """The response's HTTP status; None where there was no response (litellm makes one up then)."""
    status = getattr(error, "status_code", None)
    return int(status) if status is not None and headers_of(error) else None


def unsent(error: Exception) -> bool:
    """Whether no connection came about, so that nothing was asked."""
    return any(type(each).__name__ in _UNSENT for each in _causes(error))


def _kind(error: Exception, headers: Mapping[str, str]) -> str:
    known = litellm().exceptions
    said = f"{error} {getattr(error, 'body', '')}"
    if isinstance(error, known.ContextWindowExceededError):
        return "context"
    if isinstance(error, known.ContentPolicyViolationError):
        return "refused"
    if isinstance(error, known.Timeout | TimeoutError):
        return "timeout"
    status = getattr(error, "status_code", None)
    kind = kind_of(status, said) if isinstance(status, int) else by_status(status)
    return kind if headers or kind != "server" else "connection"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that led to it."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        left += [each.__cause__, each.__context__, getattr(each, "os_error", None)]
        yield each


def _said(error: Exception, most: int = 500) -> str:
    """What the provider said, without litellm's own wrapping."""
    text = str(error).partition("Traceback (most recent call last)")[0]
    text = text.rpartition("Exception - ")[2] or type(error).__name__
    return " ".join(text.split())[:most]
