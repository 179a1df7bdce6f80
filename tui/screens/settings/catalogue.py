"""Every model that can be named, as `society models list --all --json` tells it. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import Field, ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value

TALKING = ("chat", "completion", "responses", "")
"""Modes of models that can speak or judge."""

HERE = "this machine"
ALL = "all"


class Known(Value):
    """A model: its window in tokens, dollars a million tokens in and out where they are known."""

    name: str
    provider: str
    mode: str = ""
    context: int | None = None
    prompt: float | None = None
    completion: float | None = None
    schema_: bool = Field(default=False, alias="schema")


class Catalogue(Value):
    """All of them, those of this machine first; `open` are the providers whose key is set."""

    models: tuple[Known, ...] = ()
    open: frozenset[str] = frozenset()
    silent: int = 0

    def providers(self) -> list[tuple[str, int]]:
        """Each provider with its number of models: this machine, those with a key, the rest."""
        counted = Counter(each.provider for each in self.models)
        first = {HERE: 0, **dict.fromkeys(self.open, 1)}
        return sorted(counted.items(), key=lambda each: (first.get(each[0], 2), each[0]))

    def matching(self, words: str, provider: str = ALL) -> list[Known]:
        """The models in whose name or provider every word is found."""
        wanted = words.lower().split()
        return [
            each
            for each in self.models
            if provider in (ALL, each.provider)
            and all(word in f"{each.name} {each.provider}".lower() for word in wanted)
        ]


def read(text: str) -> Catalogue:
    """What the command told; SocietyError where it told something else.

    `silent` counts what is left out because it cannot talk: it draws, hears or embeds.
    """
    try:
        told = orjson.loads(text)
        listed = [Known.model_validate(each) for each in told["models"]]
        here = list(_here(told))
        opened = frozenset(str(each["provider"]) for each in told["providers"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise SocietyError(
            "the list of models cannot be read", hint="society models list --all --json"
        ) from error
    talking = [each for each in listed if each.mode in TALKING]
    talking.sort(key=lambda each: (each.provider not in opened, each.provider, each.name))
    silent = len(listed) - len(talking)
    return Catalogue(models=(*here, *talking), open=opened, silent=silent)


def _here(told: dict[str, Any]) -> Sequence[Known]:
    free = {"provider": HERE, "prompt": 0.0, "completion": 0.0, "mode": "chat"}
    embedded = Known.model_validate({"name": told["embedded"]["name"], **free, "schema": True})
    served = [name for server in told["servers"] for name in server["models"]]
    return [embedded, *(Known.model_validate({"name": name, **free}) for name in served)]
