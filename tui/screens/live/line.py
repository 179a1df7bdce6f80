"""What a person says, as it is typed: enter sends it, alt+enter begins a new line."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from society.domain.dialogue import Action
from tui.widgets.lines import Plain


class Line(Plain):
    """A few lines to type in."""

    DEFAULT_CSS = """
    Line { height: auto; min-height: 1; max-height: 6; border: none; padding: 0 1; }
    Line:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "send", "Send", key_display="enter", priority=True),
        Binding("alt+enter", "newline", "New line", priority=True),
    ]

    class Sent(Message):
        """The line is to be said."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(text, placeholder=placeholder, id=id, soft_wrap=True)
        self.move_cursor(self.document.end)

    def fill(self, text: str) -> None:
        """Put these words there, the cursor behind them."""
        self.text = text
        self.move_cursor(self.document.end)
        self.focus()

    def action_send(self) -> None:
        """Say it, once the letters that were typed before this key have come."""
        self.call_later(lambda: self.post_message(self.Sent(self.text)))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.call_later(self.insert, "\n")


def typed(text: str, action: Action | None) -> str:
    """Words and a move as a person types them.

    >>> typed("Take it.", Action(name="propose", args={"price": 110, "note": "or not"}))
    'Take it. /propose price=110 note="or not"'
    """
    if action is None:
        return text
    args = (f"{name}={_quoted(value)}" for name, value in action.args.items())
    return " ".join([*([text] if text else []), f"/{action.name}", *args])


def _quoted(value: object) -> str:
    told = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{told}"' if not told or any(letter.isspace() for letter in told) else told
