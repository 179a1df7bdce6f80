"""Before the first dialogue every remote model is asked for a word."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from society.domain.errors import LimitReached, ModelError
from society.llm.connect import Connections
from society.llm.purse import Allowance, Purse
from tests.faults.server import FaultServer
from tests.llm.ears import Ears

Build = Callable[..., Connections]


@pytest.fixture(params=["direct", "litellm"])
async def build(
    server: FaultServer, ears: Ears, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Build]:
    made: list[Connections] = []

    def connections(**more: object) -> Connections:
        options = {"environ": {}, "models_dir": tmp_path, "api_base": server.url, "timeout": 60.0}
        options |= {"patience": ears.patience(), "transport": request.param, **more}
        made.append(Connections(**options))  # type: ignore[arg-type]
        return made[-1]

    yield connections
    for each in made:
        await each.close()


async def test_each_model_is_asked_once_and_shortly_and_it_is_paid_and_told(
    server: FaultServer, build: Build, ears: Ears
) -> None:
    purse = Purse()

    await build(purse=purse).preflight(["ok", "length", "ok"], tell=ears)

    assert server.hits == {"ok": 1, "length": 1}
    assert {ask.body["max_tokens"] for ask in server.asked} == {16}
    assert {attempt.purpose for attempt in ears.attempts} == {"preflight"}
    assert purse.calls == len(ears.attempts) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("404", "unknown_model"),
        ("401", "auth"),
        ("403", "auth"),
        ("quota", "quota"),
        ("400", "bad_request"),
    ],
)
async def test_a_model_that_cannot_be_asked_is_told_at_once(
    fault: str, kind: str, server: FaultServer, build: Build, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await build().preflight(["ok", fault], tell=ears)

    assert failure.value.kind == kind
    assert server.hits == {"ok": 1, fault: 1}


@pytest.mark.parametrize(("fault", "kind"), [("429", "rate_limited"), ("500", "server")])
async def test_what_may_pass_is_tried_three_times(
    fault: str, kind: str, server: FaultServer, build: Build, ears: Ears
) -> None:
    with pytest.raises(ModelError) as failure:
        await build().preflight([fault], tell=ears)
    await build().preflight([f"{fault}@2"], tell=ears)

    assert failure.value.kind == kind
    assert server.hits == {fault: 3, f"{fault}@2": 3}


async def test_a_model_that_says_nothing_in_so_few_words_is_there(build: Build) -> None:
    await build().preflight(["empty", "refusal"])


async def test_models_of_this_process_are_not_asked(
    server: FaultServer, build: Build, tmp_path: Path
) -> None:
    script = tmp_path / "talk.jsonl"
    script.write_text('"90?"\n', encoding="utf-8")

    await build().preflight([f"scripted:{script}"])

    assert server.hits == {}


async def test_a_budget_without_a_call_left_holds_here_too(
    server: FaultServer, build: Build
) -> None:
    with pytest.raises(LimitReached):
        await build(purse=Purse(Allowance(calls=0))).preflight(["ok"])

    assert server.hits == {}
