"""Which role a person takes."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from society.domain.dialogue import Game
from tui.cast import Cast
from tui.dialogs.dialog import Dialog
from tui.text import flat


class Choosing(Dialog[str]):
    """Gives the id of a role; None where none was chosen."""

    def __init__(self, game: Game) -> None:
        super().__init__()
        self._game = game

    def compose(self) -> ComposeResult:
        """The roles."""
        cast = Cast.of(self._game)
        with Vertical(classes="dialog"):
            yield Static("Take a role; you speak from its next turn", classes="dialog--title")
            yield OptionList(
                *(
                    Option(
                        flat(f"{cast.letter(role.id)} {role.name}", f"bold {cast.colour(role.id)}")
                        + Content("  ")
                        + flat(f"({role.id})", "dim")
                    )
                    for role in self._game.roles
                ),
                markup=False,
            )

    def on_option_list_option_selected(self, chosen: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(self._game.roles[chosen.option_index].id)
