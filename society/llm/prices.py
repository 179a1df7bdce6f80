"""What a request cost. Unknown is None, never nothing: a budget must not be spent blindly."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from society.domain.calls import Usage
from society.domain.value import Value
from society.llm.library import litellm

MILLION = 1_000_000


class Price(Value):
    """Dollars for a million tokens; `cached` for prompt tokens the provider had kept."""

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)
    cached: float | None = Field(default=None, ge=0)


class Prices:
    """A price list: the user's own first, then the one that comes with litellm."""

    def __init__(self, own: Mapping[str, Price] | None = None) -> None:
        self._own = dict(own or {})

    def of(self, model: str) -> Price | None:
        """The price of a model by the name it is asked for; None where nobody knows."""
        return self._own.get(model) or _listed(model)

    def cost(self, model: str, usage: Usage) -> float | None:
        """Dollars for that usage; None where no price is known."""
        price = self.of(model)
        if price is None:
            return None
        cached = price.prompt if price.cached is None else price.cached
        fresh = max(usage.prompt - usage.cached, 0)
        parts = (fresh * price.prompt, usage.cached * cached, usage.completion * price.completion)
        return sum(parts) / MILLION

    def version(self, model: str) -> str:
        """Which list the price is from, as the ledger notes it."""
        if model in self._own:
            return "own"
        from importlib.metadata import version

        return f"litellm {version('litellm')}" if _listed(model) else ""


def _listed(model: str) -> Price | None:
    """The price in litellm's list. Its zeros are gaps or favours, not prices, and do not count."""
    entry = _entry(model)
    prompt, completion = entry.get("input_cost_per_token"), entry.get("output_cost_per_token")
    if prompt is None or completion is None or prompt + completion == 0:
        return None
    cached = entry.get("cache_read_input_token_cost")
    return Price(
        prompt=prompt * MILLION,
        completion=completion * MILLION,
        cached=None if cached is None else cached * MILLION,
    )


def _entry(model: str) -> Mapping[str, Any]:
    """The list's entry of a model; one under its bare name only if it is the same provider's."""
    listed: Mapping[str, Mapping[str, Any]] = litellm().model_cost
    if model in listed:
        return listed[model]
    provider, _, bare = model.partition("/")
    entry = listed.get(bare, {})
    return entry if entry.get("litellm_provider") == provider else {}
