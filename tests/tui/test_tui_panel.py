"""A place that waits, fails or is empty gives the keys back to what it hid."""

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input

from society.domain.errors import SocietyError
from tui.widgets.panel import Panel
from tui.widgets.table import Table


class Listed(Panel):
    """A panel with a table in it."""

    def content(self) -> ComposeResult:
        yield Table(id="rows")


class Window(App[None]):
    """The panel, and a line beside it."""

    def compose(self) -> ComposeResult:
        yield Listed()
        yield Input()

    def on_mount(self) -> None:
        table = self.query_one(Table)
        table.add_column("name")
        for name in ("one", "two"):
            table.add(name, Content(name))
        table.focus()

    @property
    def panel(self) -> Panel:
        return self.query_one(Panel)


@pytest.mark.parametrize(
    "hide",
    [
        lambda panel: panel.empty("nothing yet"),
        lambda panel: panel.trouble(SocietyError("no"), again=panel.ready),
        lambda panel: panel._become("-waiting", waits=True),
    ],
    ids=["empty", "trouble", "waiting"],
)
async def test_a_table_that_was_hidden_takes_keys_again_once_it_is_shown(hide: object) -> None:
    assert callable(hide)
    async with Window().run_test() as pilot:
        window = pilot.app
        assert isinstance(window, Window)
        await pilot.pause()
        hide(window.panel)
        await pilot.pause()
        window.panel.ready()
        await pilot.pause()
        await pilot.press("j")

        assert window.query_one(Table).chosen == "two"


async def test_who_went_elsewhere_meanwhile_stays_there() -> None:
    async with Window().run_test() as pilot:
        window = pilot.app
        assert isinstance(window, Window)
        await pilot.pause()
        window.panel.empty("nothing yet")
        window.query_one(Input).focus()
        await pilot.pause()
        window.panel.ready()
        await pilot.pause()

        assert window.focused is window.query_one(Input)
