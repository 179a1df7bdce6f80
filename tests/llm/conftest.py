"""What the tests of models stand on: the embedded model, prepared once and shared."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from society.llm.connect import Connections
from society.llm.model import Model
from society.llm.network import Network
from society.llm.prices import Prices
from society.llm.providers import route
from society.llm.purse import Purse
from society.llm.remote import Remote
from tests.faults.server import FaultServer
from tests.llm.ears import Connect, Ears
from tests.llm.live import weights


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture(scope="session")
def models_dir(request: pytest.FixtureRequest) -> Path:
    """A folder that outlives the run: the weights are requantised once and not each time."""
    cache = request.config.cache
    assert cache is not None
    return cache.mkdir("models")


@pytest.fixture(scope="session")
def connections(models_dir: Path) -> Iterator[Connections]:
    """Live models. They run in threads of their own and outlive the loop of one test."""
    live = Connections(environ={}, models_dir=models_dir, timeout=120)
    yield live
    asyncio.run(live.close())


@pytest.fixture(scope="session")
def embedded(connections: Connections, models_dir: Path) -> Model:
    weights(models_dir)
    return connections("embedded")


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


ENVIRON = {"SOCIETY_API_KEY": "sk-canary-123456789"}


WIRES = ["direct", "hosted_vllm", "openai"]
"""Our own HTTP, and both of litellm's clients for OpenAI-compatible servers."""


@pytest.fixture(params=WIRES)
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def network(wire: str, ears: Ears) -> AsyncIterator[Callable[..., Network]]:
    """Networks whose models go over that wire."""
    running: list[Network] = []

    def build(**more: object) -> Network:
        options = {"environ": ENVIRON, "timeout": 60.0, "stream": False, **more}
        options.setdefault("patience", ears.patience())
        options.setdefault("prices", Prices())
        options.setdefault("purse", Purse())
        options.setdefault("transport", "direct" if wire == "direct" else "litellm")
        running.append(Network(**options))  # type: ignore[arg-type]
        return running[-1]

    yield build
    for each in running:
        await each.close()


@pytest.fixture
def connect(server: FaultServer, wire: str, network: Callable[..., Network]) -> Connect:
    """Models of the server, in a network of their own or in one that they share."""

    def build(name: str, *, shared: Network | None = None, **more: object) -> Remote:
        running = shared or network(**more)
        way = route(name, ENVIRON, server.url)
        way = way if wire == "direct" else replace(way, model=f"{wire}/{name}")
        return running.model(name, way)

    return build
