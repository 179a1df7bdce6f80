"""A new scenario from a template: its id and the template, written by `society scenario new`."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from society.domain.errors import SocietyError
from tui.dialogs.dialog import Dialog
from tui.text import flat, safe

if TYPE_CHECKING:
    from tui.app import Studio

WORTH = {
    "bargain": "two roles, one price, two limits",
    "group": "three or more roles that must agree",
    "interview": "one asks, one answers",
    "lesson": "a teacher and a student",
}


class Fresh(Dialog[str]):
    """Gives the id of the scenario that was written."""

    def __init__(self, own: str) -> None:
        super().__init__()
        self._own = own

    def compose(self) -> ComposeResult:
        """The id above, the templates below."""
        with Vertical(classes="dialog"):
            yield Static(flat(f"A new scenario in {self._own}", "bold"), classes="dialog--title")
            yield Input(placeholder="its id, such as market/my_lamp", id="new-id")
            yield OptionList(
                *(Option(f"{name:<11}{what}", id=name) for name, what in WORTH.items()),
                id="templates",
            )
            yield Static(id="wrong")

    def on_input_submitted(self) -> None:
        """Go on to the template."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, picked: OptionList.OptionSelected) -> None:
        """Write it."""
        self.run_worker(self._write(picked.option.id or ""), exclusive=True)

    async def _write(self, template: str) -> None:
        from society.scenario.blank import DEFAULT_ROLES

        name = self.query_one(Input).value.strip()
        title = name.rpartition("/")[2].replace("_", " ").capitalize()
        told = {
            "--template": template,
            "--out": self._own,
            "--title": title,
            "--roles": ",".join(DEFAULT_ROLES[template]),
            "--locale": "en",
        }
        words = [f"{key}={value}" for key, value in told.items() if value]
        try:
            if not name or name.startswith("-"):
                raise SocietyError("give it an id first: small letters, digits and _")
            studio = cast("Studio", self.app)
            done = await studio.backstage.command(["scenario", "new", name, *words])
        except SocietyError as error:
            self._wrong(error.message)
            return
        if done.code == 0:
            self.dismiss(name)
        else:
            self._wrong(done.err.strip() or f"society scenario new ended with {done.code}")

    def _wrong(self, why: str) -> None:
        self.query_one("#wrong", Static).update(safe(why, "$text-error"))
        self.query_one(Input).focus()
