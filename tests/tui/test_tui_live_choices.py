"""Turns said anew, sampled again, given a thumb; and what one can do at the end."""

from pathlib import Path

import pytest

from society.domain.cues import Kept, Refused, Sampled
from society.domain.dialogue import Draft
from society.domain.events import Ended, Failed, Started
from society.domain.orders import (
    Begin,
    Branch,
    Go,
    Keep,
    Reroll,
    Resume,
    Take,
)
from society.store import labels
from society.store.store import Store
from tests.store.paper import game, outcome, provenance, turn
from tests.tui.playing import BEGIN, opened, reading, watching
from tui.messages import Play
from tui.screens.live.rerolled import Rerolled

ENDED = Ended(episode="e1", outcome=outcome(), seconds=1.0)


async def test_an_edited_turn_is_said_anew_in_a_branch(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("left_square_bracket", "left_square_bracket", "e")
        await window.seen("said anew")
        await window.press("backspace", "8", "enter")
        await window.until(lambda: window.orders)
        said = "Turn 1: what about 29? /propose price=28"
        assert window.orders == [Branch(episode="e1", turn=1, text=said)]


async def test_an_edited_turn_that_cannot_be_read_is_not_sent(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("e")
        await window.seen("said anew")
        await window.press("space", "n", "o", "enter")
        assert await window.seen("does not take 'no'")
        assert window.orders == []


async def test_samples_stand_side_by_side_and_one_is_kept(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("r", "backspace", "2", "enter")
        await window.until(lambda: window.orders)
        for n, text in enumerate(["Cheaper!", "[b]Dearer[/b]"]):
            draft = Draft(text=text)
            await window.show(Sampled(episode="e1", turn=2, n=n, k=2, draft=draft))
        told = await window.settle()
        await window.press("right", "right", "enter")
        await window.until(lambda: len(window.orders) > 1)
        assert "Cheaper!" in told
        assert "[b]Dearer[/b]" in told
        assert window.orders == [Reroll(episode="e1", turn=2, k=2), Keep(episode="e1", turn=2, n=1)]


async def test_a_sample_that_has_not_come_cannot_be_kept(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("r", "enter")
        await window.press("right", "enter")
        assert isinstance(window.studio.screen, Rerolled)
        assert window.orders == [Reroll(episode="e1", turn=2, k=4)]


async def test_a_reroll_that_is_refused_closes_its_dialog(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("r", "enter")
        await window.show(Refused(do="reroll", error="a person plays it", hint=""))
        assert not isinstance(window.studio.screen, Rerolled)
        assert "a person plays it" in await window.settle()


async def test_what_was_kept_is_said(tmp_path: Path) -> None:
    async with watching(tmp_path, Kept(episode="e1", turn=2, n=-1)) as window:
        assert await window.seen("a preference pair")


@pytest.mark.parametrize(("key", "score"), [("plus", 1.0), ("minus", 0.0)])
async def test_a_thumb_is_a_label(tmp_path: Path, key: str, score: float) -> None:
    async with reading(tmp_path, turn=1) as window:
        await window.press(key)
        told = await window.seen("your thumb")
        with Store.open(tmp_path / "society.db", write=False) as store:
            said = labels.listed(store)
        assert [(each.turn, each.role, each.score) for each in said] == [(1, "buyer", score)]
        assert said[0].rater.startswith("thumb:")
        assert f"your thumb: {'+' if score else '-'}" in told


async def test_a_thumb_on_a_turn_that_is_not_stored_is_said(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("plus")
        assert await window.seen("is not stored")


async def test_enter_runs_the_same_again_with_another_seed(tmp_path: Path) -> None:
    async with watching(tmp_path, ENDED) as window:
        await window.seen("winner seller")
        await window.press("enter")
        await window.until(lambda: window.orders)
        assert window.orders == [Begin(job={"allow_code": False, "seed": 7})]


async def test_enter_goes_on_with_what_failed(tmp_path: Path) -> None:
    failed = Failed(episode="e1", code="server", error="the server is on fire")
    async with watching(tmp_path, failed) as window:
        await window.seen("on fire")
        await window.press("enter")
        await window.until(lambda: window.orders)
        assert window.orders == [Resume(episode="e1")]


async def test_b_at_the_end_asks_for_a_batch_and_on_a_turn_for_a_branch(tmp_path: Path) -> None:
    async with watching(tmp_path, ENDED) as window:
        await window.seen("winner seller")
        await window.press("b")
        mode = window.studio.current_mode
        await window.press("2")
        await window.press("left_square_bracket", "b")
        await window.until(lambda: window.orders)
        assert mode == "batches"
        assert window.orders == [Branch(episode="e1", turn=2)]


async def test_d_at_the_end_shows_this_dialogue_among_all(tmp_path: Path) -> None:
    async with watching(tmp_path, ENDED) as window:
        await window.seen("winner seller")
        await window.press("d")
        await window.until(lambda: window.studio.current_mode == "dialogues")
        await window.until(lambda: window.studio.page("dialogues").query_text == "id:e1")


PROGRAM = Refused(do="branch", error="judge './mine.py' is a program", program="/there/mine.py")


async def test_a_program_runs_only_once_the_person_allows_it(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("b")
        await window.until(lambda: window.orders)
        await window.show(PROGRAM)
        asked = await window.seen("/there/mine.py")
        await window.press("y")
        await window.until(lambda: len(window.orders) > 1)
        assert "all your rights" in asked
        assert window.orders[1:] == [Branch(episode="e1", turn=2, allow_code=True)]


async def test_a_program_that_is_not_allowed_is_not_asked_for_again(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("b")
        await window.until(lambda: window.orders)
        await window.show(PROGRAM)
        await window.seen("/there/mine.py")
        await window.press("escape")
        told = await window.seen("is a program")
        assert len(window.orders) == 1
        assert "all your rights" not in told


async def test_a_begun_dialogue_whose_judge_is_a_program_asks_first(tmp_path: Path) -> None:
    refused = PROGRAM.model_copy(update={"do": "begin"})
    async with opened(tmp_path) as window:
        window.stage.script = [refused]
        window.studio.post_message(Play(BEGIN))
        await window.seen("all your rights")
        await window.press("enter")
        hasty = list(window.orders)
        await window.press("y")
        await window.until(lambda: window.orders)
        assert hasty == []
        assert window.orders == [Begin(job={**BEGIN.job, "allow_code": True})]


async def test_a_role_of_a_stored_dialogue_is_taken_once_its_branch_has_begun(
    tmp_path: Path,
) -> None:
    async with reading(tmp_path, turn=1) as window:
        await window.press("h", "enter")
        await window.until(lambda: window.stage.orders)
        before = list(window.stage.orders)
        begun = Started(
            episode="e2", game=game(), provenance=provenance(), turns=(turn(0), turn(1))
        )
        await window.show(begun)
        await window.until(lambda: len(window.stage.orders) > 1)
        assert before == [Branch(episode="e1", turn=1, paused=True)]
        assert window.stage.orders[1:] == [Take(role="seller"), Go()]
