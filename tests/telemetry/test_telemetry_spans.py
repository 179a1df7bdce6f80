"""Traces in a file, written by the real SDK and read back."""

import itertools
from pathlib import Path

import pytest

from society.domain.events import (
    Asked,
    Called,
    Failed,
    Judged,
    Speaking,
    Spoke,
    Started,
)
from society.domain.judging import Judgement
from society.telemetry.outlets import events_file
from society.telemetry.spans import Traces
from tests.play.table import game
from tests.telemetry.stage import (
    ORIGIN,
    STARTED,
    attempt,
    canned,
    evaluations,
    haggled,
    haggling,
    named,
    one,
    spans,
    write,
)

CANARY = "canary-0123456789abcdef"
FULL = Path("/dev/full")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "traces" / "spans.jsonl"


async def test_a_dialogue_is_one_trace_of_workflow_agents_and_requests(file: Path) -> None:
    traces = write(file, await haggled())

    seen = spans(file)
    whole = one(seen, "invoke_workflow test/haggle")
    parents = {each.span: each.name for each in seen}
    assert {each.trace for each in seen} == {whole.trace}
    assert whole.parent == ""
    assert sorted((each.name, parents.get(each.parent, "")) for each in seen) == sorted(
        [
            ("invoke_workflow test/haggle", ""),
            *[("invoke_agent seller", "invoke_workflow test/haggle")] * 3,
            *[("invoke_agent buyer", "invoke_workflow test/haggle")] * 2,
            *[("invoke_agent stern", "invoke_workflow test/haggle")] * 4,
            *[("invoke_agent broken", "invoke_workflow test/haggle")] * 4,
            *[("chat small", "invoke_agent seller")] * 2,
            *[("chat large", "invoke_agent buyer")] * 2,
            *[("chat judging", "invoke_agent stern")] * 4,
        ]
    )
    assert traces.trouble == ""


async def test_no_span_begins_before_its_parent_or_ends_after_it(file: Path) -> None:
    traces = Traces.open(str(file), environ={})
    async for event in haggling():
        traces.hear(event)
    traces.close()

    seen = spans(file)
    by_id = {each.span: each for each in seen}
    inner = [(each, by_id[each.parent]) for each in seen if each.parent]
    assert inner
    for each, outer in inner:
        assert outer.times[0] <= each.times[0] <= each.times[1] <= outer.times[1], each.name


async def test_the_workflow_says_how_it_was_drawn_and_how_it_ended(file: Path) -> None:
    write(file, await haggled("e7"))

    said = one(spans(file), "invoke_workflow test/haggle").said
    assert said["gen_ai.operation.name"] == "invoke_workflow"
    assert said["gen_ai.workflow.name"] == "test/haggle"
    assert said["gen_ai.conversation.id"] == "e7"
    assert (said["society.seed"], said["society.index"], said["society.level"]) == (7, 3, "hard")
    assert said["society.episode_key"].startswith("test/haggle@0123456789ab:7:3:")
    assert said["society.ended"] == "agreement"
    assert said["society.utility.seller"] == pytest.approx(0.5)


async def test_an_agent_says_which_turn_and_which_move(file: Path) -> None:
    write(file, await haggled())

    turns = [each.said for each in spans(file) if each.said.get("society.kind") == "role"]
    assert [(each["society.turn"], each["gen_ai.agent.name"]) for each in turns] == [
        (0, "seller"),
        (1, "buyer"),
        (2, "seller"),
        (3, "buyer"),
        (4, "seller"),
    ]
    assert [each.get("society.action") for each in turns][1:] == ["propose"] * 3 + ["accept"]
    assert turns[1]["gen_ai.provider.name"] == "scripted"
    assert turns[0]["society.flags"] == ["opening"]


def test_a_request_says_what_the_conventions_ask_for(file: Path) -> None:
    called = Called(episode="e1", attempt=attempt())
    write(file, [*canned()[:2], called, canned()[-1]])

    chat = one(spans(file), "chat openai/large")
    assert chat.raw["kind"] == 3, "a client"
    assert chat.times == (STARTED, STARTED + 1_500_000_000)
    assert chat.said == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "openai/large",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.seed": 3,
        "gen_ai.conversation.id": "e1",
        "gen_ai.response.id": "r1",
        "gen_ai.response.model": "large-2026",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": 0.5,
        "gen_ai.usage.input_tokens": 30,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.cache_read.input_tokens": 20,
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": 8000,
        "society.purpose": "turn:1",
        "society.call": "c1",
        "society.attempt": 1,
        "society.cost": 0.002,
    }


def test_every_attempt_is_a_span_and_one_that_failed_says_so(file: Path) -> None:
    write(file, canned()[:-1])

    first, second = named(spans(file), "chat openai/large")
    agent = one(spans(file), "invoke_agent buyer")
    assert first.parent == second.parent == agent.span
    assert (first.said["error.type"], first.raw["status"]) == ("bad_reply", {"code": 2})
    assert (second.said["society.attempt"], second.raw["status"]) == (2, {})
    assert (agent.said["society.waited"], agent.said["society.refused"]) == (2.0, 1)


