"""A question in the words of the chat-completions interface, and how a schema is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson

from society.domain.calls import Message, Sampling
from society.domain.errors import ModelError

Rung = Literal["schema", "object", "prompt"]
"""How a JSON reply is had: constrained by the schema, as any object, or only by asking."""

LADDER: tuple[Rung, ...] = ("schema", "object", "prompt")

STANDARD = {
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "reasoning_effort",
    "thinking",
    "verbosity",
    "top_k",
}
"""Extra parameters that litellm translates for each provider; others go as they are."""

FRAME = 64
"""Tokens at most that a chat template puts around one message."""

RESERVED = {"model", "messages", "stream", "stream_options", "n", "tools", "functions", "user"}


@dataclass
class Question:
    """What one call asks; `stream` is dropped after a stream that failed."""

    messages: tuple[Message, ...]
    params: dict[str, Any]
    stream: bool = False

    @property
    def most_prompt(self) -> int:
        """Tokens that the prompt has at the most: no tokenizer makes more than one of a byte."""
        form = self.params.get("response_format")
        said = "".join([each.content for each in self.messages])
        size = len(said) if said.isascii() else len(said.encode("utf-8", "surrogatepass"))
        return size + FRAME * len(self.messages) + (len(orjson.dumps(form)) if form else 0)

    @property
    def most_completion(self) -> int | None:
        """Tokens that all replies together may have; None where nothing bounds them."""
        extra = self.params.get("extra_body", {})
        bound = extra.get("max_completion_tokens") or self.params.get("max_tokens")
        return None if bound is None else bound * self.params.get("n", 1)

    @property
    def body(self) -> dict[str, Any]:
        """The arguments of the request."""
        streamed = {"stream": True, "stream_options": {"include_usage": True}}
        return {
            "messages": [{"role": each.role, "content": each.content} for each in self.messages],
            **self.params,
            **(streamed if self.stream else {}),
        }


def parameters(sampling: Sampling, n: int, logprobs: int) -> dict[str, Any]:
    """The sampling as request parameters; ModelError for an extra that is not one."""
    params = sampling.model_dump(mode="json", exclude_defaults=True, exclude={"extra"})
    refuse_reserved(sampling.extra)
    params |= {name: value for name, value in sampling.extra.items() if name in STANDARD}
    other = {name: value for name, value in sampling.extra.items() if name not in STANDARD}
    if other:
        params["extra_body"] = other
    if n > 1:
        params["n"] = n
    if logprobs:
        params |= {"logprobs": True, "top_logprobs": logprobs}
    return params


def refuse_reserved(extra: Mapping[str, Any]) -> None:
    """ModelError where sampling would change the question and not only how it is answered."""
    wrong = sorted(RESERVED & set(extra))
    if wrong:
        raise ModelError(f"sampling.extra may not set {', '.join(wrong)}", kind="bad_request")


def response_format(schema: Mapping[str, Any] | None, rung: Rung) -> dict[str, Any]:
    """How the request asks for the schema at that rung of the ladder."""
    if schema is None or rung == "prompt":
        return {}
    if rung == "object":
        return {"response_format": {"type": "json_object"}}
    named = {"name": "reply", "strict": _strict(orjson.dumps(schema)), "schema": dict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


@lru_cache(maxsize=256)
def _strict(schema: bytes) -> bool:
    """Whether strict mode takes it: the same few schemas are asked for all the time."""
    return strict(orjson.loads(schema))


def strict(schema: Mapping[str, Any]) -> bool:
    """Whether every object of the schema is closed and complete, which strict mode demands."""
    if schema.get("type") == "object":
        names = set(schema.get("properties", {}))
        if schema.get("additionalProperties") is not False or names != set(
            schema.get("required", ())
        ):
            return False
    return all(strict(part) for part in _parts(schema))


def lower(rung: Rung) -> Rung | None:
    """The next rung down; None below the last."""
    at = LADDER.index(rung) + 1
    return LADDER[at] if at < len(LADDER) else None


def _parts(schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    groups = [schema.get("properties", {}).values(), schema.get("$defs", {}).values()]
    groups += [schema.get("anyOf", ()), schema.get("prefixItems", ())]
    inner = [part for group in groups for part in group if isinstance(part, Mapping)]
    items = schema.get("items")
    return [*inner, items] if isinstance(items, Mapping) else inner
