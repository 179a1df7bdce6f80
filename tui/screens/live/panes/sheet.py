"""One tab of the side pane: a text that is scrolled like the best terminal programs."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static


class Sheet(VerticalScroll):
    """Shows a text, and under it whatever belongs to it."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; padding: 0 1; }
    Sheet > .sheet--text { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("g", "scroll_home", "Top", show=False),
        Binding("G", "scroll_end", "Bottom", show=False),
        Binding("ctrl+d", "page_down", "Page down", show=False),
        Binding("ctrl+u", "page_up", "Page up", show=False),
    ]

    def __init__(self, *below: Widget, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._below = below

    def compose(self) -> ComposeResult:
        """The text, then the rest."""
        yield Static(classes="sheet--text")
        yield from self._below

    def tell(self, text: Content, *, afresh: bool) -> None:
        """Show this text; `afresh` begins at its top, otherwise one stays where one read."""
        self.query_one(".sheet--text", Static).update(text)
        if afresh:
            self.scroll_home(animate=False)
