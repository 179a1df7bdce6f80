"""Every key of a screen, and what it does."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.palette import named
from tui.text import padded, safe

_KEYS = 16
_SHARED = ("app.focus_", "screen.copy_text")
"""Actions of every screen."""


class Help(Dialog[None]):
    """The keys of the screen under it, the screen's own before those that work everywhere."""

    DEFAULT_CSS = """
    Help .help--groups { layout: grid; grid-size: 2; grid-rows: auto; height: auto; }
    Help.-narrow .help--groups { layout: vertical; }
    Help .help--groups Vertical { height: auto; }
    """

    def __init__(self, under: Screen[object]) -> None:
        super().__init__()
        self._groups = list(_groups(under))

    def compose(self) -> ComposeResult:
        """Two lists, beside each other where there is room."""
        with VerticalScroll(classes="dialog"), Container(classes="help--groups"):
            for title, keys in self._groups:
                with Vertical():
                    yield Static(safe(title, "bold"), classes="dialog--title")
                    for key, what in keys:
                        yield Static(Content.assemble((padded(key, _KEYS), "$text-accent"), what))

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()


def _groups(screen: Screen[object]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    own: list[tuple[str, str]] = []
    everywhere: list[tuple[str, str]] = []
    for node, binding, _, _ in screen.active_bindings.values():
        if not binding.description:
            continue
        key = screen.app.get_key_display(binding)
        shared = node is screen.app or binding.action.startswith(_SHARED)
        listed = everywhere if shared else own
        told = (key, named(binding))
        if told not in listed:
            listed.append(told)
    yield "This screen", own
    yield "Everywhere", everywhere
