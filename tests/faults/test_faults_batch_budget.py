"""A budget is never exceeded, counted by the provider and not by us: whoever plays or lies."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.batch_commands import Night, until
from tests.faults.batch_server import Provider, dear, lot
from tests.faults.batch_stage import Stage, attempts, billed, rows, whole

PRICE = {"prompt": 1.0, "completion": 2.0}
PRICES = {"SOCIETY_PRICES": json.dumps({"talker": PRICE, "judge": PRICE})}


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", PRICES["SOCIETY_PRICES"])


def bill(provider: Provider) -> float:
    """Dollars by the provider's own count."""
    tokens = provider.billed
    return (
        tokens["prompt_tokens"] * PRICE["prompt"]
        + tokens["completion_tokens"] * PRICE["completion"]
    ) / 1_000_000


@pytest.mark.usefixtures("priced")
def test_a_provider_that_bills_ten_times_too_much_does_not_break_a_budget_of_256_in_flight(
    stage: Stage,
) -> None:
    stage.provider.choose = lambda _: "dear"

    told = stage.play(n=256, concurrency=256, budget=4.0)

    assert told.code == 4, told.err
    assert "budget" in told.err
    assert "go on with: society" in told.err
    assert 2.0 < bill(stage.provider) <= 4.0, "near it, and never above"
    assert stage.attempts() == stage.provider.requests
    (spent,) = rows(stage.db, "SELECT sum(cost) FROM call")[0]
    assert spent == pytest.approx(bill(stage.provider))


@pytest.mark.usefixtures("priced")
def test_the_same_command_again_stays_within_the_same_budget_and_a_greater_one_goes_on(
    stage: Stage,
) -> None:
    stage.provider.choose = lambda ask: "dear" if lot(ask) else "ok"
    for _ in range(3):
        told = stage.play(n=12, budget=1.0)
        assert told.code == 4, told.err
        assert 0.7 < bill(stage.provider) <= 1.0
    stage.provider.choose = lambda _: "ok"

    assert stage.play(n=12, budget=20.0).code == 0

    assert stage.attempts() == stage.provider.requests
    whole(stage.db, done=12)


def test_a_model_whose_price_nobody_knows_is_refused_on_a_budget_before_anything(
    stage: Stage,
) -> None:
    told = stage.play(budget=5.0)

    assert told.code == 2
    assert "no price is known for 'talker'" in told.err
    assert '[prices."talker"]' in told.err
    assert stage.provider.requests == 0


@pytest.mark.parametrize("most", [1, 10, 23])
def test_the_provider_never_sees_more_calls_than_are_allowed(stage: Stage, most: int) -> None:
    told = stage.play(n=16, concurrency=16, max_calls=most)

    assert told.code == 4, told.err
    assert stage.provider.requests == stage.attempts() == most
    assert stage.play(n=16, concurrency=16, max_calls=most).code == 4
    assert stage.provider.requests == most
    assert stage.play(n=16).code == 0
    whole(stage.db, done=16)


def test_a_retry_is_a_call_that_counts(stage: Stage) -> None:
    stage.provider.choose = lambda _: "500"

    told = stage.play(n=2, max_calls=5, no_preflight=True)

    assert told.code == 4, told.err
    assert stage.provider.requests == stage.attempts() == 5


@pytest.mark.usefixtures("priced")
def test_a_request_that_was_refused_costs_nothing_and_one_that_broke_off_its_worst(
    stage: Stage,
) -> None:
    faults = iter(["ok", "500", "dropped"])
    stage.provider.choose = lambda _: next(faults, "ok")

    assert stage.play(n=1, budget=5.0).code == 0

    (share,) = rows(stage.db, "SELECT sum(dollars) FROM share")[0]
    (known,) = rows(stage.db, "SELECT sum(cost) FROM call")[0]
    (worst,) = rows(stage.db, "SELECT reserved FROM call WHERE error_kind = 'connection'")[0]
    assert share == pytest.approx(known + worst)


@pytest.mark.parametrize("times", [1, 10], ids=["honest", "ten times"])
def test_kills_in_the_middle_do_not_break_a_budget(night: Night, times: int) -> None:
    """What is in flight at a kill is billed at its worst, as a provider well may."""
    limited = ("-c", "8", "--budget", "0.8")
    good = "dear" if times == 10 else "ok"
    for many in (20, 40, 60):
        killed_at(night, many, good, 40, *limited)
        for ask in night.provider.held:
            night.provider.bill(dear(ask.body, times))
        night.provider.held.clear()
    night.provider.choose = lambda _: good

    code = night.run(40, *limited, environ=PRICES)

    assert code in {0, 4}, night.err
    assert bill(night.provider) <= 0.8


def killed_at(night: Night, many: int, good: str, *words: Any) -> None:
    """A batch that is killed once the provider has seen so many requests and holds some more."""
    night.provider.choose = lambda _: good if night.provider.requests < many else "hold"
    pid = night.start(*words, environ=PRICES)
    until(lambda: night.provider.holding >= 4 or ended(pid), "some are in flight")
    night.strike(pid)


def ended(pid: int) -> bool:
    """Whether a process is only waited for."""
    state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return state == "Z"


def test_kills_in_the_middle_do_not_let_more_calls_through_than_are_allowed(night: Night) -> None:
    """Three judges hear a turn at once, so a dialogue has three calls in flight."""
    seats = [{"use": "rubric", "name": name} for name in ("kind", "stern", "fair")]
    panel = ("--set", f"judges={json.dumps(seats)}", "--judge-model", "judge")
    words = (*panel, "-c", "8", "--max-calls", "60")
    for many in (20, 40):
        killed_at(night, many, "ok", 30, *words)
        night.provider.held.clear()
    night.provider.choose = lambda _: "ok"

    assert night.run(30, *words) == 4, night.err

    assert 40 < night.provider.requests <= 60


def test_two_processes_keep_one_budget(night: Night) -> None:
    night.provider.choose = lambda _: "dear"
    limited = ("-c", "16", "--budget", "2.0")
    both = [night.start(60, *limited, environ=PRICES) for _ in range(2)]

    assert {night.wait(pid) for pid in both} == {4}, night.err

    assert 1.0 < bill(night.provider) <= 2.0
    assert billed(night.db, night.provider.requests)


def test_two_processes_keep_one_number_of_calls(night: Night) -> None:
    both = [night.start(60, "-c", "8", "--max-calls", "50") for _ in range(2)]

    assert {night.wait(pid) for pid in both} == {4}, night.err

    assert night.provider.requests == attempts(night.db) == 50
