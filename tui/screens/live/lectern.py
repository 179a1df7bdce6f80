"""Where a person speaks for a role: the line, the moves that are legal now, what was wrong."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from society.domain.dialogue import Option
from tui.screens.live.line import Line
from tui.text import flat, safe

LONGEST_CHIP = 32
LATER = "it is not your turn yet · esc gives the role back"
PAUSED = "paused: space goes on · esc gives the role back"
HOW = "enter sends · alt+enter new line · F5 suggests · esc gives the role back"


class Lectern(Vertical):
    """Hidden until a role is taken; the line is there only while it is that role's turn."""

    DEFAULT_CSS = """
    Lectern { display: none; height: auto; border: round $border; padding: 0 1; }
    Lectern.-taken { display: block; }
    Lectern > Line, Lectern > #live-moves { display: none; }
    Lectern.-wanted > Line { display: block; }
    Lectern.-wanted > #live-moves { display: block; height: auto; max-height: 3; }
    Lectern #live-wrong { display: none; color: $text-error; height: auto; }
    Lectern #live-wrong.-said { display: block; }
    Lectern Chip { margin-right: 1; min-width: 0; width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "suggest", "Suggest", id="live.suggest", priority=True),
        Binding("escape", "give", "Give back", id="live.give", priority=True),
    ]

    _names: tuple[str, ...] = ()
    _paused = False

    class Suggest(Message):
        """The model is to suggest a line."""

    class Give(Message):
        """The role is given back."""

    def compose(self) -> ComposeResult:
        """Who one is, the moves, the line, what was wrong."""
        yield Static(id="live-who")
        yield Horizontal(id="live-moves")
        yield Line(id="live-line", placeholder="what you say, and a move as /name argument=value")
        yield Static(id="live-wrong")

    def taken(self, names: Sequence[str], *, paused: bool = False) -> None:
        """Say for whom one speaks, and whether it is `paused`; nobody: hide it."""
        self._names, self._paused = tuple(names), paused
        self.set_class(bool(names), "-taken")
        self._tell()

    async def want(self, options: Sequence[Option], refused: Sequence[str]) -> None:
        """Take a line; these moves are legal now, and so was the last one refused."""
        self.add_class("-wanted")
        moves = self.query_one("#live-moves", Horizontal)
        await moves.remove_children()
        await moves.mount(*(Chip(option) for option in options))
        self.complain("; ".join(refused))
        self._tell()
        self.query_one(Line).focus()

    def rest(self) -> None:
        """It is somebody else's turn."""
        if self.has_class("-wanted"):
            self.remove_class("-wanted")
            self.complain("")
            self._tell()
            self.query_one(Line).clear()

    def _tell(self) -> None:
        how = HOW if self.has_class("-wanted") else PAUSED if self._paused else LATER
        who = flat(f"You are {', '.join(self._names)}", "bold")
        self.query_one("#live-who", Static).update(who + Content.styled(f" · {how}", "dim"))

    def complain(self, what: str) -> None:
        """Say why a line cannot be said; '' takes that back."""
        wrong = self.query_one("#live-wrong", Static)
        wrong.set_class(bool(what), "-said")
        wrong.update(safe(what))

    def fill(self, text: str) -> None:
        """Put a suggestion into the line."""
        self.query_one(Line).fill(text)

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        """Put the move into the line."""
        pressed.stop()
        if isinstance(pressed.button, Chip):
            line = self.query_one(Line)
            before = line.text.partition("/")[0].rstrip()
            line.fill(f"{before} {pressed.button.move}".lstrip())

    def action_suggest(self) -> None:
        """Ask the model what it would say."""
        if self.has_class("-wanted"):
            self.post_message(self.Suggest())

    def action_give(self) -> None:
        """Give the role back."""
        self.post_message(self.Give())


class Chip(Button):
    """A legal move, to be clicked or pressed."""

    def __init__(self, option: Option) -> None:
        due = "! " if option.due else ""
        named = " ".join([f"{due}/{option.name}", *option.args])
        super().__init__(flat(named, "bold", LONGEST_CHIP), compact=True)
        self.move = move(option)
        self.tooltip = flat(option.about, width=60) if option.about else None


def move(option: Option) -> str:
    """A move as it is typed, up to its first argument.

    >>> move(Option(name="propose", args={"price": {"type": "integer"}}))
    '/propose price='
    """
    first = next(iter(option.args), "")
    return f"/{option.name}" + (f" {first}=" if first else "")
