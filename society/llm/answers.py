"""What came back with status 200, judged: words that can be stored, or why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from society.domain.calls import Message, Usage
from society.domain.errors import LimitReached, ModelError
from society.llm.faults import Retryable
from society.llm.model import Logprob
from society.llm.runtime import finite
from society.llm.text import LIMIT, normalise, oversized

ABSURD = 10_000_000
"""Tokens that no reply has; a provider that reports more would spend any budget."""

_REFUSED = {"content_filter", "refusal", "safety", "recitation"}


@dataclass
class Answer:
    """One response, whole or put together from its stream."""

    texts: list[str]
    finish: str = ""
    refusal: str = ""
    usage: Any = None
    model: str = ""
    id: str = ""
    fingerprint: str = ""
    logprobs: list[Any] = field(default_factory=list)
    request_id: str = ""
    seconds: float = 0.0


def from_response(response: Any) -> Answer:
    """A response that came in one piece."""
    choices = response.choices or []
    first = choices[0] if choices else None
    return Answer(
        texts=[choice.message.content or "" for choice in choices],
        finish=(first.finish_reason or "") if first else "",
        refusal=_refusal(first.message) if first else "",
        usage=getattr(response, "usage", None),
        model=response.model or "",
        id=response.id or "",
        fingerprint=getattr(response, "system_fingerprint", None) or "",
        logprobs=_tokens(first),
        request_id=request_id(response),
    )


def request_id(response: Any) -> str:
    """The provider's own id of the request, which its support asks for."""
    hidden = getattr(response, "_hidden_params", None) or {}
    headers = {**(hidden.get("headers") or {}), **(hidden.get("additional_headers") or {})}
    names = ("x-request-id", "llm_provider-x-request-id", "request-id", "llm_provider-request-id")
    return str(next((headers[name] for name in names if name in headers), ""))


def check(answer: Answer, model: str) -> None:
    """Raise where the response holds no reply that may be stored as one."""
    if answer.refusal or answer.finish.lower() in _REFUSED:
        raise ModelError(f"{model} refused to answer", kind="refused")
    if any(oversized(text) for text in answer.texts):
        raise ModelError(
            f"{model} answered with more than {LIMIT // 1024} KB",
            kind="oversized",
            hint="set max_tokens for this model",
        )
    if not answer.logprobs and not any(text.strip() for text in answer.texts):
        raise Retryable(f"{model} answered with nothing", kind="empty")


def usage_of(answer: Answer, messages: Sequence[Message]) -> Usage:
    """The tokens reported, or an estimate marked as one where none or impossible ones were."""
    usage = answer.usage
    prompt = getattr(usage, "prompt_tokens", None) or 0
    completion = getattr(usage, "completion_tokens", None) or 0
    if prompt <= 0 or completion < 0:
        return Usage(
            prompt=sum(_estimate(message.content) + 4 for message in messages),
            completion=sum(_estimate(text) for text in answer.texts),
            estimated=True,
        )
    details = getattr(usage, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None) or 0
    return Usage(prompt=prompt, completion=completion, cached=min(max(cached, 0), prompt))


def refuse_absurd(usage: Usage, model: str) -> None:
    """LimitReached where the tokens reported cannot be: going on would spend without measure."""
    if usage.prompt + usage.completion > ABSURD:
        total = usage.prompt + usage.completion
        raise LimitReached(
            f"{model} reports {total:,} tokens for one reply",
            hint="nothing more is sent; the provider's accounting is broken",
        )


def logprobs_of(answer: Answer) -> tuple[Logprob, ...]:
    """The log-probabilities, where they were asked for and given."""
    return tuple(
        Logprob(
            token=normalise(each.token)[0],
            logprob=finite(each.logprob),
            top={normalise(t.token)[0]: finite(t.logprob) for t in reversed(each.top_logprobs)},
        )
        for each in answer.logprobs
    )


def _tokens(choice: Any) -> list[Any]:
    """The tokens of a choice that have log-probabilities."""
    return list(getattr(getattr(choice, "logprobs", None), "content", None) or ())


def _refusal(message: Any) -> str:
    fields = getattr(message, "provider_specific_fields", None) or {}
    return str(fields.get("refusal") or getattr(message, "refusal", None) or "")


def _estimate(text: str) -> int:
    """About as many tokens as the text has, erring upwards."""
    return -(-len(text.encode("utf-8", "surrogatepass")) // 3) if text else 0
