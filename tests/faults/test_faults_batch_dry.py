"""A dry run says what the real one will do; JSON has a summary also where nothing is played."""

import json
from typing import Any

import pytest

from tests.faults.batch_stage import Stage, rows

PRICES = {"talker": {"prompt": 1.0, "completion": 2.0}}


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIETY_PRICES", json.dumps(PRICES))


def summary(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return told


def test_the_dry_run_of_a_changed_batch_says_that_it_will_be_refused_and_why(stage: Stage) -> None:
    stage.play(n=2)
    seen = stage.provider.requests
    change: dict[str, Any] = {"n": 2, "cast": {"model": "another"}}

    dry = stage.play(**change, dry_run=True)
    real = stage.play(**change)

    (first, *differences) = real.err.splitlines()
    assert dry.code == real.code == 2
    assert "night: 2 dialogues" in dry.out, "what it would take is told all the same"
    assert f"`society batch` will refuse this: {first}" in dry.err
    assert any("models.a was talker, is another" in line for line in differences)
    assert all(line in dry.err for line in differences)
    assert "--accept-change" in dry.err
    assert stage.provider.requests == seen
    assert rows(stage.db, "SELECT max(revision) FROM batch") == [(1,)]


def test_the_dry_run_of_an_accepted_change_says_what_changed(stage: Stage) -> None:
    stage.play(n=2)

    dry = stage.play(n=2, cast={"model": "another"}, dry_run=True, accept_change=True)

    assert dry.code == 0
    assert "models.a was talker, is another" in dry.err
    assert "goes on with this one as a further revision" in dry.err
    assert rows(stage.db, "SELECT max(revision) FROM batch") == [(1,)]


def test_the_dry_run_of_the_same_batch_speaks_of_no_change(stage: Stage) -> None:
    stage.play(n=2)

    dry = stage.play(n=4, dry_run=True, json=True)

    assert dry.code == 0
    assert "refuse" not in dry.err
    assert summary(dry.out)["changed"] == []


@pytest.mark.usefixtures("priced")
def test_a_budget_that_is_too_tight_to_begin_begins_nothing_and_a_little_more_does(
    stage: Stage,
) -> None:
    asked: dict[str, Any] = {"n": 4, "dry_run": True, "json": True}
    least = summary(stage.play(**asked, budget=1.0).out)["budget"]["least_to_begin"]
    tight = stage.play(n=4, dry_run=True, budget=least / 2)

    told = stage.play(n=4, budget=least / 2, no_preflight=True)

    assert "is too tight to begin" in tight.out
    assert told.code == 4
    assert stage.provider.requests == 0
    assert stage.play(n=4, budget=least * 1.001, no_preflight=True).code == 4
    assert stage.provider.requests > 0


@pytest.mark.parametrize("fault", ["401", "404"])
def test_json_is_a_summary_also_where_the_first_call_fails(stage: Stage, fault: str) -> None:
    stage.provider.choose = lambda _: fault

    told = stage.play(n=3, json=True)

    found = summary(told.out)
    assert told.code == found["exit"] == 6
    assert (found["batch"], found["revision"]) == ("night", 1)
    assert (found["total"], found["done"], found["failed"], found["turns"]) == (3, 0, 0, 0)
    assert found["why"]
    assert found["why"] in told.err
    assert "go on with: society" in found["hint"]


def test_json_is_a_summary_also_where_the_batch_is_refused(stage: Stage) -> None:
    stage.play(n=2)

    told = stage.play(n=2, cast={"model": "another"}, json=True)

    found = summary(told.out)
    assert told.code == found["exit"] == 2
    assert "models.a was talker, is another" in found["why"]
    assert "--accept-change" in found["hint"]
    assert (found["revision"], found["done"]) == (None, 0)


def test_json_says_nothing_of_what_is_done_before_anybody_has_looked(stage: Stage) -> None:
    told = stage.play(n=2, cast={"judge": ("sterm",)}, json=True)

    found = summary(told.out)
    assert told.code == found["exit"] == 2
    assert "sterm" in found["why"]
    assert "done" not in found
