"""The user's own editor: which it is, that it gets the terminal, and what is said where not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from tests.tui.look import look, settled
from tests.tui.stage import backstage
from tests.tui.test_tui_judging import Answers
from tui.app import Studio
from tui.editor import edit, words
from tui.screens.judging import Judging
from tui.screens.judging.roll import Roll


@pytest.mark.parametrize(
    ("environ", "started"),
    [
        ({}, ["vi"]),
        ({"EDITOR": "nano -w"}, ["nano", "-w"]),
        ({"EDITOR": "nano", "VISUAL": "code --wait"}, ["code", "--wait"]),
    ],
)
def test_the_editor_is_the_one_that_the_environment_names(
    environ: dict[str, str], started: list[str]
) -> None:
    assert words(environ) == started


def test_an_editor_with_an_open_quote_is_refused() -> None:
    with pytest.raises(SocietyError, match="EDITOR"):
        words({"EDITOR": "vi 'x"})


def test_the_editor_has_the_terminal_while_it_runs_and_no_longer(tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "a file.yaml"

    @contextmanager
    def lend() -> Iterator[None]:
        told.append("lent")
        yield
        told.append("edited" if file.exists() else "not edited")

    touch = f"{sys.executable} -c 'import pathlib, sys; pathlib.Path(sys.argv[1]).touch()'"
    edit(file, {"EDITOR": touch}, lend=lend, instead="")

    assert told == ["lent", "edited"]


def test_an_editor_that_is_not_there_is_said_with_what_else_to_do(tmp_path: Path) -> None:
    @contextmanager
    def lend() -> Iterator[None]:
        yield

    with pytest.raises(SocietyError, match="no-such-editor cannot be started") as caught:
        edit(tmp_path, {"EDITOR": "no-such-editor"}, lend=lend, instead="E edits here")

    assert caught.value.hint == "$EDITOR names the editor; E edits here"


async def test_a_judge_whose_file_cannot_be_opened_here_is_said(tmp_path: Path) -> None:
    (tmp_path / "judges").mkdir()
    file = tmp_path / "judges" / "stern.py"
    file.touch()
    studio = Studio(backstage(tmp_path, commands=Answers()))
    async with studio.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("5")
        await settled(pilot)
        page = studio.page("judging")
        assert isinstance(page, Judging)
        page.query_one(Roll).go_to(str(file))
        await pilot.press("e")
        await settled(pilot)

        assert "this terminal cannot be lent to an editor" in look(studio)
