"""What came back with status 200, judged: words that can be stored, or why there are none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from society.domain.calls import Message, Usage
from society.domain.errors import LimitReached, ModelError
from society.llm.faults import Retryable
from society.llm.model import Logprob
from society.llm.purse import OVERRUN
from society.llm.runtime import finite
from society.llm.text import LIMIT, normalise, oversized

ABSURD = 10_000_000
"""Tokens that no reply has; a provider that reports more would spend any budget."""

UNLIKELY = 1e9
"""No log-probability is as far from 0 as this."""

_REFUSED = {"content_filter", "refusal", "safety", "recitation"}


class Reported(NamedTuple):
    """Tokens as the provider counts them; nothing of it has been believed yet."""

    prompt: int
    completion: int
    cached: int


@dataclass
class Answer:
    """One response, whole or put together from its stream."""

    texts: list[str]
    finish: str = ""
    refusal: str = ""
    usage: Reported | None = None
    model: str = ""
    id: str = ""
    fingerprint: str = ""
    logprobs: tuple[Logprob, ...] = ()
    request_id: str = ""
    seconds: float = 0.0


def from_body(body: Mapping[str, Any], *, request_id: str = "") -> Answer:
    """A response that came as one JSON object."""
    choices = [mapping(each) for each in listed(body.get("choices"))]
    first = choices[0] if choices else {}
    messages = [mapping(choice.get("message")) for choice in choices]
    return Answer(
        texts=[text_of(message.get("content")) for message in messages],
        finish=str(first.get("finish_reason") or ""),
        refusal=str(messages[0].get("refusal") or "") if messages else "",
        usage=reported(body.get("usage")),
        model=str(body.get("model") or ""),
        id=str(body.get("id") or ""),
        fingerprint=str(body.get("system_fingerprint") or ""),
        logprobs=_logprobs(first.get("logprobs")),
        request_id=request_id,
    )


def mapping(found: Any) -> dict[str, Any]:
    """A JSON object; an empty one where it is something else."""
    return found if isinstance(found, dict) else {}


def listed(found: Any) -> Sequence[Any]:
    """A JSON array; an empty one where it is something else."""
    return found if isinstance(found, list) else ()


def text_of(content: Any) -> str:
    """The words of a message, which some servers send in parts."""
    if isinstance(content, str):
        return content
    return "".join(str(mapping(part).get("text") or "") for part in listed(content))


def reported(usage: Any) -> Reported | None:
    """The tokens that a response reports; None where it reports none."""
    if not isinstance(usage, dict):
        return None
    cached = mapping(usage.get("prompt_tokens_details")).get("cached_tokens")
    if cached is None:
        cached = usage.get("prompt_cache_hit_tokens")
    prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return Reported(_count(prompt), _count(completion), _count(cached))


def logprob(token: str, value: float | None, top: Iterable[tuple[str, float | None]]) -> Logprob:
    """One token with its alternatives, the likeliest last in `top` counting where two are alike."""
    others = {normalise(name)[0]: finite(each) for name, each in top}
    return Logprob(token=normalise(token)[0], logprob=finite(value), top=others)


def check(answer: Answer, model: str) -> None:
    """Raise where the response holds no reply that may be stored as one."""
    if answer.refusal or answer.finish.lower() in _REFUSED:
        raise ModelError(f"{model} refused to answer", kind="refused")
    if any(oversized(text) for text in answer.texts):
        raise too_much(model)
    if not answer.logprobs and not any(text.strip() for text in answer.texts):
        raise Retryable(f"{model} answered with nothing", kind="empty")


def too_much(model: str) -> ModelError:
    """The error of a reply that is longer than any reply may be."""
    return ModelError(
        f"{model} answered with more than {LIMIT // 1024} KB",
        kind="oversized",
        hint="set max_tokens for this model",
    )


def usage_of(answer: Answer, messages: Sequence[Message]) -> Usage:
    """The tokens reported, or an estimate marked as one where none or impossible ones were."""
    told = answer.usage
    if told is None or told.prompt <= 0 or told.completion < 0:
        return Usage(
            prompt=prompt_estimate(messages),
            completion=sum(_estimate(text) for text in answer.texts),
            estimated=True,
        )
    cached = min(max(told.cached, 0), told.prompt)
    return Usage(prompt=told.prompt, completion=told.completion, cached=cached)


def prompt_estimate(messages: Sequence[Message]) -> int:
    """About as many tokens as the messages have, erring upwards."""
    return sum(_estimate(message.content) + 4 for message in messages)


def refuse_absurd(usage: Usage, model: str, cost: float | None, worst: float | None) -> None:
    """LimitReached where the tokens reported cannot be: going on would spend without measure."""
    hint = "nothing more is sent; the provider's accounting is broken"
    total = usage.prompt + usage.completion
    if total > ABSURD:
        raise LimitReached(f"{model} reports {total:,} tokens for one reply", hint=hint)
    if cost and worst and cost > OVERRUN * worst:
        raise LimitReached(
            f"{model} bills ${cost:.4f} for a request that could cost ${worst:.4f} at the most",
            hint=hint,
        )


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _logprobs(given: Any) -> tuple[Logprob, ...]:
    """The log-probabilities of a choice, where they were asked for and given."""
    tokens = [mapping(each) for each in listed(mapping(given).get("content"))]
    return tuple(logprob(*_named(each), top=_top(each)) for each in tokens)


def _top(token: Mapping[str, Any]) -> Sequence[tuple[str, float | None]]:
    return [_named(mapping(each)) for each in reversed(listed(token.get("top_logprobs")))]


def _named(token: Mapping[str, Any]) -> tuple[str, float | None]:
    value = token.get("logprob")
    real = isinstance(value, int | float) and abs(value) < UNLIKELY
    return str(token.get("token", "")), value if real else None


def _estimate(text: str) -> int:
    return -(-len(text.encode("utf-8", "surrogatepass")) // 3) if text else 0
