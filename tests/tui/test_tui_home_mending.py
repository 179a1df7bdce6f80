"""A scenario file is mended in its tab: checked while one types, saved whole or not at all."""

from pathlib import Path

from tests.tui import shelves
from tests.tui.look import look
from tests.tui.shelves import CHAT, home_of, opened, press, shelved, window
from tui.screens.home.paper import save, stamp


async def test_a_file_is_edited_checked_and_saved(tmp_path: Path) -> None:
    path = shelved(tmp_path / "scenarios", talk__chat=CHAT) / "talk" / "chat.yaml"
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio) as pilot:
        sheet = home_of(studio).preview.sheet
        await press(pilot, "E")
        sheet.lines.text = CHAT.replace("A chat", "A long chat")
        await press(pilot, "ctrl+s")
        assert "A long chat" in look(studio)
        assert not sheet.changed
    assert "A long chat" in path.read_text()


async def test_what_is_wrong_is_listed_while_one_types(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio) as pilot:
        await press(pilot, "E")
        sheet = home_of(studio).preview.sheet
        sheet.lines.text = CHAT.replace("title:", "titel:")
        await pilot.pause()
        sheet.check()
        await shelves.settled(pilot)
        assert "titel" in look(studio)
        assert any("titel" in problem.message for problem in sheet.problems)


async def test_what_ships_is_copied_before_it_is_edited(tmp_path: Path) -> None:
    studio = window(tmp_path)
    shipped = (tmp_path / "shipped" / "market" / "lamp.yaml").read_text()
    async with opened(studio, notifications=True) as pilot:
        await press(pilot, "E")
        assert "ships with society and stays as it is" in " ".join(look(studio).split())
        home_of(studio).preview.sheet.lines.text = CHAT
        await press(pilot, "ctrl+s")
    assert (tmp_path / "scenarios" / "market" / "lamp.yaml").read_text() == CHAT
    assert (tmp_path / "shipped" / "market" / "lamp.yaml").read_text() == shipped


async def test_a_file_changed_meanwhile_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = shelved(tmp_path / "scenarios", talk__chat=CHAT) / "talk" / "chat.yaml"
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio, notifications=True) as pilot:
        await press(pilot, "E")
        home_of(studio).preview.sheet.lines.text = CHAT + "# mine\n"
        await pilot.pause()
        path.write_text(CHAT + "# theirs, and longer\n")
        await press(pilot, "ctrl+s")
        assert "theirs" in path.read_text()
        await press(pilot, "ctrl+s")
    assert "mine" in path.read_text()


async def test_escape_asks_once_before_it_drops_what_was_typed(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio) as pilot:
        await press(pilot, "E")
        sheet = home_of(studio).preview.sheet
        sheet.lines.text = CHAT + "# mine\n"
        await press(pilot, "escape")
        assert "not saved: ctrl+s saves it, esc again drops it" in look(studio)
        await press(pilot, "escape")
        assert (sheet.editing, sheet.lines.text) == (False, CHAT)


async def test_what_was_typed_and_not_saved_is_there_at_the_next_start(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio) as pilot:
        await press(pilot, "E")
        home_of(studio).preview.sheet.lines.text = CHAT + "# mine\n"
        await pilot.pause()
    again = window(tmp_path, shipped=tmp_path / "none")
    async with opened(again):
        assert home_of(again).preview.sheet.lines.text.endswith("# mine\n")


async def test_a_terminal_that_cannot_be_lent_says_how_else(tmp_path: Path) -> None:
    shelved(tmp_path / "scenarios", talk__chat=CHAT)
    studio = window(tmp_path, shipped=shelved(tmp_path / "none"))
    async with opened(studio, notifications=True) as pilot:
        await press(pilot, "e")
        assert "E edits the file here" in look(studio)


def test_a_file_is_replaced_through_a_link_and_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)

    save(link, "new", stamp(link))

    assert (real.read_text(), link.is_symlink(), real.stat().st_mode & 0o777) == (
        "new",
        True,
        0o600,
    )
