"""The line on top: where one is, what runs, what it has cost."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from society.domain.display import money
from tui.text import flat


class Top(Static):
    """`society · Live · ▶ running · $0.0021`, and a lock where nothing can be written."""

    DEFAULT_CSS = "Top { dock: top; height: 1; background: $panel; padding: 0 1; }"

    where: reactive[str] = reactive("")
    state: reactive[str] = reactive("")
    cost: reactive[float | None] = reactive(None)
    locked: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """The parts that say something, dots between them."""
        parts = [Content.styled("society", "bold"), flat(self.where)]
        if self.state:
            parts.append(flat(self.state, "bold $text-accent"))
        if self.cost is not None:
            parts.append(flat(money(self.cost)))
        if self.locked:
            parts.append(Content.styled("🔒 read-only", "$text-warning"))
        return Content(" · ").join(parts)
