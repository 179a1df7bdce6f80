"""A table that is walked as in the best terminal programs: j k g G, half pages, zoom."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey


class Table(DataTable[Text]):
    """Rows of safe content with a cursor on the row.

    Law: a cell is Content. A string would be read as markup.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "scroll_top", "Top", show=False),
        Binding("G", "scroll_bottom", "Bottom", show=False),
        Binding("ctrl+d", "page_down", "Page down", show=False),
        Binding("ctrl+u", "page_up", "Page up", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes, cursor_type="row", zebra_stripes=True)

    def fill(self, head: Sequence[str], rows: Sequence[tuple[str, Sequence[Content]]]) -> None:
        """Show these rows under that head, the cursor on the row of the same key where it stays."""
        at, place = self.chosen, self.cursor_row
        self.clear(columns=True)
        self.add_columns(*head)
        for key, cells in rows:
            self.add(key, *cells)
        # Textual measures when it is idle; what is drawn before that would be cut.
        for column, cells in zip(
            self.ordered_columns, zip(*(c for _, c in rows), strict=True), strict=False
        ):
            column.content_width = max(column.content_width, *(cell.cell_length for cell in cells))
        keys = [key for key, _ in rows]
        last = max(len(keys) - 1, 0)
        self.move_cursor(row=keys.index(at) if at in keys else min(place, last))

    def add(self, key: str, *cells: Content) -> RowKey:
        """Add a row, known by that key."""
        return self.add_row(*map(drawn, cells), key=key)

    @property
    def chosen(self) -> str | None:
        """The key of the row under the cursor; None where there is no row."""
        if not self.row_count:
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value


def drawn(cell: Content) -> Text:
    """The content as a table can draw and measure it, colours of the theme in force resolved."""
    parts = ((text, style.rich_style) for text, style in cell.render(end=""))
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis", end="")
