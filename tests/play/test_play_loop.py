"""The loop: who speaks, what is refused, what is paid, how it ends."""

import asyncio
import os
import subprocess
import sys
import threading
from typing import Any

import pytest

from society.domain.dialogue import Turn
from society.domain.errors import LimitReached, ModelError
from society.domain.events import (
    Asked,
    Ended,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
)
from society.domain.judging import judge
from society.llm.model import Tell, nobody
from tests.play.table import DEAL, Script, all_of, bench, game, seat, watch


@judge(scope="turn")
def kind(turn: Turn) -> tuple[float, str]:
    return 0.5, f"turn {turn.index} is kind"


@judge(scope="turn")
def broken(turn: Turn) -> float:
    raise ZeroDivisionError("division by zero")


async def test_a_dialogue_is_played_judged_paid_and_settled() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))

    said = [event.turn.text for event in events if isinstance(event, Spoke)]
    assert said[0] == "A lamp, as good as new. Interested?"
    assert [event.turn.role for event in events if isinstance(event, Spoke)] == [
        *["seller", "buyer"] * 2,
        "seller",
    ]
    assert isinstance(events[0], Started)
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.outcome.ended == "agreement"
    assert ended.outcome.issues == {"price": 70}
    assert ended.outcome.utilities == pytest.approx({"seller": 0.5, "buyer": 0.5})
    assert ended.outcome.winner is None
    assert ended.outcome.returns == pytest.approx({"seller": 0.5, "buyer": 0.5})


async def test_an_opening_is_nobodys_choice_and_is_not_judged() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))

    opening = next(event.turn for event in events if isinstance(event, Spoke))
    assert opening.flags == ("opening",)
    assert min(e.judgement.turn or 0 for e in events if isinstance(e, Judged)) == 1


async def test_every_turn_is_paid_before_the_next_is_spoken() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))

    order = [
        (type(event).__name__, event.reward.turn if isinstance(event, Paid) else event.turn.index)
        for event in events
        if isinstance(event, Spoke) or (isinstance(event, Paid) and event.reward.scope == "turn")
    ]
    assert order[1:5] == [("Spoke", 1), ("Paid", 1), ("Spoke", 2), ("Paid", 2)]


async def test_the_end_is_paid_on_each_roles_last_turn() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))

    ends = [e.reward for e in events if isinstance(e, Paid) and e.reward.scope == "outcome"]
    assert {(each.role, each.turn) for each in ends} == {("seller", 4), ("buyer", 3)}


async def test_an_illegal_move_is_refused_with_the_reason_and_asked_again_once() -> None:
    table = bench(
        [("Deal!", "walk_away")],
        [("I take it.", "accept"), ("70?", "propose", {"price": 70})],
    )

    events = await all_of(watch(table))

    again = [e.again for e in events if isinstance(e, Speaking) and e.again]
    assert len(again) == 1
    assert "accept" in again[0]
    buyer = table.players["buyer"]
    assert isinstance(buyer, Script)
    assert buyer.seen[1].refused == (again[0],)
    assert str(next(e.turn.action for e in events if isinstance(e, Spoke) and e.turn.index == 1))


async def test_a_second_illegal_move_leaves_the_words_without_it() -> None:
    table = bench([("No.", "walk_away")], [("I take it.", "accept"), ("But I do.", "accept")])

    events = await all_of(watch(table))

    turn = next(e.turn for e in events if isinstance(e, Spoke) and e.turn.index == 1)
    assert (turn.text, turn.action, turn.flags) == ("But I do.", None, ("illegal",))


async def test_a_broken_judge_is_unscored_by_name_and_the_others_pay() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind), seat(broken)])))

    said = [e.judgement for e in events if isinstance(e, Judged) and e.judgement.judge == "broken"]
    assert len(said) == 4
    assert {(each.score, each.unscored) for each in said} == {(None, "judge_error")}
    assert "ZeroDivisionError: division by zero" in said[0].critique
    assert isinstance(events[-1], Ended)
    paid = [e.reward for e in events if isinstance(e, Paid) and e.reward.scope == "turn"]
    assert [each.parts for each in paid] == [{"kind": 0.5}] * 4


async def test_judges_of_one_turn_are_heard_together() -> None:
    meeting = asyncio.Barrier(2)

    @judge(name="first")
    async def first(turn: Turn) -> float:
        await meeting.wait()
        return 1.0

    @judge(name="second")
    async def second(turn: Turn) -> float:
        await meeting.wait()
        return 0.0

    async with asyncio.timeout(10):
        events = await all_of(
            watch(bench(DEAL["seller"], DEAL["buyer"], [seat(first), seat(second)]))
        )

    assert isinstance(events[-1], Ended)


