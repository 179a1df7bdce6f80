"""A step of an export: lines to type in and boxes to tick."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Checkbox, Input, Label

from tui.screens.export.words import Field


class Box(Checkbox):
    """A box whose tick is there or is not: its colour is not the only sign."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Tick it or not."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()


class Fields(VerticalScroll, can_focus=False):
    """The fields of one step, filled in with what is known."""

    DEFAULT_CSS = """
    Fields { padding: 1 0; }
    Fields .field { height: 1; }
    Fields .field Label { width: 16; }
    Fields .field Input { width: 1fr; }
    """

    def __init__(
        self,
        fields: Sequence[Field],
        filled: Mapping[str, str],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._fields, self._filled = fields, filled

    def compose(self) -> ComposeResult:
        """A line each."""
        for field in self._fields:
            if field.box:
                yield Box(field.title, id=f"field-{field.name}", compact=True)
            else:
                with Horizontal(classes="field"):
                    yield Label(field.title)
                    yield self._input(field)

    def _input(self, field: Field) -> Input:
        now = self._filled.get(field.name, "")
        return Input(now, placeholder=field.hint, id=f"field-{field.name}", compact=True)

    def values(self) -> dict[str, str | bool]:
        """What stands in them."""
        return {
            field.name: self.query_one(f"#field-{field.name}", Checkbox).value
            if field.box
            else self.query_one(f"#field-{field.name}", Input).value
            for field in self._fields
        }
