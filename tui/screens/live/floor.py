"""The floor of Live: the turns with what belongs to them, and the side pane."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from tui.screens.live.finale import Finale
from tui.screens.live.lectern import Lectern
from tui.screens.live.panes.side import Side, SideScreen
from tui.screens.live.transcript import Transcript
from tui.widgets.panel import Panel

EMPTY = (
    "Nothing is being played. Press 1 and then Enter to run a scenario, "
    "or 4 to read a dialogue that was played."
)


class Floor(Panel):
    """The transcript with what belongs to it on the left, the side pane on the right."""

    def content(self) -> ComposeResult:
        """Everything that shows a scene."""
        with Horizontal():
            with Vertical(id="live-talk"):
                yield Transcript(id="live-transcript")
                yield Behind(id="live-behind")
                yield Finale(id="live-finale")
                yield Lectern(id="live-lectern")
            yield Side(id="live-side", classes="-wide-only")


class Behind(Static):
    """`── ↓ 2 new ──` while the end is out of sight; a click goes there."""

    DEFAULT_CSS = """
    Behind { display: none; height: 1; text-align: center; color: $text-accent; }
    Behind.-behind { display: block; }
    """

    class Follow(Message):
        """It was clicked."""

    def show(self, count: int, *, away: bool) -> None:
        """So many turns came since."""
        self.set_class(away, "-behind")
        self.update(f"── ↓ {count} new ──" if count else "── ↓ f follows ──")

    def on_click(self) -> None:
        """Go there."""
        self.post_message(self.Follow())


class Aside(SideScreen):
    """The side pane with the whole window, for a window that has no room for both."""

    def renew(self) -> None:
        """Tell of the same turn again: something may have changed."""
        self.show(self._scene, self._turn)
