"""What was said, turn under turn, however many: only the lines that are seen are ever drawn."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from tui.screens.live.blocks import Look, Row, turn_rows
from tui.screens.live.picked import copied, lettered, shaded
from tui.screens.live.prologue import prologue_rows
from tui.screens.live.scene import Scene

KEPT = 400
"""Blocks whose rows are remembered: more than any terminal shows at once."""

_SELECTED = "on $boost"


class Transcript(ScrollView, can_focus=True):
    """The turns of a scene. Block 0 is what stands above the first turn, block i+1 is turn i."""

    DEFAULT_CSS = """
    Transcript { height: 1fr; padding: 0 0 0 1; overflow-x: hidden; scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Down", show=False),
        Binding("k,up", "scroll_up", "Up", show=False),
        Binding("g,home", "top", "Top", show=False),
        Binding("G,end", "follow", "Bottom", show=False),
        Binding("ctrl+d", "page_down", "Half down", show=False),
        Binding("ctrl+u", "page_up", "Half up", show=False),
    ]

    class Selected(Message):
        """A turn was clicked."""

        def __init__(self, turn: int) -> None:
            super().__init__()
            self.turn = turn

    class Scrolled(Message):
        """It follows the end no more, or again."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.following = True
        self.selected: int | None = None
        self._scene: Scene | None = None
        self._look: Look | None = None
        self._versions: list[int] = []
        self._heights: list[int] = []
        self._tops: list[int] = [0]
        self._kept: dict[int, list[Row]] = {}
        self._drawn: dict[tuple[int, int], Strip] = {}
        self._seen = 0
        self._key: object = None

    @property
    def behind(self) -> int:
        """Turns that came since the end was last seen."""
        return 0 if self.following else max(len(self._versions) - 1 - self._seen, 0)

    def show(self, scene: Scene, now: float) -> None:
        """Draw what has changed; `now` is the clock in seconds."""
        if scene.game is None or not self.size.width:
            self._scene = scene
            return
        look = Look.at(scene, scene.game, self.scrollable_content_region.width - 1, now)
        key = (scene.episode, look.width, look.frank, scene.private, look.moving)
        if key != self._key or scene is not self._scene:
            self._forget()
        self._scene, self._look, self._key = scene, look, key
        self._measure(scene)
        self.virtual_size = Size(look.width + 1, self._tops[-1])
        if self.following:
            self._seen = len(scene.turns)
            self._to_end()
            # Where the bar at the side is only now needed, there was nothing yet to scroll.
            self.call_after_refresh(self._to_end)
        self.refresh()

    def _to_end(self) -> None:
        if self.following:
            self.scroll_to(y=self.max_scroll_y, animate=False)

    def select(self, turn: int | None) -> None:
        """Mark a turn and bring it into view."""
        self.selected = turn
        self._drawn.clear()
        if turn is not None and turn + 1 < len(self._tops):
            self._reveal(turn + 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line that is `y` lines under the upper edge."""
        line = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        base = self.visual_style
        if self._look is None or line >= self._tops[-1]:
            return Strip.blank(width, base.rich_style)
        block = bisect_right(self._tops, line) - 1
        at = (block, line - self._tops[block])
        if at not in self._drawn:
            if len(self._drawn) > 8 * KEPT:
                self._drawn.clear()
            self._drawn[at] = self._draw(self._rows(block)[at[1]], block, base, width)
        return self._shaded(self._drawn[at], line).apply_offsets(0, line)

    def _shaded(self, strip: Strip, line: int) -> Strip:
        """The line with what is marked of it."""
        selection = self.text_selection
        span = lettered(selection, line, strip.text) if selection else None
        if span is None:
            return strip
        style = self.screen.get_component_rich_style("screen--selection")
        return shaded(strip, strip.text, span, style)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What is marked, as it is to be copied."""
        first = selection.start.y if selection.start else 0
        last = selection.end.y if selection.end else self._tops[-1] - 1
        lines = range(first, min(last + 1, self._tops[-1]))
        return copied(((line, self._text(line)) for line in lines), selection), "\n"

    def _text(self, line: int) -> str:
        """The letters of a line, the mark at its left with them."""
        block = bisect_right(self._tops, line) - 1
        row = self._rows(block)[line - self._tops[block]]
        return " " + "".join(piece for piece, _ in row)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        if self._scene is not None:
            self.show(self._scene, self._look.now if self._look else 0.0)

    def on_click(self, event: events.Click) -> None:
        """Select the turn under the pointer; a second click marks its words for the clipboard."""
        line = self.scroll_offset.y + event.get_content_offset_capture(self).y
        if line >= self._tops[-1]:
            return
        block = bisect_right(self._tops, line) - 1
        if event.chain > 1:
            event.stop()
            event.prevent_default()
            self._mark(block)
        elif block and self.text_selection is None:
            self.post_message(self.Selected(block - 1))

    def _mark(self, block: int) -> None:
        """As if a whole block had been marked with the mouse."""
        first, last = self._tops[block], self._tops[block + 1] - 1
        whole = Selection(Offset(0, first), Offset(self.size.width, last))
        self.screen.selections = {self: whole}

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Who scrolls away from the end is not taken back to it."""
        super().watch_scroll_y(old_value, new_value)
        # The end may move away under us, when a pane opens; only who goes up has left it.
        at_end = round(new_value) >= self.max_scroll_y
        following = at_end or (self.following and new_value >= old_value)
        if following != self.following:
            self.following = following
            if self._scene is not None:
                self._seen = len(self._scene.turns)
            self.post_message(self.Scrolled())

    def notify_style_update(self) -> None:
        """Another theme draws everything anew."""
        super().notify_style_update()
        self._drawn.clear()

    def action_top(self) -> None:
        """Go to the beginning."""
        self.scroll_to(y=0, animate=False)

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def _forget(self) -> None:
        self._versions, self._heights, self._tops = [], [], [0]
        self._kept.clear()
        self._drawn.clear()

    def _measure(self, scene: Scene) -> None:
        """Bring the heights up to date, from the first block that changed."""
        assert self._look is not None
        first, look = None, self._look
        versions = [hash((scene.parent, tuple(scene.mine))), *(one.version for one in scene.turns)]
        for block, version in enumerate(versions):
            known = block < len(self._versions)
            if known and self._versions[block] == version and not self._restless(scene, block):
                continue
            rows = self._made(block, scene, look)
            self._keep(block, rows)
            if not known:
                self._heights.append(len(rows))
            elif self._heights[block] == len(rows):
                continue
            else:
                self._heights[block] = len(rows)
            first = block if first is None else min(first, block)
        self._versions = versions
        del self._heights[len(versions) :]
        if first is not None:
            self._unmark_moved(first)
            below = accumulate(self._heights[first:], initial=self._tops[first])
            self._tops[first:] = list(below)

    def _unmark_moved(self, block: int) -> None:
        """What is marked under a block that takes more lines now would be other words."""
        marked = self.text_selection
        if marked and block + 1 < len(self._tops) - 1:
            last = marked.end.y if marked.end else self._tops[-1]
            if last >= self._tops[block + 1]:
                self.screen.clear_selection()

    def _restless(self, scene: Scene, block: int) -> bool:
        """Whether it changes with the clock alone."""
        if not block or not scene.moving:
            return False
        one = scene.turns[block - 1]
        return one.speaking or one.hold is not None

    def _made(self, block: int, scene: Scene, look: Look) -> list[Row]:
        if block == 0:
            assert scene.game is not None
            return prologue_rows(scene, scene.game, look)
        return turn_rows(scene.turns[block - 1], look)

    def _keep(self, block: int, rows: list[Row]) -> None:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        for line in range(max(len(rows), len(self._kept.get(block, ())))):
            self._drawn.pop((block, line), None)
        self._kept[block] = rows

    def _rows(self, block: int) -> list[Row]:
        if block not in self._kept:
            assert self._scene is not None
            assert self._look is not None
            self._keep(block, self._made(block, self._scene, self._look))
        return self._kept[block]

    def _draw(self, row: Row, block: int, base: Style, width: int) -> Strip:
        chosen = self.selected is not None and block == self.selected + 1
        parsed: Callable[[str], Style] = self._get_style
        ground = base + parsed(_SELECTED) if chosen and row else base
        mark = Segment("▸" if chosen and row is self._rows(block)[0] else " ", ground.rich_style)
        pieces = [Segment(text, (ground + parsed(style)).rich_style) for text, style in row if text]
        strip = Strip([mark, *pieces])
        return strip.adjust_cell_length(width, ground.rich_style)

    def _reveal(self, block: int) -> None:
        top, bottom = self._tops[block], self._tops[block + 1]
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y or bottom - top >= height:
            self.scroll_to(y=top, animate=False)
        elif bottom > self.scroll_offset.y + height:
            self.scroll_to(y=bottom - height, animate=False)
