"""Words of turns are marked with the mouse and copied as they were said."""

from pathlib import Path

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from society.domain.events import Judged, Spoke
from tests.store.paper import judgement, step, turn
from tests.tui.look import look
from tests.tui.playing import Window, watching
from tui.screens.live.picked import copied, lettered, shaded

LINES = [(4, " A Ann (seller)      t1  "), (5, " ▏Hi! 一盏灯？"), (6, " ▏Yes."), (7, " ")]


def test_what_is_only_drawn_is_not_copied() -> None:
    whole = Selection(Offset(0, 4), Offset(30, 7))

    assert copied(LINES, whole) == "A Ann (seller)      t1\nHi! 一盏灯？\nYes.\n"


def test_only_the_marked_letters_are_copied() -> None:
    part = Selection(Offset(6, 5), Offset(4, 6))

    assert copied(LINES, part) == "一盏灯？\nYe"


def test_a_line_that_is_not_marked_is_left_as_it_is() -> None:
    assert lettered(Selection(Offset(6, 5), Offset(4, 6)), 7, "abc") is None


def test_wide_letters_are_marked_over_both_their_cells() -> None:
    text, under = "a一盏灯", Style(bgcolor="blue")
    strip = shaded(Strip([Segment(text)]), text, (1, 3), under)

    marked = [segment.text for segment in strip if segment.style and segment.style.bgcolor]
    assert "".join(marked) == "一盏"
    assert strip.text == text


def at(window: Window, words: str) -> tuple[int, int]:
    """Where on the screen these words begin."""
    lines = look(window.studio).splitlines()
    row = next(row for row, line in enumerate(lines) if words in line)
    return lines[row].index(words), row


async def drag(window: Window, start: tuple[int, int], end: tuple[int, int]) -> None:
    await window.pilot.mouse_down(offset=start)
    await window.pilot.hover(offset=end)
    await window.pilot.mouse_up(offset=end)
    await window.settle()


async def test_words_over_two_turns_are_marked_and_copied_by_either_key(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=2) as window:
        first, second = at(window, "Turn 0: what about"), at(window, "Turn 1: what about")
        for key in ("y", "ctrl+c"):
            window.studio.copy_to_clipboard("")
            await drag(window, first, (second[0] + 5, second[1]))
            await window.press(key)
            lines = window.studio.clipboard.splitlines()

            assert lines[0].startswith("Turn 0: what about 30?")
            assert lines[-1] == "Turn 1"
            assert any("小博 (buyer)" in line for line in lines)
            assert window.live.turn is None, "who marks words selects no turn"


async def test_a_second_click_marks_a_turn(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=2) as window:
        await window.pilot.click(offset=at(window, "Turn 1: what about"), times=2)
        await window.press("y")
        assert window.studio.clipboard.splitlines()[1].startswith("Turn 1: what about 29?")
        assert "Turn 0" not in window.studio.clipboard


async def test_what_is_marked_stays_while_more_is_said_below_it(tmp_path: Path) -> None:
    async with watching(tmp_path, turns=2) as window:
        start = at(window, "Turn 0: what about")
        await drag(window, start, (start[0] + 5, start[1]))
        await window.show(*step("e1", 2), Spoke(episode="e1", turn=turn(3)))
        assert window.live.get_selected_text() == "Turn 0"


async def test_what_is_marked_is_let_go_where_other_words_come_to_stand_there(
    tmp_path: Path,
) -> None:
    async with watching(tmp_path, turns=2) as window:
        start = at(window, "Turn 1: what about")
        await drag(window, start, (start[0] + 5, start[1]))
        assert window.live.get_selected_text() == "Turn 1"
        await window.show(Judged(episode="e1", judgement=judgement(0, judge="stern")))
        assert not window.live.get_selected_text()
