"""Small questions of the settings: into which file, for whom, which key."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog
from tui.text import flat


class WhichFile(Dialog[Path]):
    """Gives the file that a setting is to be written into."""

    def __init__(self, what: str, files: Sequence[tuple[str, Path]]) -> None:
        super().__init__()
        self._what = what
        self._files = files

    def compose(self) -> ComposeResult:
        """The change, and the files."""
        with Vertical(classes="dialog"):
            yield Static(flat(f"Write {self._what} into", "bold"), classes="dialog--title")
            options = [
                Option(Content.assemble(flat(told, "bold"), "\n", flat(f"  {path}", "dim")))
                for told, path in self._files
            ]
            yield OptionList(*options)

    def on_option_list_option_selected(self, picked: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(self._files[picked.option_index][1])


class ForWhom(Dialog[str]):
    """Gives `model` (every role), `judge_model`, or `models.ROLE`."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    def compose(self) -> ComposeResult:
        """Roles, judges, or one role by its id."""
        with Vertical(classes="dialog"):
            yield Static(flat(f"{self._model} answers for", "bold"), classes="dialog--title")
            yield OptionList(
                Option("every role, where nothing else is said", id="model"),
                Option("the judges", id="judge_model"),
            )
            yield Input(placeholder="or the id of a role, such as seller", compact=True)

    def on_option_list_option_selected(self, picked: OptionList.OptionSelected) -> None:
        """All roles, or the judges."""
        self.dismiss(picked.option.id)

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        """One role."""
        role = typed.value.strip()
        self.dismiss(f"models.{role}" if role else None)


class NewKey(ModalScreen[str]):
    """Gives the name of the next key that is pressed; None for esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Keep it")]

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        """What the key is for."""
        with Vertical(classes="dialog"):
            yield Static(flat(f"Press the new key for: {self._what}", "bold"))
            yield Static(flat("esc keeps the old one", "dim"))

    def on_key(self, pressed: Key) -> None:
        """That one."""
        pressed.stop()
        self.dismiss(None if pressed.key == "escape" else pressed.key)

    def action_close(self) -> None:
        """Keep the old key."""
        self.dismiss(None)
