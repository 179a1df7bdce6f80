"""What a provider may do to a batch: which dialogues fail and with which code, and what goes on."""

import pytest

from tests.faults.batch_server import Once, Victims, by_model
from tests.faults.batch_stage import Stage, whole


def test_a_batch_is_played_and_the_same_command_again_asks_nothing(stage: Stage) -> None:
    first = stage.play()
    seen = stage.provider.requests

    again = stage.play()

    assert (first.code, again.code) == (0, 0), first.err
    assert stage.provider.requests == seen == stage.attempts() == 1 + 4 * 4
    assert "nothing is left to play" in again.err
    whole(stage.db, done=4)


@pytest.mark.parametrize(
    "fault",
    [
        *("429", "429-retry-after-2", "429-retry-after-date", "429-retry-after-soon", "500"),
        *("html-500", "reset", "truncated-json", "dropped", "error-200", "empty", "none"),
    ],
)
def test_what_passes_costs_a_batch_no_dialogue(stage: Stage, fault: str) -> None:
    stage.provider.choose = once = Once(fault)

    told = stage.play()

    assert told.code == 0, told.err
    assert once.struck > 4
    assert stage.attempts() == stage.provider.requests == 1 + 4 * 4 + once.struck
    whole(stage.db, done=4)


@pytest.mark.parametrize(
    ("fault", "code", "tries"),
    [
        pytest.param("500", "server", 8, id="always 500"),
        pytest.param("reset", "connection", 8, id="always reset"),
        pytest.param("429-retry-after-86400", "rate_limited", 1, id="come back tomorrow"),
        pytest.param("context", "context", 1, id="too long"),
        pytest.param("400", "bad_request", 1, id="bad request"),
        pytest.param("truncated-json", "connection", 8, id="half an answer"),
        pytest.param("error-200", "connection", 8, id="an error that looks well"),
        pytest.param("empty", "empty", 3, id="nothing"),
        pytest.param("no-choices", "empty", 3, id="no choices"),
        pytest.param("refusal", "refused", 1, id="refusal"),
        pytest.param("filter", "refused", 1, id="filter"),
        pytest.param("huge", "oversized", 1, id="five megabytes"),
    ],
)
def test_one_prompt_that_always_breaks_fails_alone_with_its_code(
    stage: Stage, fault: str, code: str, tries: int
) -> None:
    stage.provider.choose = Victims(fault)

    told = stage.play()

    assert told.code == 3, told.err
    assert stage.codes() == {"done": 3, f"failed {code}": 1}
    assert stage.attempts() == stage.provider.requests == 1 + 3 * 4 + tries
    assert "go on with: society" in told.err
    whole(stage.db, done=3)


@pytest.mark.parametrize(("fault", "plays_again"), [("500", True), ("context", False)])
def test_what_failed_is_played_by_the_same_command_unless_it_would_come_again(
    stage: Stage, fault: str, plays_again: bool
) -> None:
    stage.provider.choose = Victims(fault)
    stage.play()
    stage.provider.choose = lambda _: "ok"
    seen = stage.provider.requests

    told = stage.play()

    assert told.code == (0 if plays_again else 3)
    assert (stage.provider.requests > seen) is plays_again
    assert stage.play(again=True).code == 0
    whole(stage.db, done=4)
    assert stage.attempts() == stage.provider.requests


@pytest.mark.parametrize(
    ("fault", "sign"), [("quota", "quota"), ("401", "key"), ("403", "not for")]
)
def test_a_no_to_all_stops_the_batch_at_once_and_loses_nothing(
    stage: Stage, fault: str, sign: str
) -> None:
    asked = iter(range(1000))
    stage.provider.choose = lambda _: fault if next(asked) > 6 else "ok"

    told = stage.play(n=16)

    assert told.code == 6, told.err
    assert sign in told.err
    assert "go on with: society" in told.err
    assert stage.provider.requests == stage.attempts() <= 7 + 4, "nobody begins anything more"
    stage.provider.choose = lambda _: "ok"
    assert stage.play(n=16).code == 0
    assert stage.attempts() == stage.provider.requests
    whole(stage.db, done=16)


@pytest.mark.parametrize("fault", ["404", "401", "quota"])
def test_a_model_that_cannot_be_asked_is_found_out_before_the_first_dialogue(
    stage: Stage, fault: str
) -> None:
    stage.provider.choose = by_model

    told = stage.play(cast={"model": fault})

    assert told.code == 6
    assert stage.provider.requests == stage.attempts() == 1
    assert sum(stage.codes().values()) == 0
    assert "go on with: society" in told.err


def test_without_the_pre_flight_the_first_dialogue_finds_out(stage: Stage) -> None:
    stage.provider.choose = by_model

    told = stage.play(n=16, cast={"model": "404"}, no_preflight=True)

    assert told.code == 6
    assert 1 <= stage.provider.requests == stage.attempts() <= 4


def test_a_server_that_goes_away_fails_its_dialogues_and_is_asked_no_more_than_need_be(
    stage: Stage,
) -> None:
    stage.provider.choose = lambda ask: "ok"
    stage.provider.leave()

    told = stage.play(n=8)

    assert told.code == 3, told.err
    assert "nothing listens there" in told.err
    assert sum(stage.codes().values()) == 0, "it was found out before the first dialogue"


def test_a_missing_key_is_told_before_anything_begins(stage: Stage) -> None:
    told = stage.play(cast={"model": "openai/gpt-4o"}, api_base=None)

    assert told.code == 6
    assert "OPENAI_API_KEY" in told.err
    assert stage.provider.requests == 0
    assert not stage.db.exists()