async def test_a_model_that_does_not_answer_fails_the_dialogue_and_keeps_what_was_said() -> None:
    silent = ModelError("openai/x did not answer", kind="server", hint="try again")
    events = await all_of(watch(bench([silent], DEAL["buyer"])))

    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.hint) == ("server", "try again")
    assert len([e for e in events if isinstance(e, Spoke)]) == 2


async def test_out_of_turns_ends_by_the_scenarios_own_rule() -> None:
    events = await all_of(watch(bench(["Hm."] * 3, ["Well."] * 3)))

    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.outcome.ended == "no_deal"
    assert len([e for e in events if isinstance(e, Spoke)]) == 6


async def test_no_view_ever_holds_the_other_sides_private_text() -> None:
    table = bench(DEAL["seller"], DEAL["buyer"])

    await all_of(watch(table))

    roles = {role.id: role for role in game().roles}
    for mine, theirs in [("seller", "buyer"), ("buyer", "seller")]:
        player = table.players[mine]
        assert isinstance(player, Script)
        for view in player.seen:
            seen = view.model_dump_json()
            assert roles[mine].private in seen
            assert roles[theirs].private not in seen
            assert roles[theirs].goal not in seen


async def test_the_next_step_waits_until_every_event_is_taken() -> None:
    """What makes storing before asking for more enough: the graph never runs ahead."""
    table = bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])
    buyer = table.players["buyer"]
    assert isinstance(buyer, Script)

    stream = watch(table)
    async for event in stream:
        if isinstance(event, Spoke) and event.turn.index == 0:
            await asyncio.sleep(0.05)
            assert buyer.seen == []
        if isinstance(event, Paid):
            break

    assert len(buyer.seen) == 1
    await stream.aclose()


async def test_a_cancelled_dialogue_is_cancelled_and_nothing_swallows_it() -> None:
    never = asyncio.Event()

    class Slow(Script):
        async def speak(self, view: Any, **_: Any) -> Any:
            await never.wait()

    table = bench([], [])
    players = {**table.players, "buyer": Slow([])}
    running = asyncio.create_task(all_of(watch(type(table)(players=players))))
    await asyncio.sleep(0.05)

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_asked_tells_which_judge_is_thinking() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(kind)])))

    assert next(e for e in events if isinstance(e, Asked)).judge == "kind"


async def test_what_was_refused_is_kept_with_the_turn_that_replaced_it() -> None:
    table = bench(
        [("Deal!", "walk_away")],
        [("I take it.", "accept"), ("70?", "propose", {"price": 70})],
    )

    events = await all_of(watch(table))

    turn = next(e.turn for e in events if isinstance(e, Spoke) and e.turn.index == 1)
    (draft,) = turn.drafts
    assert (draft.text, str(draft.action)) == ("I take it.", "accept")
    assert draft.reason.startswith("refused: ")


async def test_saying_nothing_is_no_turn() -> None:
    events = await all_of(watch(bench([], [" \n"])))

    assert isinstance(events[-1], Failed)
    assert events[-1].code == "empty"


async def test_a_limit_reached_ends_the_dialogue_as_such() -> None:
    spent = LimitReached("$5.00 of $5.00 are spent", hint="raise --budget")

    events = await all_of(watch(bench([], [spent])))

    assert isinstance(events[-1], Failed)
    assert events[-1].code == "limit"


def test_no_tracer_is_on_whatever_the_environment_says() -> None:
    code = (
        "import os; import society.play.graph; from langsmith.utils import tracing_is_enabled;"
        "print(tracing_is_enabled(), os.environ['LANGGRAPH_STRICT_MSGPACK'])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "x"},
    )

    assert ran.stdout.split() == ["False", "true"]


async def test_words_that_come_from_another_thread_are_told_as_tokens() -> None:
    class Threaded(Script):
        async def speak(self, view: Any, *, tell: Tell = nobody) -> Any:
            loop, heard = asyncio.get_running_loop(), asyncio.Event()

            def stream() -> None:
                loop.call_soon_threadsafe(tell, "Hm")
                loop.call_soon_threadsafe(heard.set)

            threading.Thread(target=stream).start()
            await heard.wait()
            return await super().speak(view)

    table = bench(DEAL["seller"], [])
    players = {**table.players, "buyer": Threaded(DEAL["buyer"])}

    events = await all_of(watch(type(table)(players=players)))

    assert [e.text for e in events if isinstance(e, Token)] == ["Hm", "Hm"]
    assert isinstance(events[-1], Ended)
