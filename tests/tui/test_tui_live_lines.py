"""A person speaks in a dialogue: a line with a move, a suggestion, the role given back."""

from pathlib import Path

import pytest
from textual.events import Key

from society.domain.cues import Suggested, Unwanted, Wanted
from society.domain.dialogue import Action
from society.domain.orders import (
    Give,
    Go,
    Pause,
    Say,
    Suggest,
)
from tests.tui.playing import watching
from tui.screens.live.line import Line

WANTED = Wanted(episode="e1", role="buyer", turn=3)


async def test_a_line_is_said_with_its_move(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press(*"Fine", "space", "slash", *"propose", "space", "3", "0", "enter")
        await window.until(lambda: window.orders)
        assert window.orders == [Say(text="Fine /propose 30")]


async def test_ctrl_j_sends_and_alt_enter_begins_a_line(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press("a", "alt+enter", "b", "ctrl+j")
        await window.until(lambda: window.orders)
        assert window.orders == [Say(text="a\nb")]


async def test_what_is_typed_faster_than_it_is_drawn_is_all_sent(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        for letter in "I take it":
            window.studio.post_message(Key(letter, letter))
        window.studio.post_message(Key("enter", "\r"))
        await window.until(lambda: window.orders)
        assert window.orders == [Say(text="I take it")]


async def test_a_line_that_cannot_be_read_is_said_at_once_and_not_sent(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press("slash", *"walk", "enter")
        told = await window.seen("there is no move /walk now")
        assert "/propose price" in told
        assert window.orders == []


async def test_a_move_is_put_into_the_line_by_its_chip(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press("O", "K")
        await window.pilot.click("Chip")
        await window.press("2", "5", "enter")
        await window.until(lambda: window.orders)
        assert window.orders == [Say(text="OK /propose price=25")]


async def test_a_suggestion_fills_the_line(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press("f5")
        await window.until(lambda: window.orders)
        action = Action(name="propose", args={"price": 21})
        await window.show(Suggested(episode="e1", role="buyer", text="I offer", action=action))
        await window.press("enter")
        await window.until(lambda: len(window.orders) > 1)
        assert window.orders == [Suggest(), Say(text="I offer /propose price=21")]


async def test_escape_gives_the_role_back(tmp_path: Path) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        await window.press("escape")
        await window.until(lambda: window.orders)
        await window.show(Unwanted(episode="e1"))
        assert window.orders == [Give(role="buyer")]
        assert "You are" not in await window.settle()


async def test_what_the_stage_refused_stands_under_the_line(tmp_path: Path) -> None:
    refused = WANTED.model_copy(update={"refused": ("price is not a number",)})
    async with watching(tmp_path, refused) as window:
        assert await window.seen("price is not a number")


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x9b", "\u202e", "\u200b"])
async def test_no_letter_in_the_line_acts_on_the_terminal(tmp_path: Path, letter: str) -> None:
    async with watching(tmp_path, WANTED) as window:
        await window.seen("/propose")
        hostile = Suggested(episode="e1", role="buyer", text=f"ab{letter}]0;cd")
        await window.show(hostile)
        drawn = await window.seen("]0;cd")
        line = window.live.query_one(Line)
        assert letter not in drawn
        assert "ab\ufffd]0;cd" in drawn
        assert line.text == f"ab{letter}]0;cd"


async def test_a_pause_is_to_be_seen_before_it_comes(tmp_path: Path) -> None:
    async with watching(tmp_path) as window:
        await window.press("space")
        told = await window.seen("after this turn")
        await window.press("space")
        await window.until(lambda: len(window.orders) > 1)
        assert "space Play" in told
        assert window.orders == [Pause(), Go()]
        assert "after this turn" not in await window.settle()
