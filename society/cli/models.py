"""`society models`: what can be used here, the weights that come along, and a first meeting."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cyclopts import App

from society.cli.output import as_json, note, say, table
from society.domain.errors import SocietyError
from society.settings import Transport, environment, models_folder, settings

if TYPE_CHECKING:
    from society.llm.local import Server
    from society.llm.probe import Probe

app = App(name="models", help="List, fetch and test models.")


@app.default
@app.command(name="list")
def list_(*, json: bool = False) -> None:
    """List the embedded model, servers on this machine, and providers whose key is set.

    Parameters
    ----------
    json
        Print one JSON document.
    """
    from society.llm.local import servers

    embedded = _embedded()
    running = asyncio.run(servers())
    keys = _keys()
    if json:
        as_json({"embedded": embedded, "servers": running, "providers": keys})
        return
    table(["model", "where", "state"], _rows(embedded, running, keys))


@app.command
def get(*, yes: bool = False) -> None:
    """Fetch the embedded model's weights, check them, and prepare them for this machine.

    Parameters
    ----------
    yes
        Do not ask.
    """
    from society.cli.weights import MEGABYTES, agreed, fetch_watched
    from society.llm.weights import LICENCE, TITLE, find

    folder = models_folder(settings())
    question = f"Fetch {TITLE} ({LICENCE}, {MEGABYTES} MB) into {folder}?"
    if find(folder) is None and not yes and not agreed(question):
        raise SocietyError("nothing was fetched", hint="society models get --yes does not ask")
    say(str(fetch_watched(folder)))


@app.command(name="test")
def meet(
    name: str,
    *,
    api_base: str | None = None,
    transport: Transport | None = None,
    json: bool = False,
) -> None:
    """Ask a model twice, freely and for a form: how fast is it, and does it keep to a schema?

    Parameters
    ----------
    name
        A model, such as embedded or ollama/qwen3:8b.
    api_base
        The address of an OpenAI-compatible server.
    transport
        direct or litellm instead of what suits the provider.
    json
        Print one JSON document.
    """
    met = asyncio.run(_meet(name, api_base, transport))
    if json:
        as_json(met)
        return
    for label, value in _lines(met):
        say(f"{label:<15}{value}")


async def _meet(name: str, api_base: str | None, transport: Transport | None) -> "Probe":
    from society.cli.connecting import connected
    from society.llm.probe import probe

    async with connected(settings(), api_base=api_base, transport=transport) as connections:
        model = connections(name)
        note(f"asking {name} twice …", "dim")
        return await probe(model)


def _lines(met: "Probe") -> Iterator[tuple[str, str]]:
    yield "model", met.model
    yield "answered by", met.answered_by
    yield "said", met.text
    yield "latency", f"{met.seconds:.2f} s"
    if met.first_token is not None:
        yield "first token", f"{met.first_token:.2f} s"
    if met.tokens_per_second is not None:
        yield "speed", f"{met.tokens_per_second:.0f} tokens/s"
    yield "cost", "no price is known" if met.cost is None else f"${met.cost:.6g}"
    how = "constrained by the schema" if met.constrained else "by asking for it"
    yield "JSON schema", f"kept, {how}" if met.keeps_schema else f"not kept: {met.problem}"


def _embedded() -> dict[str, Any]:
    from society.llm.weights import LICENCE, TITLE, find, prepared

    folder = models_folder(settings())
    path = prepared(folder) or find(folder)
    return {
        "name": "embedded",
        "title": TITLE,
        "licence": LICENCE,
        "present": path is not None,
        "path": str(path) if path else None,
        "bytes": path.stat().st_size if path else None,
    }


def _keys() -> list[dict[str, str]]:
    """The providers whose key is set, with the variable's name; never its value."""
    from society.llm.providers import KEYS

    environ = environment()
    return [
        {"provider": provider, "variable": name}
        for provider, names in KEYS.items()
        for name in [next((each for each in names if environ.get(each)), None)]
        if name
    ]


def _rows(
    embedded: dict[str, Any], running: Sequence["Server"], keys: Sequence[dict[str, str]]
) -> Iterator[tuple[str, str, str]]:
    size = f"{embedded['bytes'] / 1e6:.0f} MB, ready" if embedded["present"] else ""
    yield (
        "embedded",
        f"{embedded['title']}, {embedded['licence']}, in this process",
        size or "missing: society models get",
    )
    for server in running:
        for model in server.models or ("(no model)",):
            yield model, f"{server.title} at {server.url}", "answers"
    for key in keys:
        yield f"{key['provider']}/…", "over the network, paid", f"{key['variable']} is set"
