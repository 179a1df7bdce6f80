"""Who is paid for a model, at which price, in which line: no key and no weights are needed."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from society.domain.errors import ModelError
from society.domain.value import Value
from society.llm.limits import UNKNOWN, Limits, limits_of
from society.llm.prices import Price, Prices
from society.llm.providers import route

IN_PROCESS = ("embedded", "gguf", "scripted")
FREE = Price(prompt=0.0, completion=0.0)

SECONDS = {"here": 2.0, "own": 2.0, "away": 3.0}
"""Seconds of a call where none was measured: in this process, on one's own server, elsewhere."""

_WHERE = {"here": "a model in this process", "own": "a server of one's own", "away": "a provider"}


class Bill(Value):
    """What a model costs; `price` is None where nobody knows it, and nothing on one's own machine.

    `line` is the endpoint that it is asked at, whose `limits` all its callers share.
    """

    price: Price | None
    place: str
    line: str
    limits: Limits = UNKNOWN

    @property
    def remote(self) -> bool:
        """Whether requests are sent for it."""
        return self.place != "here"

    @property
    def usual_seconds(self) -> float:
        """Seconds of a call, as long as nothing better is known."""
        return SECONDS[self.place]

    @property
    def assumption(self) -> str:
        """What `usual_seconds` are, in words."""
        return f"assumed for {_WHERE[self.place]}"


def kind(model: str) -> str:
    """The first word of a model's name, its adapter and file left out.

    >>> kind("embedded+judge"), kind("gguf:a.gguf"), kind("openai/gpt-x")
    ('embedded', 'gguf', 'openai/gpt-x')
    """
    return model.partition("+")[0].partition(":")[0]


def in_process(model: str) -> bool:
    """Whether the model runs in this process."""
    return kind(model) in IN_PROCESS


def bill(
    model: str,
    *,
    environ: Mapping[str, str],
    prices: Prices,
    limits: Mapping[str, Limits],
    api_base: str | None = None,
) -> Bill:
    """Who is paid for that model; ModelError for a name that leads nowhere."""
    if in_process(model):
        return Bill(price=FREE, place="here", line="this process")
    provider, host, own = _served(model, environ, api_base)
    held, alone = limits_of(limits, model, provider, host)
    price = FREE if own else prices.of(model)
    line = alone or provider
    return Bill(price=price, place="own" if own else "away", line=line, limits=held)


def _served(model: str, environ: Mapping[str, str], api_base: str | None) -> tuple[str, str, bool]:
    """Provider, host, and whether it is on one's own machine. A missing key does not matter."""
    try:
        way = route(model, environ, api_base)
    except ModelError as error:
        if error.kind != "auth":
            raise
        return model.partition("/")[0], urlsplit(api_base or "").netloc, False
    return way.provider, way.host, way.own_machine
