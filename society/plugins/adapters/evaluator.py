"""A judge made of another library's evaluator, which stays as its author wrote it.

What takes a parameter `client` is made anew for each question and given the judge's own model
there, in the shape that its library knows; a class is built with the seat's params.
"""

import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from society.domain.dialogue import Dialogue, Turn
from society.domain.episode import Outcome
from society.domain.errors import SocietyError
from society.domain.judging import Badge
from society.llm.judge_model import JudgeModel
from society.plugins.adapters.asked import Asked
from society.plugins.adapters.coerce import coerce

CLIENT = "client"


class Library(Protocol):
    """What an adapter's module offers."""

    async def evaluate(self, evaluator: Any, asked: Asked) -> object:
        """What the evaluator says, as it says it."""

    def client(self, model: JudgeModel) -> object:
        """The judge's model in the shape that this library's evaluators ask for."""

    def is_maker(self, found: Any) -> bool:
        """Whether it is called with the params to get the evaluator."""


class Evaluator:
    """An evaluator that asks no model, or has one of its own."""

    def __init__(self, badge: Badge, code: bytes, library: Library, found: object) -> None:
        self.__society_judge__ = badge
        self.__society_code__ = code + badge.model_dump_json().encode()
        self.__doc__ = badge.about
        self._library, self._found = library, found

    async def __call__(
        self,
        dialogue: Dialogue,
        role: str,
        params: Mapping[str, Any],
        reference: object = None,
        turn: Turn | None = None,
        outcome: Outcome | None = None,
    ) -> Any:
        """What it says, as a judge says it."""
        maker = self._library.is_maker(self._found)
        evaluator = cast("Any", self._found)(**params) if maker else self._found
        asked = Asked(dialogue, role, turn, reference, params)
        return coerce(await self._library.evaluate(evaluator, asked))


class Modelled:
    """An evaluator that is given the judge's model."""

    def __init__(self, badge: Badge, code: bytes, library: Library, found: object) -> None:
        self.__society_judge__ = badge
        self.__society_code__ = code + badge.model_dump_json().encode()
        self.__doc__ = badge.about
        self._library, self._found = library, found

    async def __call__(
        self,
        dialogue: Dialogue,
        role: str,
        params: Mapping[str, Any],
        model: JudgeModel,
        reference: object = None,
        turn: Turn | None = None,
        outcome: Outcome | None = None,
    ) -> Any:
        """What it says, as a judge says it."""
        client = self._library.client(model)
        evaluator = cast("Any", self._found)(**{CLIENT: client}, **params)
        asked = Asked(dialogue, role, turn, reference, params)
        return coerce(await self._library.evaluate(evaluator, asked))


def library(scheme: str) -> Library:
    """The adapter of that library."""
    return cast("Library", import_module(f"society.plugins.adapters.{scheme}"))


def adapted(adapter: Library, found: object, badge: Badge, code: bytes) -> Evaluator | Modelled:
    """The judge; SocietyError where the reference names something that cannot be one."""
    if badge.scope == "pair":
        raise SocietyError(f"judge {badge.name!r} cannot compare pairs", hint="leave out #scope")
    kind = Modelled if CLIENT in parameters(found) else Evaluator
    return kind(badge, code, adapter, found)


def parameters(found: object) -> Mapping[str, inspect.Parameter]:
    """Its parameters by name; none where it does not tell them."""
    try:
        return inspect.signature(cast("Any", found)).parameters
    except (TypeError, ValueError):
        return {}
