"""What a server does not understand, left out or said otherwise: a rung lower, a parameter less."""

import re
from collections.abc import Mapping
from typing import Any

from society.domain.errors import ModelError
from society.llm.asking import Question, Rung, lower, response_format
from society.llm.hosted import SPEAK_SCHEMA
from society.llm.listed import entry
from society.llm.providers import Route

_DROPPABLE = (
    "temperature",
    "top_p",
    "top_k",
    "seed",
    "stop",
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "reasoning_effort",
    "verbosity",
)
"""Parameters without which the question is the same, and the reply drawn a little otherwise."""

_UNKNOWN = re.compile(
    r"support|not permitted|not allowed|unrecogni[sz]ed|unknown|unexpected|extra[ _]"
)
"""How servers say that they know no such parameter, and not that its value is wrong."""


class Dialect:
    """How one model is asked, as far as its server has said what it does not know."""

    def __init__(self, rung: Rung) -> None:
        self.rung = rung
        self._without: set[str] = set()
        self._completion_tokens = False

    def question(self, question: Question) -> Question:
        """The question with what is known so far."""
        for name in self._without:
            question.params.pop(name, None)
        if self._completion_tokens:
            _bound_otherwise(question.params)
        return question

    def learns(
        self, error: ModelError, question: Question, schema: Mapping[str, Any] | None
    ) -> bool:
        """Change the question where the error says what was not understood; whether it does."""
        if error.kind != "bad_request":
            return False
        said, params = error.message.lower(), question.params
        if "response_format" in params and _about_format(said):
            return self._steps_down(params, schema)
        if not _UNKNOWN.search(said):
            return False
        if "max_tokens" in params and "max_completion_tokens" in said:
            self._completion_tokens = True
            _bound_otherwise(params)
            return True
        wrong = {name for name in _DROPPABLE if name in params and re.search(rf"\b{name}\b", said)}
        self._without |= wrong
        for name in wrong:
            del params[name]
        return bool(wrong)

    def _steps_down(self, params: dict[str, Any], schema: Mapping[str, Any] | None) -> bool:
        rung = lower(self.rung)
        if rung is None:
            return False
        self.rung = rung
        del params["response_format"]
        params |= response_format(schema, rung)
        return True


def highest(way: Route, *, direct: bool, speaks_json: bool | None) -> Rung:
    """The rung to begin at: what the caller says, else what is known of the provider."""
    if speaks_json is not None:
        return "schema" if speaks_json else "prompt"
    if way.compatible:
        return "schema"
    if direct:
        known = way.provider in SPEAK_SCHEMA or entry(way.model).get("supports_response_schema")
        return "schema" if known else "object"
    from society.llm.library import litellm

    if litellm().supports_response_schema(way.model):
        return "schema"
    taken = litellm().get_supported_openai_params(way.model) or ()
    return "object" if "response_format" in taken else "prompt"


def _about_format(said: str) -> bool:
    return any(word in said for word in ("response_format", "json_schema", "json schema"))


def _bound_otherwise(params: dict[str, Any]) -> None:
    """Bound the reply by the newer name of max_tokens."""
    bound = params.pop("max_tokens", None)
    if bound is not None:
        extra = {**params.get("extra_body", {}), "max_completion_tokens": bound}
        params["extra_body"] = extra
