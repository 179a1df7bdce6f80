"""What the parts of the judge lab share: the sample, the query, the turn under the cursor."""

from typing import TYPE_CHECKING

from textual.widgets import TabbedContent

from tui.screens.judging.panes import Matrix, Rows, Turns
from tui.screens.judging.sample import Row, Sample, sample
from tui.screens.page import Page

if TYPE_CHECKING:
    from society.store.store import Store

NOTHING = Sample((), (), {}, {}, {})


class Bench(Page):
    """A page over one sample of turns."""

    def __init__(self) -> None:
        super().__init__()
        self.query_line = ""
        self.blind = False
        self.sample = NOTHING

    def read(self) -> None:
        """Read the sample from the store, again: more may have been said."""
        query = self.query_line

        def asked(store: "Store") -> Sample:
            return sample(store, query)

        self.ask(self.query_one(Turns), asked, self.take_up)

    def take_up(self, found: Sample) -> None:
        """Draw what was read."""

    @property
    def row(self) -> Row | None:
        """The turn under the cursor of the tab that is open."""
        kind = Matrix if self.query_one(TabbedContent).active == "matrix" else Turns
        pane: Rows = self.query_one(f"#judging-{kind.__name__.lower()}", Rows)
        return self.sample.row(pane.table.chosen)
