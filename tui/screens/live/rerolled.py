"""Other replies to the same words, side by side as they arrive; one of them is chosen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from society.domain.cues import Sampled
from society.domain.dialogue import Draft, Turn
from society.domain.display import chip
from society.domain.orders import MOST_SAMPLES
from tui.dialogs.dialog import Dialog
from tui.text import flat, safe

USUAL = 4


class HowMany(Dialog[int]):
    """Asks how many replies to sample."""

    def compose(self) -> ComposeResult:
        """A number."""
        with Vertical(classes="dialog"):
            yield Static("How many other replies?", classes="dialog--title")
            yield Input(str(USUAL), type="integer")
            yield Static(flat(f"1 to {MOST_SAMPLES} · enter · esc", "dim"))

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """So many, if it is a number that can be asked."""
        if typed.value.isdecimal() and 1 <= int(typed.value) <= MOST_SAMPLES:
            self.dismiss(int(typed.value))


class Rerolled(Dialog[int]):
    """Gives the number of the chosen sample, -1 for what was said, None where nothing is chosen."""

    DEFAULT_CSS = """
    Rerolled #live-samples { height: auto; max-height: 24; }
    Rerolled .dialog.-stacked #live-samples { layout: vertical; overflow-y: auto; max-height: 14; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,k", "move(-1)", "Left", show=False),
        Binding("right,down,j", "move(1)", "Right", show=False),
        Binding("enter", "choose", "Choose"),
    ]

    def __init__(self, turn: Turn, k: int) -> None:
        super().__init__()
        self._turn, self._k = turn, k
        self._at = 0

    def compose(self) -> ComposeResult:
        """What was said, then a place for each sample."""
        stacked = " -stacked" if self.app.size.width < 30 * (self._k + 1) else ""
        said = Draft(text=self._turn.text, action=self._turn.action)
        with Vertical(classes=f"dialog -wide{stacked}"):
            title = f"Turn {self._turn.index + 1}: other replies"
            yield Static(title, classes="dialog--title")
            with Horizontal(id="live-samples"):
                yield Sample(-1, said)
                for n in range(self._k):
                    yield Sample(n, None)
            yield Static(
                flat("arrows move · enter keeps one: a preference pair · esc keeps none", "dim")
            )

    def on_mount(self) -> None:
        """Begin with what was said."""
        self.action_move(0)

    def arrived(self, sampled: Sampled) -> None:
        """Show a sample in its place."""
        for sample in self.query(Sample):
            if sample.n == sampled.n:
                sample.show(sampled.draft)

    def action_move(self, step: int) -> None:
        """Mark the next one."""
        samples = list(self.query(Sample))
        self._at = min(max(self._at + step, 0), len(samples) - 1)
        for at, sample in enumerate(samples):
            sample.set_class(at == self._at, "-chosen")
        samples[self._at].scroll_visible(animate=False)

    def action_choose(self) -> None:
        """Keep the marked one, once it is there."""
        chosen = list(self.query(Sample))[self._at]
        if chosen.there:
            self.dismiss(chosen.n)

    def on_sample_picked(self, picked: "Sample.Picked") -> None:
        """Mark the one that was clicked; the marked one is chosen."""
        if picked.n + 1 == self._at:
            self.action_choose()
        else:
            self.action_move(picked.n + 1 - self._at)


class Sample(VerticalScroll):
    """One reply, or the place of one that is still to come."""

    DEFAULT_CSS = """
    Sample { width: 1fr; height: auto; max-height: 22; padding: 0 1; }
    Sample { border: round $foreground 25%; }
    Sample.-chosen { border: heavy $border; }
    .-stacked Sample { width: 100%; }
    """

    class Picked(Message):
        """It was clicked."""

        def __init__(self, n: int) -> None:
            super().__init__()
            self.n = n

    def __init__(self, n: int, draft: Draft | None) -> None:
        super().__init__(can_focus=False)
        self.n, self._draft = n, draft

    @property
    def there(self) -> bool:
        """Whether it has arrived."""
        return self._draft is not None

    def compose(self) -> ComposeResult:
        """Its words."""
        yield Static(self._told())

    def show(self, draft: Draft) -> None:
        """It has arrived."""
        self._draft = draft
        self.query_one(Static).update(self._told())

    def on_click(self) -> None:
        """Choose it."""
        self.post_message(self.Picked(self.n))

    def _told(self) -> Content:
        name = "said" if self.n < 0 else f"sample {self.n + 1}"
        if self._draft is None:
            return Content("\n").join([flat(name, "bold"), flat("…", "dim")])
        taken = flat(chip(self._draft.action), "bold") if self._draft.action else Content("")
        return Content("\n").join([flat(name, "bold"), safe(self._draft.text), taken])