async def test_evaluations_are_events_of_the_span_that_was_judged(file: Path) -> None:
    write(file, await haggled())

    turns = {
        each.said["society.turn"]: (each.trace, each.span)
        for each in spans(file)
        if each.said.get("society.kind") == "role"
    }
    told = evaluations(events_file(file))
    assert {each.name for each in told} == {"gen_ai.evaluation.result"}
    assert all((each.trace, each.span) == turns[each.said["society.turn"]] for each in told)
    scored = [each.said for each in told if each.said["gen_ai.evaluation.name"] == "stern"]
    assert [each["gen_ai.evaluation.score.value"] for each in scored] == [0.25] * 4
    mute = [each.said for each in told if each.said["gen_ai.evaluation.name"] == "broken"]
    assert [each["error.type"] for each in mute] == ["judge_error"] * 4
    assert not any("gen_ai.evaluation.score.value" in each for each in mute)
    paid = [each.said for each in told if each.said["gen_ai.evaluation.name"] == "society.reward"]
    assert [each["society.scope"] for each in paid] == ["turn"] * 4 + ["outcome"] * 2


def test_a_judge_without_an_opinion_has_a_label_and_no_error(file: Path) -> None:
    mute = Judgement(turn=0, role="buyer", judge="kind", unscored="no_opinion")
    write(file, [*canned()[:9], Judged(episode="e1", judgement=mute), canned()[-1]])

    said = evaluations(events_file(file))[0].said
    assert said["gen_ai.evaluation.score.label"] == "no_opinion"
    assert "error.type" not in said


def test_what_is_said_of_the_whole_belongs_to_the_whole(file: Path) -> None:
    said = Judgement(scope="outcome", role="buyer", judge="fair", score=1.0)
    asked = Asked(episode="e1", judge="fair")
    call = Called(episode="e1", attempt=attempt(purpose="judge:fair"))
    judged = Judged(episode="e1", judgement=said)
    write(file, [*canned()[:8], asked, call, judged, canned()[-1]])

    seen, told = spans(file), evaluations(events_file(file))
    whole, judge = one(seen, "invoke_workflow test/haggle"), one(seen, "invoke_agent fair")
    assert [each.span for each in told] == [whole.span]
    assert named(seen, "chat openai/large")[-1].parent == judge.span


def test_a_judges_span_is_linked_to_the_turn_it_is_about(file: Path) -> None:
    write(file, canned())

    seen = spans(file)
    links = one(seen, "invoke_agent kind").raw["links"]
    assert [link["spanId"] for link in links] == [one(seen, "invoke_agent buyer").span]


async def test_interleaved_dialogues_are_traces_of_their_own(file: Path) -> None:
    many = [await haggled(f"e{number}") for number in range(3)]
    woven = [event for step in itertools.zip_longest(*many) for event in step if event]

    write(file, woven)

    seen = spans(file)
    traces = {each.trace: each.said["gen_ai.conversation.id"] for each in seen}
    assert sorted(traces.values()) == ["e0", "e1", "e2"]
    assert all(traces[each.trace] == each.said["gen_ai.conversation.id"] for each in seen)
    assert len(seen) == 3 * len([each for each in seen if each.trace == seen[0].trace])
    told = evaluations(events_file(file))
    assert all(traces[each.trace] == each.said["gen_ai.conversation.id"] for each in told)


async def test_a_dialogue_that_has_ended_is_held_no_longer(file: Path) -> None:
    traces = Traces.open(str(file), environ={})
    held = []

    for number in range(5):
        for event in canned(f"e{number}")[:-1] if number % 2 else await haggled(f"e{number}"):
            traces.hear(event)
        held.append(traces.live)
    traces.close()

    assert held == [0] * 5


def test_a_dialogue_that_fails_is_an_error_and_leaves_nothing_open(file: Path) -> None:
    failed = Failed(episode="e1", code="timeout", error="large did not answer within 30 s")
    asked = Asked(episode="e1", judge="kind", turn=0)
    write(file, [*canned()[:2], asked, failed])

    seen = spans(file)
    whole = one(seen, "invoke_workflow test/haggle")
    assert whole.raw["status"] == {"code": 2, "message": "large did not answer within 30 s"}
    assert (whole.said["error.type"], whole.said["society.ended"]) == ("timeout", "failed")
    assert {each.name for each in seen} == {whole.name, "invoke_agent buyer", "invoke_agent kind"}


def test_a_dialogue_that_is_left_or_begun_again_is_ended(file: Path) -> None:
    spoken = tuple(event.turn for event in canned() if isinstance(event, Spoke))
    again = Started(episode="e1", game=game(), provenance=ORIGIN, turns=spoken)
    write(file, [*canned()[:2], again])

    first, second = named(spans(file), "invoke_workflow test/haggle")
    assert first.trace != second.trace
    assert [each.said["society.ended"] for each in (first, second)] == ["stopped", "stopped"]
    assert second.said["society.resumed_turns"] == 1


def test_a_call_of_no_dialogue_is_still_told(file: Path) -> None:
    write(file, [Called(episode="e9", attempt=attempt(started=""))])

    (chat,) = spans(file)
    assert (chat.parent, chat.said["gen_ai.conversation.id"]) == ("", "e9")


def test_an_event_of_an_unknown_dialogue_is_no_harm(file: Path) -> None:
    write(file, [event for event in canned() if not isinstance(event, Started | Called)])

    assert spans(file) == []


def test_a_second_speaking_of_the_same_turn_is_the_same_span(file: Path) -> None:
    first = canned()[:2]
    again = [Speaking(episode="e1", turn=0, role="buyer", again="illegal")] * 2
    write(file, [*first, *again, canned()[-1]])

    agent = one(spans(file), "invoke_agent buyer")
    assert agent.said["society.refused"] == 2
