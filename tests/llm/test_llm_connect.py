"""Which name leads to which model, and which key goes where."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from society.domain.calls import Message
from society.domain.errors import ModelError
from society.llm.connect import Connections
from society.llm.library import litellm
from society.llm.prices import Price
from society.llm.providers import Route, route
from society.llm.retry import Patience
from tests.faults.server import FaultServer
from tests.llm.ears import Ears

HELLO = [Message(role="user", content="90?")]


def connections(folder: Path, **more: object) -> Connections:
    options = {"environ": {}, "models_dir": folder, "package": "no_such_package", **more}
    return Connections(**options)  # type: ignore[arg-type]


def test_a_name_leads_to_one_model(tmp_path: Path) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"90?"\n', encoding="utf-8")
    connect = connections(tmp_path)

    assert connect(f"scripted:{script}") is connect(f"scripted:{script}")


@pytest.mark.parametrize(
    ("name", "kind", "code", "says"),
    [
        ("embeded", "unknown_model", 6, "did you mean embedded"),
        ("Embedded", "unknown_model", 6, "did you mean embedded"),
        ("embedded", "missing_weights", 2, "society models get"),
        ("gguf:/no/such.gguf", "unknown_model", 6, "there is no file"),
        ("scripted:/no/such.jsonl", "unknown_model", 6, "is no script"),
        ("nobody/knows-this", "unknown_model", 6, "no provider is known"),
        ("opnai/gpt-4o", "unknown_model", 6, "did you mean openai/"),
        ("openai/gpt-4o", "auth", 6, "OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4-5", "auth", 6, "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-flash", "auth", 6, "GEMINI_API_KEY"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_to_do(
    name: str, kind: str, code: int, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ModelError) as failure:
        connections(tmp_path)(name)

    assert (failure.value.kind, failure.value.exit) == (kind, code)
    assert says in str(failure.value)


KEYS = {"OPENAI_API_KEY": "sk-canary-openai-1", "SOCIETY_API_KEY": "sk-canary-own-2"}


@pytest.mark.parametrize(
    ("name", "environ", "api_base", "goes_to", "with_key"),
    [
        ("openai/gpt-4o", KEYS, None, "api.openai.com", "sk-canary-openai-1"),
        ("gpt-4o", KEYS, None, "api.openai.com", "sk-canary-openai-1"),
        ("openai/gpt-4o", KEYS, "http://evil.example/v1", "evil.example", "sk-canary-own-2"),
        ("anything", {}, "http://evil.example/v1", "evil.example", "none"),
        (
            "openai/x",
            {**KEYS, "OPENAI_BASE_URL": "http://mine.example/v1"},
            None,
            "mine.example",
            "sk-canary-openai-1",
        ),
        ("ollama/qwen3:8b", KEYS, None, "127.0.0.1:11434", "none"),
        ("ollama/q", {"OLLAMA_API_BASE": "http://gpu:11434"}, None, "gpu:11434", "none"),
        ("hosted_vllm/q", {"HOSTED_VLLM_API_KEY": "k"}, None, "127.0.0.1:8000", "k"),
        ("deepseek/deepseek-chat", {"DEEPSEEK_API_KEY": "k"}, None, "api.deepseek.com", "k"),
    ],
)
def test_a_key_goes_to_its_own_provider_only(
    name: str, environ: dict[str, str], api_base: str | None, goes_to: str, with_key: str
) -> None:
    way = route(name, environ, api_base)

    key = way.key.get_secret_value() if way.key else None
    assert (way.host, key) == (goes_to, with_key)


def test_a_route_does_not_show_its_key() -> None:
    assert "hush" not in repr(Route(model="m", provider="p", key=SecretStr("hush")))


def test_an_address_without_a_path_gets_the_compatible_one() -> None:
    way = route("ollama/q", {"OLLAMA_API_BASE": "http://127.0.0.1:9/"})

    assert way.api_base == "http://127.0.0.1:9/v1"


async def test_a_foreign_address_never_sees_a_providers_key(tmp_path: Path, ears: Ears) -> None:
    async with FaultServer() as server:
        connect = connections(tmp_path, environ=KEYS, api_base=server.url, stream=False)
        try:
            await connect("openai/ok").reply(HELLO, tell=ears)
        finally:
            await connect.close()

    assert server.asked[0].headers["authorization"] == "Bearer sk-canary-own-2"
    assert "canary" not in ears.attempts[0].model_dump_json()


async def test_no_key_is_in_anything_that_failures_leave_behind(
    tmp_path: Path, ears: Ears, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    environ = {"SOCIETY_API_KEY": "canary-3141592653589793"}
    patience = Patience(tries=1, sleep=ears.sleep)
    async with FaultServer() as server:
        connect = connections(
            tmp_path, environ=environ, api_base=server.url, patience=patience, timeout=5
        )
        left = [repr(connect("echo-key"))]
        for fault in ("echo-key", "401", "429", "html-500", "reset", "truncated-json", "ok"):
            try:
                await connect(fault).reply(HELLO, tell=ears)
            except ModelError as error:
                left += [str(error), repr(error), str(error.__cause__)]
        await connect.close()

    left += [attempt.model_dump_json() for attempt in ears.attempts]
    assert len(ears.attempts) == sum(server.hits.values()) == 7
    assert "canary" not in "\n".join(left)
    assert "canary" not in caplog.text


PRICED = {"mine": Price(prompt=1.0, completion=4.0, cached=0.5)}


def test_prices_are_ones_own_first_and_unknown_is_none(tmp_path: Path) -> None:
    prices = connections(tmp_path, prices=PRICED).prices

    assert prices.of("mine") == PRICED["mine"]
    assert prices.of("nobody/knows-this") is None
    assert prices.version("nobody/knows-this") == ""


def test_the_list_price_is_the_providers_own() -> None:
    prices = connections(Path()).prices
    listed = litellm().model_cost["gpt-4o"]

    asked_as = [prices.of("gpt-4o"), prices.of("openai/gpt-4o")]

    assert [price and price.prompt for price in asked_as] == [
        pytest.approx(listed["input_cost_per_token"] * 1e6)
    ] * 2
    assert prices.of("groq/gpt-4o") is None
    assert prices.version("gpt-4o").startswith("litellm ")


async def test_a_server_on_ones_own_machine_bills_nothing(tmp_path: Path) -> None:
    async with FaultServer() as server:
        own = {"OLLAMA_API_BASE": server.url.removesuffix("/v1")}
        connect = connections(tmp_path, environ=own)
        reply = await connect("ollama/ok").reply(HELLO)
        await connect.close()

    assert reply.cost == 0.0
