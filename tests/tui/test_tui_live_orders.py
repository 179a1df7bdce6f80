"""The keys that hold a dialogue become orders to the stage; the stage may die or be left."""

from pathlib import Path

import pytest

from society.domain.cues import Refused, Standing
from society.domain.events import Ended, Started
from society.domain.orders import (
    Begin,
    Branch,
    Go,
    Order,
    Pause,
    Reroll,
    Step,
    Stop,
    Take,
)
from tests.store.paper import game, outcome, play, provenance, turn
from tests.tui.playing import keep, watching
from tui.messages import Play

PAUSED = Standing(state="paused", episode="e1")
STOPPING = Standing(state="stopping", episode="e1")
ENDED = Ended(episode="e1", outcome=outcome(), seconds=1.0)


@pytest.mark.parametrize(
    ("standing", "keys", "order"),
    [
        pytest.param(None, ["space"], Pause(), id="pause"),
        pytest.param(PAUSED, ["space"], Go(), id="go on"),
        pytest.param(PAUSED, ["s"], Step(), id="step"),
        pytest.param(None, ["x"], Stop(), id="stop after this turn"),
        pytest.param(STOPPING, ["x"], Stop(now=True), id="stop now"),
        pytest.param(None, ["b"], Branch(episode="e1", turn=2), id="branch from the latest turn"),
        pytest.param(
            None,
            ["left_square_bracket", "left_square_bracket", "b"],
            Branch(episode="e1", turn=1),
            id="branch from the selected turn",
        ),
        pytest.param(None, ["h", "down", "enter"], Take(role="buyer"), id="take a role"),
        pytest.param(None, ["r", "enter"], Reroll(episode="e1", turn=2, k=4), id="reroll"),
    ],
)
async def test_a_key_is_an_order(
    tmp_path: Path, standing: Standing | None, keys: list[str], order: Order
) -> None:
    async with watching(tmp_path, *([standing] if standing else [])) as window:
        await window.settle()
        for key in keys:
            await window.press(key)
        await window.until(lambda: window.orders)
        assert window.orders == [order]


async def test_a_step_is_only_for_what_is_paused(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("s")
        assert window.orders == []


async def test_a_refused_order_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    refused = Refused(do="step", error="no dialogue is paused", hint="press space")
    async with watching(tmp_path, refused) as window:
        told = await window.seen("no dialogue is paused")
        assert "Turn 2" in told


async def test_a_branch_shows_what_was_paid_for_the_turns_it_shares(tmp_path: Path) -> None:
    await keep(tmp_path / "society.db", list(play("e2", 2, ends=False)))
    async with watching(tmp_path) as window:
        shared = (turn(0), turn(1))
        await window.show(Started(episode="e2", game=game(), provenance=provenance(), turns=shared))
        await window.until(lambda: window.live.scene.earned)
        assert window.live.scene.earned == {"seller": [0.5], "buyer": [0.5]}


async def test_a_stage_that_dies_leaves_what_was_said_and_the_way_on(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.stage.close(keep=False)
        told = await window.seen("the stage has closed")
        assert "Turn 2" in told
        assert "enter goes on" in told


@pytest.mark.parametrize(
    ("how", "closed", "orders"),
    [
        pytest.param("keep", "kept", [], id="keep"),
        pytest.param("stop", "stopped", [Stop()], id="stop"),
        pytest.param("cancel", "stopped", [Stop(now=True)], id="cancel"),
    ],
)
async def test_leaving_does_what_was_chosen(
    tmp_path: Path, how: str, closed: str, orders: list[Order]
) -> None:
    async with watching(tmp_path) as window:
        playing = window.live.playing
        await window.live.depart(how)
        assert playing
        assert window.stage.closed == closed
        assert window.orders == orders


async def test_the_stage_is_left_when_the_window_closes(tmp_path: Path) -> None:
    async with watching(tmp_path, ENDED) as window:
        stage = window.stage
    assert stage.closed == "stopped"


async def test_one_stage_plays_one_dialogue_after_the_other(tmp_path: Path) -> None:
    async with watching(tmp_path, ENDED) as window:
        await window.seen("winner seller")
        window.studio.post_message(Play(Begin(job={"scenario": "talk/chat"})))
        await window.until(lambda: window.orders)
        assert window.orders == [Begin(job={"scenario": "talk/chat"})]


async def test_ctrl_c_asks_and_once_more_cancels(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("ctrl+c")
        asked = await window.seen("A dialogue is being played")
        await window.pilot.press("ctrl+c")
        await window.until(lambda: window.stage.closed)
        assert "cancel now" in asked
        assert window.orders == [Stop(now=True)]
