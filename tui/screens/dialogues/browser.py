"""The browser of dialogues: what can be done with those that are listed."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from society.domain.errors import SocietyError
from tui.messages import OpenDialogue, OpenExport, OpenJudging
from tui.screens.dialogues.asking import Tagging
from tui.screens.dialogues.diff import Diff
from tui.screens.dialogues.listing import Listing
from tui.screens.dialogues.statistics import Statistics
from tui.screens.dialogues.tagged import Change, after, apply, changes, turned

if TYPE_CHECKING:
    from society.scoring.difference import Difference
    from society.store.browsing import Line
    from society.store.store import Store

FAVOURITE, TRASH = "favourite", "trash"


class Dialogues(Listing):
    """Mode 4: every dialogue there is."""

    NAME = "Dialogues"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", "Read", id="dialogues.read"),
        Binding("slash", "filter", "Filter", key_display="/", id="dialogues.filter"),
        Binding("o", "sort", "Sort", id="dialogues.sort"),
        Binding("space", "mark", "Mark", id="dialogues.mark"),
        Binding("D", "diff", "Diff", id="dialogues.diff"),
        Binding("asterisk", "favourite", "Favourite", key_display="*", id="dialogues.favourite"),
        Binding("T", "tag", "Tag", id="dialogues.tag"),
        Binding("delete,backspace", "trash", "Trash", key_display="del", id="dialogues.trash"),
        Binding("u", "undo", "Undo", id="dialogues.undo"),
        Binding("E", "export", "Export", id="dialogues.export"),
        Binding("J", "judge", "Judge", show=False, id="dialogues.judge"),
        Binding("i", "statistics", "Statistics", id="dialogues.statistics"),
        Binding("r", "reload", "Reload", show=False, id="dialogues.reload"),
        Binding("y", "copy", "Copy the id", show=False, id="dialogues.copy"),
        Binding("escape", "back", "Let go of the marks", show=False, id="dialogues.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._done: list[list[Change]] = []

    def on_grid_chosen(self) -> None:
        """Read it."""
        self.action_read()

    def action_read(self) -> None:
        """Read the dialogue under the cursor."""
        if line := self.grid.line:
            self.post_message(OpenDialogue(line.id))

    def action_copy(self) -> None:
        """Copy its id."""
        if line := self.grid.line:
            self.app.copy_to_clipboard(line.id)
            self.say(f"copied {line.id}")

    def action_mark(self) -> None:
        """Mark it, or unmark it, and go on to the next."""
        if line := self.grid.line:
            if self.marked.pop(line.id, None) is None:
                self.marked[line.id] = line
            self.marks_changed()
            self.grid.action_move(1)

    def action_back(self) -> None:
        """Let go of the marks."""
        self.unmark()

    @property
    def meant(self) -> "list[Line]":
        """The marked dialogues, else the one under the cursor."""
        return list(self.marked.values()) or [line for line in [self.grid.line] if line]

    def action_export(self) -> None:
        """Export the marked, else what the query means."""
        self._send(OpenExport)

    def action_judge(self) -> None:
        """Take the marked, else what the query means, to the judge lab."""
        self._send(OpenJudging)

    def _send(self, message: type[OpenExport] | type[OpenJudging]) -> None:
        from society.store.browsing import of_ids

        try:
            where = of_ids(list(self.marked)) if self.marked else self.asked
        except SocietyError as error:
            self.fail(error)
            return
        self.post_message(message(where))

    def action_statistics(self) -> None:
        """What the listed dialogues come to together."""
        line = self.grid.line
        self.app.push_screen(Statistics(self.backstage, self.look, line.id if line else None))

    # Tags: each change can be taken back.

    def action_favourite(self) -> None:
        """A star for the meant dialogues, or none."""
        self._change(turned(self.meant, FAVOURITE))

    def action_trash(self) -> None:
        """Into the trash, or out of it; nothing is deleted."""
        made = turned(self.meant, TRASH)
        for change in made[:1]:
            many = f"{len(change.episodes)} dialogue{'s' if len(change.episodes) != 1 else ''}"
            where = "in the trash (tag:trash lists it)" if change.put else "out of the trash"
            self._change(made, f"{many} {where}; u undoes")

    def action_tag(self) -> None:
        """Ask for tags."""
        meant = self.meant
        if not meant or self._barred():
            return

        def told(words: str | None) -> None:
            self._change(changes(meant, words.split()) if words else [])

        known = self.bar.query_line.names.tags
        self.app.push_screen(Tagging(len(meant), known), told)

    def action_undo(self) -> None:
        """Take the last change of tags back."""
        if not self._done:
            self.say("nothing to undo")
            return
        if not self._barred():
            back = [change.undone for change in reversed(self._done[-1])]
            self.attempt(self._write(back, undoing=True), group="tags")

    def _change(self, made: list[Change], said: str = "") -> None:
        if made and not self._barred():
            self.attempt(self._write(made, said=said), group="tags")

    async def _write(self, made: list[Change], *, said: str = "", undoing: bool = False) -> None:
        await apply(await self.backstage.desk.store(), made)
        if undoing:
            self._done.pop()
        else:
            self._done.append(made)
        if said:
            self.say(said)
        for line in list(self.marked.values()):
            self.marked[line.id] = after(line, made)
            if TRASH in self.marked[line.id].tags:
                del self.marked[line.id]
        self.marks_changed()
        self.open(stay=True)

    def _barred(self) -> bool:
        """Whether nothing can be written, which is then said."""
        if self.backstage.desk.locked:
            self.say("the database is read-only: tags cannot be changed", severity="warning")
        return self.backstage.desk.locked

    # Two dialogues beside each other.

    def action_diff(self) -> None:
        """Compare the two marked, or the marked one with the one under the cursor."""
        ids = list(self.marked)
        line = self.grid.line
        if len(ids) == 1 and line and line.id not in ids:
            ids.append(line.id)
        if len(ids) != 2:
            self.say("mark two dialogues with space, then D compares them", severity="warning")
            return
        self.attempt(self._compare(*ids), group="diff")

    async def _compare(self, left: str, right: str) -> None:
        def question(store: "Store") -> "Difference":
            from society.scoring.difference import difference

            return difference(store.episode(left), store.episode(right))

        self.app.push_screen(Diff(await self.backstage.desk.ask(question), self.backstage.desk))
