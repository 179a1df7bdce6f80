"""`society models`: what can be used here, the weights that come along, and a first meeting."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from cyclopts import App, Parameter

from society.cli.output import as_json, note, say, table
from society.domain.errors import SocietyError
from society.settings import Settings, Transport, environment, models_folder, settings

if TYPE_CHECKING:
    from society.llm.local import Server
    from society.llm.model import Model
    from society.llm.probe import Probe

app = App(name="models", help="List, fetch and test models.")


@app.default
@app.command(name="list")
def list_(*, whole: Annotated[bool, Parameter(name="--all")] = False, json: bool = False) -> None:
    """List the embedded model, servers on this machine, and providers whose key is set.

    Parameters
    ----------
    whole
        Also every hosted model that the price list knows: context, dollars, JSON schema.
    json
        Print one JSON document.
    """
    from society.llm.local import servers

    chosen = settings()
    embedded = _embedded()
    running = asyncio.run(servers(_ports(chosen, environment())))
    keys = _keys()
    listed = _hosted(chosen) if whole else []
    if json:
        found = {"embedded": embedded, "servers": running, "providers": keys}
        as_json({**found, "models": listed} if whole else found)
        return
    table(["model", "where", "state"], _rows(embedded, running, keys))
    if whole:
        say()
        table(list(_COLUMNS), [[_shown(each[name]) for name in _COLUMNS] for each in listed])


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
    once: bool = False,
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
    once
        Ask for one token and no more: does it answer, and how soon?
    json
        Print one JSON document.
    """
    met = asyncio.run(_meet(name, api_base, transport, once=once))
    if json:
        as_json(met)
        return
    for label, value in _lines(met):
        say(f"{label:<15}{value}")


async def _meet(
    name: str, api_base: str | None, transport: Transport | None, *, once: bool
) -> "Probe":
    from society.cli.connecting import connected
    from society.llm.probe import probe

    async with connected(settings(), api_base=api_base, transport=transport) as connections:
        model = connections(name)
        note(f"asking {name} {'once' if once else 'twice'} …", "dim")
        return await (_touched(model) if once else probe(model))


async def _touched(model: "Model") -> "Probe":
    """One token of it. A model that thinks first says nothing in one token: it answered."""
    from time import monotonic

    from society.domain.calls import Message, Sampling
    from society.domain.errors import ModelError
    from society.llm.probe import Probe

    asked = [Message(role="user", content="Say yes.")]
    begun = monotonic()
    try:
        reply = await model.reply(asked, sampling=Sampling(max_tokens=1, seed=1), purpose="probe")
    except ModelError as error:
        if error.kind != "empty":
            raise
        return Probe(model=model.name, seconds=monotonic() - begun, problem="not asked")
    return Probe(
        model=model.name,
        answered_by=reply.model,
        text=reply.text,
        seconds=monotonic() - begun,
        cost=reply.cost,
        constrained=model.speaks_json,
        problem="not asked",
    )


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


_COLUMNS = ("name", "provider", "mode", "context", "prompt", "completion", "schema")


def _hosted(chosen: Settings) -> list[dict[str, Any]]:
    """Every model of the price list; dollars a million tokens, None where nobody knows."""
    from society.llm.listed import entries
    from society.llm.prices import Price, Prices

    prices = Prices({name: Price.model_validate(each) for name, each in chosen.prices.items()})
    found = []
    for name, entry in entries().items():
        if "litellm_provider" not in entry or name == "sample_spec":
            continue
        price = prices.of(name)
        window = entry.get("max_input_tokens") or entry.get("max_tokens")
        known = (
            name,
            entry["litellm_provider"],
            entry.get("mode", ""),
            window if isinstance(window, int) else None,
            price.prompt if price else None,
            price.completion if price else None,
            bool(entry.get("supports_response_schema")),
        )
        found.append(dict(zip(_COLUMNS, known, strict=True)))
    return found


def _ports(chosen: Settings, environ: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Where to look on this machine: the usual ports, and those that addresses of loopback name."""
    from society.llm.local import PORTS
    from society.llm.providers import LOCAL

    ports = dict(PORTS)
    for name, (title, _) in PORTS.items():
        if port := _on_loopback(environ.get(LOCAL[name][0])):
            ports[name] = (title, port)
    own = _on_loopback(chosen.api_base)
    if own and own not in {port for _, port in ports.values()}:
        ports["openai"] = ("OpenAI-compatible", own)
    return ports


def _on_loopback(address: str | None) -> int | None:
    """The port of an address on this machine; None for any other."""
    try:
        place = urlsplit(address or "")
        here = place.hostname in {"127.0.0.1", "localhost", "::1"}
        return (place.port or 80) if here else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


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
