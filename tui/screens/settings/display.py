"""How the window looks: its theme, how much moves, whether wide letters take two cells."""

from typing import TYPE_CHECKING, cast, get_args

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.types import AnimationLevel
from textual.widgets import Static

from society.settings import Animation
from tui.text import flat, padded
from tui.widgets.table import Table

if TYPE_CHECKING:
    from tui.screens.settings.settings import SettingsPage

RULER = ("二手自行车议价", "a used bike 价", "negotiation...")
"""Three lines of the same width where wide letters take two cells."""

MOVES = {"full": "everything moves", "basic": "only what shows progress", "none": "nothing moves"}


class Display(Vertical):
    """Enter puts a theme or a way of moving in force and writes it down."""

    def compose(self) -> ComposeResult:
        """The choices, and a ruler for wide letters."""
        yield Table(id="display-table")
        yield Static(_ruler(), id="ruler")

    def on_mount(self) -> None:
        """Show what there is, the cursor on the theme in force."""
        self.fill()
        table = self.query_one(Table)
        table.move_cursor(row=table.get_row_index(f"theme:{self.app.theme}"))

    @property
    def page(self) -> "SettingsPage":
        """The screen."""
        return cast("SettingsPage", self.screen)

    def fill(self) -> None:
        """The themes and ways of moving, a dot at what is in force."""
        table = self.query_one(Table)
        at = table.cursor_row
        table.clear(columns=True)
        for name, width in (("", 1), ("what", 10), ("which", 24), ("about", 28)):
            table.add_column(name, width=width)
        for name, theme in sorted(self.app.available_themes.items()):
            self._row("theme", name, "dark" if theme.dark else "light", name == self.app.theme)
        for level in get_args(Animation):
            self._row("animation", level, MOVES[level], level == self.app.animation_level)
        table.move_cursor(row=at)

    def on_data_table_row_selected(self, picked: Table.RowSelected) -> None:
        """Put it in force, and write it down."""
        picked.stop()
        what, _, which = (picked.row_key.value or "").partition(":")
        if what == "theme":
            self.app.theme = which
        else:
            self.app.animation_level = cast("AnimationLevel", which)
        self.fill()
        self.page.change(what, which)

    def _row(self, what: str, which: str, about: str, now: bool) -> None:
        mark = flat("●" if now else "", "$text-success")
        cells = (mark, flat(what), flat(which), flat(about, "dim"))
        self.query_one(Table).add(f"{what}:{which}", *cells)


def _ruler() -> Content:
    lines = [Content.assemble("  ", padded(line, 14), "│") for line in RULER]
    told = flat("Wide letters take two cells where these bars stand under each other:", "dim")
    return Content("\n").join([told, *lines])
