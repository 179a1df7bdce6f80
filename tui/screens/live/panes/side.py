"""The side pane of Live: six tabs about the chosen turn, beside the dialogue or as a screen.

Law: it draws the scene that it is shown and changes nothing in it; only the open tab is written.
"""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, TabbedContent, TabPane, Tabs

from society.domain.orders import Branch
from tui.screens.live.panes import judge, prompt, rewards, state, trace, tree, words
from tui.screens.live.panes.charts import Charts
from tui.screens.live.panes.copies import copied
from tui.screens.live.panes.sheet import Sheet
from tui.screens.live.panes.thoughts import Thoughts
from tui.screens.live.scene import Scene

Told = Callable[[Scene, int | None, int], Content]

TABS: dict[str, tuple[str, Told]] = {
    "rewards": ("Rewards", rewards.told),
    "judge": ("Judge", judge.told),
    "state": ("State", state.told),
    "prompt": ("Prompt", prompt.told),
    "trace": ("Trace", trace.told),
    "tree": ("Tree", tree.told),
}
_NARROWEST = 24


class Side(Widget):
    """What is known of the chosen turn; call `show` whenever anything may have changed."""

    DEFAULT_CSS = """
    Side { height: 1fr; }
    Side Tab { padding: 0 1; }
    Side TabPane { padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+right", "turn_tab(1)", "Next tab", show=False, id="live.tab_next"),
        Binding("ctrl+left", "turn_tab(-1)", "Tab before", show=False, id="live.tab_before"),
        Binding("y", "copy", "Copy", show=False, id="live.copy_pane"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._scene = Scene()
        self._turn: int | None = None
        self._written: dict[str, tuple[tuple[object, ...], int]] = {}

    def compose(self) -> ComposeResult:
        """The tabs, each a sheet; under the state its plots; the tree is one to be opened."""
        with TabbedContent():
            for name, (title, _) in TABS.items():
                with TabPane(title, id=name):
                    if name == "tree":
                        yield Thoughts()
                    else:
                        yield Sheet(*([Charts()] if name == "state" else []), id=f"{name}-sheet")

    @property
    def tab(self) -> str:
        """The name of the open tab, one of TABS."""
        return self.query_one(TabbedContent).active or next(iter(TABS))

    def open(self, tab: str) -> None:
        """Open that tab, one of TABS."""
        self.query_one(TabbedContent).active = tab

    def show(self, scene: Scene, turn: int | None) -> None:
        """Tell of that turn, of the latest for None; where nothing changed nothing is drawn."""
        self._scene, self._turn = scene, turn
        if self.is_mounted:
            self._write()

    def on_resize(self) -> None:
        """Write anew in the width that there is now."""
        self.call_after_refresh(self._write)

    @on(TabbedContent.TabActivated)
    def opened(self, event: TabbedContent.TabActivated) -> None:
        """Write the tab that has just been opened, once it has its size."""
        event.stop()
        self.call_after_refresh(self._write)

    def action_turn_tab(self, by: int) -> None:
        """The tab beside the open one."""
        names = list(TABS)
        self.open(names[(names.index(self.tab) + by) % len(names)])
        self.query_one(Tabs).focus()

    def action_copy(self) -> None:
        """Copy what the open tab tells, whole."""
        text = copied(self._scene, self._turn, self.tab, TABS[self.tab][1])
        self.app.copy_to_clipboard(text)
        self.notify(f"copied {len(text):,} characters", markup=False)

    def _write(self) -> None:
        """Write the open tab, if what it tells of has changed and it can be seen."""
        if not self.size:
            return
        tab = self.tab
        if tab == "tree":
            self.query_one(Thoughts).show(self._scene, self._turn)
            return
        sheet = self.query_one(f"#{tab}-sheet", Sheet)
        width = max(sheet.scrollable_content_region.width - 2, _NARROWEST)
        facts = (words.facts(self._scene, self._turn), width)
        before = self._written.get(tab)
        if before == facts:
            return
        self._written[tab] = facts
        afresh = before is None or before[0][:2] != facts[0][:2]
        sheet.tell(TABS[tab][1](self._scene, self._turn, width), afresh=afresh)
        if tab == "state":
            sheet.query_one(Charts).show(self._scene, self._turn)


class SideScreen(Screen[Branch]):
    """The same with the whole window; gives what is to be played on from, if that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", key_display="esc", id="live.side_back"),
        Binding("left_square_bracket", "turn(-1)", "Turn before", key_display="["),
        Binding("right_square_bracket", "turn(1)", "Next turn", key_display="]"),
        Binding("ctrl+right", "turn_tab(1)", "Next tab", id="live.tab_next"),
    ]

    def __init__(self, scene: Scene, turn: int | None, tab: str = "rewards") -> None:
        super().__init__()
        self._scene, self._turn, self._first = scene, turn, tab

    def compose(self) -> ComposeResult:
        """The pane and its keys."""
        yield Side(id="side-alone")
        yield Footer()

    def on_mount(self) -> None:
        """Show what it was opened for."""
        side = self.query_one(Side)
        side.open(self._first)
        side.show(self._scene, self._turn)

    def show(self, scene: Scene, turn: int | None) -> None:
        """Tell of that turn of that scene now; Live calls it while things happen."""
        self._scene, self._turn = scene, turn
        if self.is_mounted:
            self.query_one(Side).show(scene, turn)

    def on_thoughts_branched(self, branched: Thoughts.Branched) -> None:
        """Back to the dialogue, which plays on from there."""
        self.dismiss(branched.order)

    def action_turn(self, by: int) -> None:
        """The turn before or after the one that is shown."""
        one = words.focused(self._scene, self._turn)
        if one is not None and self._scene.at(at := one.index + by) is not None and at >= 0:
            self.show(self._scene, at)

    def action_turn_tab(self, by: int) -> None:
        """The tab beside the open one."""
        self.query_one(Side).action_turn_tab(by)
