"""What a request cost. Unknown is None, never nothing: a budget must not be spent blindly."""

from collections.abc import Mapping
from importlib.metadata import version

from pydantic import Field

from society.domain.calls import Usage
from society.domain.value import Value
from society.llm.listed import entry

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
        self._known: dict[str, tuple[Price | None, str]] = {}

    def of(self, model: str) -> Price | None:
        """The price of a model by the name it is asked for; None where nobody knows."""
        return self._found(model)[0]

    def cost(self, model: str, usage: Usage) -> float | None:
        """Dollars for that usage; None where no price is known."""
        price = self.of(model)
        if price is None:
            return None
        cached = price.prompt if price.cached is None else price.cached
        fresh = max(usage.prompt - usage.cached, 0)
        parts = (fresh * price.prompt, usage.cached * cached, usage.completion * price.completion)
        return sum(parts) / MILLION

    def worst(self, model: str, prompt: int, completion: int | None) -> float | None:
        """Dollars for so many tokens at most; None where a price or a bound is not known."""
        price = self.of(model)
        if price is None or completion is None:
            return None
        dearest = max(price.prompt, price.cached or 0.0)
        return (prompt * dearest + completion * price.completion) / MILLION

    def version(self, model: str) -> str:
        """Which list the price is from, as the ledger notes it."""
        return self._found(model)[1]

    def _found(self, model: str) -> tuple[Price | None, str]:
        if model not in self._known:
            own = self._own.get(model)
            self._known[model] = (own, "own") if own else _listed(model)
        return self._known[model]


def _listed(model: str) -> tuple[Price | None, str]:
    """The price in litellm's list. Its zeros are gaps or favours, not prices, and do not count."""
    known = entry(model)
    prompt, completion = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    if prompt is None or completion is None or prompt + completion == 0:
        return None, ""
    cached = known.get("cache_read_input_token_cost")
    price = Price(
        prompt=prompt * MILLION,
        completion=completion * MILLION,
        cached=None if cached is None else cached * MILLION,
    )
    return price, f"litellm {version('litellm')}"
