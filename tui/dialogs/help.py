"""Every key of a screen, and what it does."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.dialogs.dialog import Dialog
from tui.text import padded, safe

_KEYS = 16


class Help(Dialog[None]):
    """The keys of the screen under it, the screen's own before those that work everywhere."""

    def __init__(self, under: Screen[object]) -> None:
        super().__init__()
        self._groups = list(_groups(under))

    def compose(self) -> ComposeResult:
        """One list, in two parts."""
        with VerticalScroll(classes="dialog"):
            for title, keys in self._groups:
                yield Static(safe(title, "bold"), classes="dialog--title")
                for key, what in keys:
                    told = Content.assemble((padded(key, _KEYS), "$text-accent"), what)
                    yield Static(told)

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
        listed = everywhere if node is screen.app else own
        if (key, binding.description) not in listed:
            listed.append((key, binding.description))
    yield "This screen", own
    yield "Everywhere", everywhere
