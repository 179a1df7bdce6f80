"""What an event says of itself in a line."""

from typing import get_args

import pytest

from society.domain.errors import ModelError
from society.domain.events import Called, Event, Failed, Spoke, Started, Token
from society.telemetry.facts import LEVELS, about, facts
from tests.play.table import game
from tests.telemetry.stage import ORIGIN, SAID, attempt, canned, haggled

KINDS = get_args(get_args(Event)[0])


def test_every_kind_of_event_has_a_line_but_a_token() -> None:
    events = canned()
    assert {type(event) for event in events} == set(KINDS), "the list has one of each kind"

    told = {type(event): facts(event) for event in events}

    assert {kind for kind, line in told.items() if line is None} == {Token}


def test_every_line_names_its_dialogue_and_what_happened() -> None:
    lines = [line for event in canned("e7") if (line := facts(event))]

    assert {line["dialogue"] for line in lines} == {"e7"}
    assert [line["event"] for line in lines] == [
        "dialogue_started",
        "turn_begun",
        "call_failed",
        "call_waiting",
        "call_retried",
        "reply_sampled",
        "move_refused",
        "turn_spoken",
        "judge_asked",
        "judged",
        "judge_asked",
        "unscored",
        "paid",
        "dialogue_ended",
        "dialogue_failed",
    ]
    assert set(LEVELS) <= {line["event"] for line in lines}


def test_no_line_holds_words_unless_they_are_asked_for() -> None:
    quiet = [facts(event) for event in canned()]
    told = {
        line["event"] for event in canned() if SAID in str(line := facts(event, content=True) or {})
    }

    assert SAID not in str(quiet)
    assert told == {
        "call_failed",
        "call_retried",
        "reply_sampled",
        "move_refused",
        "turn_spoken",
        "judged",
        "unscored",
        "dialogue_ended",
        "dialogue_failed",
    }


async def test_no_line_of_a_real_dialogue_holds_what_is_private_or_said() -> None:
    events = await haggled()
    private = [text for role in game().roles for text in (role.private, role.goal)]
    said = [event.turn.text for event in events if isinstance(event, Spoke)]

    lines = str([facts(event) for event in events])

    assert said
    assert [words for words in (*private, *said) if words in lines] == []


def test_a_call_says_what_it_was_for_and_what_it_cost() -> None:
    line = facts(Called(episode="e1", attempt=attempt()))

    assert line is not None
    assert line["turn"] == 1
    assert (line["attempt"], line["status"], line["request"]) == (1, 200, "r1")
    assert (line["prompt_tokens"], line["completion_tokens"], line["cached_tokens"]) == (30, 5, 20)
    assert (line["cost"], line["seconds"], line["first_text"]) == (0.002, 1.5, 0.5)


def test_a_call_without_a_price_has_no_cost_and_never_zero() -> None:
    line = facts(Called(episode="e1", attempt=attempt(cost=None)))

    assert line is not None
    assert "cost" not in line


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        pytest.param("timeout", True, id="about the call"),
        pytest.param("auth", True, id="about the key"),
        pytest.param("bad_reply", False, id="may quote the reply"),
        pytest.param("refused", False, id="may quote the prompt"),
        pytest.param("error", False, id="unknown"),
    ],
)
def test_a_failure_is_told_in_words_only_where_they_are_about_the_call(
    kind: str, shown: bool
) -> None:
    line = facts(Failed(episode="e1", code=kind, error="what went wrong", hint="mend it"))

    assert line is not None
    assert line["code"] == kind
    assert (line.get("error"), line.get("hint")) == (
        ("what went wrong", "mend it") if shown else (None, None)
    )


def test_every_kind_of_failure_is_known_to_be_plain_or_is_kept_back() -> None:
    documented = (ModelError.__doc__ or "").split("\n\n")[1].replace(",", "").split()

    told = {kind for kind in documented if "error" in (_failure(kind) or {})}

    assert set(documented) - told == {"server", "bad_request", "bad_reply", "refused"}


def _failure(kind: str) -> dict[str, object] | None:
    return facts(Called(episode="e1", attempt=attempt(error="x", error_kind=kind)))


def test_a_dialogue_that_goes_on_says_where() -> None:
    spoken = [event.turn for event in canned() if isinstance(event, Spoke)]

    line = facts(Started(episode="e1", game=game(), provenance=ORIGIN, turns=(*spoken,)))

    assert line is not None
    assert (line["event"], line["turns"]) == ("dialogue_resumed", 1)


@pytest.mark.parametrize(
    ("purpose", "fields"),
    [
        ("turn:12", {"turn": 12}),
        ("judge:deal", {"judge": "deal"}),
        ("judge:my:own", {"judge": "my:own"}),
        ("turn:", {}),
        ("probe", {}),
    ],
)
def test_a_purpose_is_read_into_fields(purpose: str, fields: dict[str, object]) -> None:
    assert about(purpose) == fields
