"""Which wire carries a model, in which line it stands, and what is known of its price."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from society.domain.errors import ModelError, SocietyError
from society.llm.connect import Connections
from society.llm.hosted import HOSTED
from society.llm.library import litellm
from society.llm.limits import START, Limits
from society.llm.listed import entries
from society.llm.prices import Price
from society.llm.providers import KEYS, route
from tests.faults.server import FaultServer
from tests.llm.ears import HELLO, Ears

KEYED = {names[0]: "k" for names in KEYS.values()}


def connections(**more: Any) -> Connections:
    return Connections(**{"environ": KEYED, "models_dir": Path("none"), **more})


@pytest.fixture
async def connect(server: FaultServer, ears: Ears) -> AsyncIterator[Connections]:
    running = connections(api_base=server.url, patience=ears.patience(), stream=False)
    yield running
    await running.close()


@pytest.mark.parametrize(
    ("name", "served", "host"),
    [
        ("openai/gpt-4o", "gpt-4o", "api.openai.com"),
        ("gpt-4o-mini", "gpt-4o-mini", "api.openai.com"),
        ("openrouter/meta-llama/llama-3.1-8b", "meta-llama/llama-3.1-8b", "openrouter.ai"),
        ("groq/llama-3.1-8b-instant", "llama-3.1-8b-instant", "api.groq.com"),
        ("together_ai/a/b", "a/b", "api.together.xyz"),
        ("fireworks_ai/x", "accounts/fireworks/models/x", "api.fireworks.ai"),
        ("ollama/qwen3:8b", "qwen3:8b", "127.0.0.1:11434"),
        ("anthropic/claude-sonnet-4-5", "", None),
        ("gemini/gemini-2.5-flash", "", None),
        ("openai/gpt-5-pro", "", "api.openai.com"),
    ],
)
def test_what_speaks_chat_completions_has_a_name_there(
    name: str, served: str, host: str | None
) -> None:
    way = route(name, KEYED)

    assert way.served == served
    assert host is None or way.host == host


def test_an_address_of_the_environment_takes_a_hosted_providers_place() -> None:
    way = route("groq/x", {"GROQ_API_KEY": "k", "GROQ_API_BASE": "http://mine.example/v1/"})

    assert (way.host, way.served) == ("mine.example", "x")


def test_addresses_are_those_that_litellm_knows() -> None:
    known = {name: litellm().get_llm_provider(f"{name}/some/model")[3] for name in HOSTED}

    def site(address: str) -> str:
        return address.split("/")[2].rpartition(".")[0]

    wrong = [name for name, there in known.items() if there and site(there) != site(HOSTED[name])]
    assert wrong == []


def test_the_list_that_is_read_is_the_one_that_litellm_has() -> None:
    assert entries()["gpt-4o"] == litellm().model_cost["gpt-4o"]


def test_the_direct_transport_is_refused_where_nobody_speaks_it() -> None:
    with pytest.raises(SocietyError, match="anthropic does not speak") as refusal:
        connections(transport="direct")("anthropic/claude-sonnet-4-5")

    assert "--transport" in refusal.value.hint


def test_callbacks_and_the_direct_transport_exclude_each_other() -> None:
    with pytest.raises(SocietyError, match="callbacks hear only"):
        connections(transport="direct", callbacks=("langfuse",))("openai/gpt-4o")


async def test_callbacks_hear_what_a_call_was_for(server: FaultServer) -> None:
    heard: list[Any] = []
    connect = connections(api_base=server.url, stream=False, callbacks=("dynamic_rate_limiter",))
    library = litellm()
    before = list(library.callbacks)
    try:
        model = connect("ok")
        library.callbacks = [listener(heard)]
        reply = await model.reply(HELLO, purpose="turn")
        while not heard:
            await asyncio.sleep(0.01)
    finally:
        library.callbacks = before
        await connect.close()

    assert heard[0] == {"call": reply.call, "purpose": "turn"}


def listener(heard: list[Any]) -> Any:
    from litellm.integrations.custom_logger import CustomLogger

    class Listener(CustomLogger):  # type: ignore[misc]
        async def async_log_success_event(
            self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any
        ) -> None:
            given = kwargs["litellm_params"]["metadata"]
            heard.append({name: given[name] for name in ("call", "purpose")})

    return Listener()


async def test_all_models_of_an_endpoint_stand_in_one_line(
    connect: Connections, ears: Ears
) -> None:
    await connect("ok").reply(HELLO)
    with pytest.raises(ModelError):
        await connect("429-retry-after-20").reply(HELLO)

    states = connect.endpoints()

    assert [(each.provider, each.in_flight, each.waiting) for each in states] == [
        ("openai-compatible", 0, 0)
    ]
    assert 1 <= states[0].allowed <= START


async def test_limits_are_found_by_model_provider_or_host(server: FaultServer) -> None:
    host = server.url.split("/")[2]
    own = {"HOSTED_VLLM_API_BASE": server.url, "OLLAMA_API_BASE": server.url}
    connect = connections(
        environ=own,
        limits={
            "hosted_vllm/ok": Limits(concurrency=1),
            "hosted_vllm": Limits(concurrency=2),
            host: Limits(concurrency=3),
        },
    )
    for name in ("hosted_vllm/ok", "hosted_vllm/other", "ollama/ok"):
        connect(name)

    shown = [(each.provider, each.model, each.allowed) for each in connect.endpoints()]
    await connect.close()

    assert shown == [
        ("hosted_vllm", "hosted_vllm/ok", 1),
        ("hosted_vllm", "", 2),
        ("ollama", "", 3),
    ]


async def test_with_many_in_flight_no_more_are_sent_than_are_allowed(
    server: FaultServer, ears: Ears
) -> None:
    connect = connections(api_base=server.url, limits={"openai-compatible": Limits(concurrency=5)})
    most = 0

    def say(body: object) -> str:
        nonlocal most
        most = max(most, connect.endpoints()[0].in_flight)
        return "Fine."

    server.say = say
    await asyncio.gather(*(connect("ok").reply(HELLO, tell=ears) for _ in range(40)))
    await connect.close()

    assert most == 5
    assert server.hits["ok"] == 40


async def test_a_storm_of_refusals_is_calmed_and_everybody_gets_an_answer(
    server: FaultServer, ears: Ears
) -> None:
    connect = connections(api_base=server.url, patience=ears.patience(), stream=False)

    names = [f"429@{times}" for times in (1, 2)] + [f"503@{times}" for times in (1, 2, 3)]
    asked = [connect(name).reply(HELLO, tell=ears) for name in names for _ in range(8)]
    replies = await asyncio.gather(*asked)
    await connect.close()

    assert len(replies) == 40
    assert sum(server.hits.values()) == len(ears.attempts) == 40 + 1 + 2 + 1 + 2 + 3


async def test_a_price_is_known_of_what_is_ones_own_and_of_what_is_listed(tmp_path: Path) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"90?"\n', encoding="utf-8")
    connect = connections(prices={"groq/mine": Price(prompt=1, completion=1)})

    known = ["ollama/x", f"scripted:{script}", "groq/mine", "openai/gpt-4o"]

    assert [connect.priced(name) for name in [*known, "groq/nobody-knows"]] == [True] * 4 + [False]
    await connect.close()
