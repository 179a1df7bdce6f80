"""OpenAI-compatible servers on this machine: which answer, and what they serve."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from society.domain.value import Value

if TYPE_CHECKING:
    import httpx

PORTS: Mapping[str, tuple[str, int]] = {
    "ollama": ("Ollama", 11434),
    "hosted_vllm": ("vLLM", 8000),
    "llama_cpp": ("llama.cpp", 8080),
    "lm_studio": ("LM Studio", 1234),
    "sglang": ("SGLang", 30000),
}
"""Each provider's title and the port it listens on unless told otherwise."""

PATIENCE = 0.5


class Server(Value):
    """A server that answers; `models` are names to ask it by."""

    title: str
    url: str
    models: tuple[str, ...] = ()


async def servers(
    ports: Mapping[str, tuple[str, int]] = PORTS, *, patience: float = PATIENCE
) -> tuple[Server, ...]:
    """The servers that answer on loopback within `patience` seconds."""
    import httpx

    limits = httpx.Timeout(patience)
    async with httpx.AsyncClient(timeout=limits, trust_env=False) as client:
        asked = [_server(client, name, *place) for name, place in ports.items()]
        found = await asyncio.gather(*asked)
    return tuple(each for each in found if each is not None)


async def _server(client: "httpx.AsyncClient", name: str, title: str, port: int) -> Server | None:
    import httpx

    url = f"http://127.0.0.1:{port}/v1"
    try:
        response = await client.get(f"{url}/models")
        models = _ids(response.json()) if response.is_success else None
    except (httpx.HTTPError, ValueError):
        return None
    if models is None:
        return None
    return Server(title=title, url=url, models=tuple(f"{name}/{model}" for model in models))


def _ids(listed: Any) -> Sequence[str] | None:
    """The model ids of a list of models; None where it is something else that answers there."""
    data = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(data, list):
        return None
    return [str(each["id"]) for each in data if isinstance(each, dict) and "id" in each]
