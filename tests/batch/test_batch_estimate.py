"""What a batch is told to take before anything is known of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from society.batch.arithmetic import Load
from society.batch.billing import FREE, Bill, bill
from society.batch.estimate import estimate
from society.batch.expectation import Cell, bound, expectation
from society.batch.measuring import demands
from society.casting import Table
from society.domain.calls import Attempt, Heard
from society.domain.dialogue import Dialogue
from society.llm.limits import Limits
from society.llm.prices import Prices
from society.llm.scripted import Scripted
from society.play.bench import Bench
from society.players.llm import LlmPlayer
from society.scenario import referee
from tests.batch.played import BIKE, PRICE, only, reckon, table, told_by_nobody

SHIPPED = (BIKE, "diplomacy/ceasefire", "debate/motion", "classroom/fractions", "support/refund")


@pytest.mark.parametrize("scenario", SHIPPED)
@pytest.mark.parametrize(
    "job",
    [
        pytest.param({"model": "embedded", "locale": "zh"}, id="embedded"),
        pytest.param({"model": "openai/x"}, id="llm"),
        pytest.param({"model": "openai/x", "player": "planned"}, id="planned"),
    ],
)
async def test_no_expectation_is_above_its_bound(scenario: str, job: dict[str, str]) -> None:
    cell = Cell(table(scenario, **job), 1, None)

    found = await demands(cell.table)

    assert len(found) > len(cell.table.game.roles)
    for demand in found:
        load, _ = expectation(cell, demand)
        most = bound(cell, demand, Load())

        assert load.calls <= most.calls
        assert load.prompt <= most.prompt
        assert load.completion <= most.completion


async def test_the_prompt_of_a_first_turn_is_measured_and_not_guessed() -> None:
    heard: list[Attempt] = []

    def hear(said: Heard, /) -> None:
        if isinstance(said, Attempt):
            heard.append(said)

    told = json.dumps({"say": "Hm.", "action": None, "args": None})
    seated = table(model="openai/x")
    player = LlmPlayer(Scripted([told], name="openai/x"))
    await player.speak(referee.view(Dialogue(game=seated.game), "buyer"), tell=hear)
    sent = sum(len(message.content.encode()) for message in heard[0].request)

    demand = next(each for each in await demands(seated) if each.who == "buyer")

    assert sent <= demand.most.base
    assert sent / 4 <= demand.about.base <= sent


async def test_a_limit_on_a_reply_bounds_all_that_follows() -> None:
    loose = table(model="openai/x")
    overrides = {"roles.seller.model.max_tokens": 50, "roles.buyer.model.max_tokens": 50}
    tight = table(model="openai/x", overrides=overrides)

    before, after = await reckon(Cell(loose, 1, None)), await reckon(Cell(tight, 1, None))

    assert not only(before, "seller").bounded
    assert only(after, "seller").bounded
    assert (after.cost_at_most or 0) < (before.cost_at_most or 0) / 10
    assert only(after, "seller").expected.completion == 5 * 50


async def test_a_strangers_judge_is_not_run_by_an_estimate(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    file = tmp_path / "mine.py"
    file.write_text(
        "from pathlib import Path\n"
        "from society import Model, Turn, judge\n\n\n"
        "@judge(scope='turn')\n"
        "async def mine(turn: Turn, model: Model) -> float:\n"
        f"    Path({str(ran)!r}).touch()\n"
        "    return 1.0\n"
    )
    seated = table(model="openai/x", judges=(f"{file}:mine",), allow_code=True)

    found = await reckon(Cell(seated, 1, None))

    assert only(found, "mine").expected.calls == 11
    assert not ran.exists()


async def test_the_judges_of_a_turn_wait_for_the_slowest_and_not_for_each_other() -> None:
    slow = {"seats": table().bench.seats}
    seated = table(model="openai/x")
    seat = next(each for each in seated.bench.seats if each.model)
    two = Bench(players=seated.bench.players, seats=(*slow["seats"], seat))
    twice = Table(seated.game, two, seated.provenance, "")

    one = await reckon(Cell(seated, 1, None), preflight=False)
    both = await reckon(Cell(twice, 1, None), preflight=False)

    assert both.total().calls > one.total().calls
    assert both.time.seconds == one.time.seconds


def test_a_model_of_ones_own_machine_costs_nothing_and_a_strangers_is_unknown() -> None:
    prices = Prices({"mine": PRICE})

    def told(model: str, **more: Any) -> Bill:
        return bill(model, environ={}, prices=prices, limits=LIMITS, **more)

    assert told("embedded").price == FREE
    assert told("gguf:/nowhere/model.gguf").price == FREE
    assert told("ollama/llama3").price == FREE
    assert told("groq/never-heard-of").price is None
    assert told("mine", api_base="http://127.0.0.1:9/v1").price == PRICE
    assert told("other", api_base="http://127.0.0.1:9/v1").price is None


LIMITS: Mapping[str, Limits] = {"openai": Limits(rpm=30)}


def test_neither_a_key_nor_a_connection_is_needed_to_know_a_limit() -> None:
    told = bill("openai/gpt-4o-mini", environ={}, prices=Prices(), limits=LIMITS)

    assert told.price is not None
    assert told.limits.rpm == 30


async def test_one_unknown_price_makes_the_whole_unknown() -> None:
    def half(model: str) -> Bill:
        return Bill(price=PRICE if model == "openai/x" else None, place="away", line=model)

    cell = Cell(table(model="openai/x", judge_model="openai/y"), 3, None)

    found = await estimate([cell], half, told_by_nobody, slots=1)

    assert found.cost is None
    assert found.cost_at_most is None
    assert found.unpriced == ("openai/y",)
    assert found.known > 0
