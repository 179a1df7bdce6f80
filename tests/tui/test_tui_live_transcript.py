"""The turns on the screen: fast however many, followed or not, walked by keys and mouse."""

import re
from pathlib import Path

import pytest

from society.domain.dialogue import Draft
from society.domain.events import Called, Spoke, Token
from tests.hostile import MARKUP
from tests.store.paper import attempt, judgement, play, step, turn
from tests.tui.playing import opened, reading, watching
from tui.screens.live.blocks import Look, Row, turn_rows
from tui.screens.live.finale import Finale
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said
from tui.screens.live.transcript import Transcript

MANY = 10_000


async def test_ten_thousand_turns_are_broken_into_lines_once_and_a_turn_more_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[int] = []

    def rows(one: Said, look: Look) -> list[Row]:
        broken.append(one.index)
        return turn_rows(one, look)

    monkeypatch.setattr("tui.screens.live.transcript.turn_rows", rows)
    scene = Scene()
    for event in play("e1", MANY, ends=False):
        scene.take(event)
    async with opened(tmp_path) as window:
        window.live.floor.ready()
        await window.settle()
        transcript = window.live.transcript
        transcript.show(scene, 0.0)
        first = len(broken)
        scene.take(Spoke(episode="e1", turn=turn(MANY)))
        broken.clear()
        for _ in range(10):
            transcript.show(scene, 0.0)
    assert transcript.virtual_size.height > 4 * MANY
    assert first == MANY
    assert broken == [MANY]


async def test_what_comes_is_followed_until_one_scrolls_up(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=12, size=(80, 24)) as window:
        await window.press("g")
        for index in (12, 13):
            await window.show(*step("e1", index))
        away = await window.settle()
        await window.press("f")
        assert "── ↓ 2 new ──" in away
        assert "Turn 13" not in away
        assert "Turn 13" in await window.settle()
        await window.show(*step("e1", 14))
        assert "Turn 14" in await window.settle()


async def test_the_line_under_the_turns_is_clickable(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=12, size=(80, 24)) as window:
        await window.press("g")
        await window.pilot.click("Behind")
        assert "Turn 11" in await window.settle()


async def test_turns_are_selected_with_brackets_and_the_mouse(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=4) as window:
        await window.press("left_square_bracket", "left_square_bracket")
        by_keys = window.live.turn
        await window.press("right_square_bracket")
        after = window.live.turn
        await window.pilot.click(Transcript, offset=(10, 9))
        await window.settle()
        assert (by_keys, after, window.live.turn) == (2, 3, 0)


async def test_y_copies_the_words_of_the_turn(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=2) as window:
        await window.press("left_square_bracket", "y")
        assert window.studio.clipboard == turn(1).text


async def test_c_shows_all_that_judges_said(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=2) as window:
        await window.press("c")
        told = await window.seen("paid 0.50: kind 0.50")
        await window.press("c")
        assert "manners 0.5" in told
        assert "paid 0.50" not in await window.settle()


async def test_a_context_that_is_nearly_full_is_said(tmp_path: Path) -> None:
    full = attempt("speak", "turn:3", usage={"prompt": 2900, "completion": 50})
    async with watching(tmp_path, Called(episode="e1", attempt=full)) as window:
        assert await window.seen("the context limit is near: 96% of 3,072 tokens")


async def test_a_stored_dialogue_is_played_again_from_the_selected_turn(tmp_path: Path) -> None:
    async with reading(tmp_path, turn=2) as window:
        await window.press("greater_than_sign", "space")
        begun, head = window.live.scene.said, await window.settle()
        window.live.tick()
        on, words = window.live.scene.said, await window.settle()
        await window.press("space")
        paused = await window.settle()
        await window.press("x")
        assert (begun, on) == (2, 2)
        assert "▶ replay 4×" in head
        assert re.search(r"▏Turn( 2)?▌", words)
        assert "⏸ replay 4×" in paused
        assert "stored · ✓ ended" in await window.settle()


async def test_the_next_start_reads_the_same_dialogue(tmp_path: Path) -> None:
    async with reading(tmp_path) as window:
        assert window.live.remember() == {"episode": "e1"}


async def test_the_side_pane_is_a_screen_of_its_own_where_it_is_narrow(tmp_path: Path) -> None:
    async with watching(tmp_path, size=(80, 24)) as window:
        await window.press("v")
        told = await window.seen("Rewards")
        await window.press("escape")
        assert "spent" in told
        assert "Turn 2" in await window.settle()


async def test_the_end_has_no_keys_while_a_turn_has_the_focus(tmp_path: Path) -> None:
    async with reading(tmp_path) as window:
        unfocused = await window.settle()
        window.live.query_one(Finale).focus()
        focused = await window.settle()
    assert "tab: enter run again" in unfocused
    assert "tab: enter" not in focused


@pytest.mark.parametrize("text", MARKUP)
async def test_markup_of_a_model_is_text_everywhere(tmp_path: Path, text: str) -> None:
    spoken = turn(1, text, flags=(text,), drafts=(Draft(text=text),))
    async with watching(tmp_path, Spoke(episode="e1", turn=spoken), turns=1) as window:
        window.live.scene.turns[1].judgements.append(judgement(1, text, critique=text))
        await window.show(Token(episode="e1", role="seller", text=text))
        told = await window.settle()
        await window.press("c")
        drawer = await window.settle()
        await window.press("escape", "e")
        editing = await window.settle()
    assert text in told
    assert text in drawer
    assert text in editing
