"""The window answers at once: what it must not import is not imported, whatever page is opened."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
NEVER = ("litellm", "langgraph", "torch", "transformers")
"""What the process with the window in it has no business with: others play and judge."""
LATER = ("sqlmodel", "sqlalchemy", "jinja2", "ruamel", "numpy", "scipy", *NEVER)
"""What the first paint does not wait for."""


def imported(code: str, *names: str) -> list[str]:
    """Which of the names are imported once the code has run in a process of its own."""
    told = f"import sys\n{code}\nprint('found:', *[m for m in {names!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=HOUSE)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1].removeprefix("found:").split()


def visiting(folder: Path, *, pages: bool) -> str:
    """Code that opens the window, and then every page of it."""
    return f"""
import asyncio
from dataclasses import replace
from pathlib import Path
from society.cli.studio import command
from tests.tui.look import settled
from tests.tui.stage import backstage
from tui.app import Studio
from tui.screens.pages import PAGES

async def opened():
    studio = Studio(replace(backstage(Path({str(folder)!r})), command=command))
    async with studio.run_test(size=(120, 40)) as pilot:
        for page in PAGES if {pages} else ():
            await pilot.press(page.keys.split(",")[0])
            await settled(pilot)
            assert studio.current_mode == page.mode, page.mode
        if {pages}:
            await pilot.press("7")
            await settled(pilot)
            assert len(studio.screen_stack) > 1
        else:
            await pilot.pause()

asyncio.run(opened())
"""


def test_the_room_itself_imports_neither_a_database_nor_a_template_nor_a_number_cruncher() -> None:
    assert imported("import tui.app, society.cli.studio", *LATER) == []


@pytest.mark.parametrize("pages", [False, True], ids=["first paint", "every page"])
def test_no_model_and_no_trainer_is_imported_by_the_window(tmp_path: Path, pages: bool) -> None:
    assert imported(visiting(tmp_path, pages=pages), *NEVER) == []
