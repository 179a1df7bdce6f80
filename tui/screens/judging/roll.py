"""The list of judges: those installed, those in files here, and seats that were heard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from tui.text import flat
from tui.widgets.panel import Panel
from tui.widgets.table import Table


@dataclass(frozen=True)
class Judge:
    """One line: what it is called, how a command refers to it, what is known of it."""

    name: str
    ref: str
    scope: str = ""
    version: str = ""
    source: str = ""
    audit: str = ""
    error: str = ""

    @property
    def askable(self) -> bool:
        """Whether it can be asked of turns or ends here."""
        return not self.error and self.scope != "pair"


def listed(told: Iterable[Mapping[str, Any]]) -> list[Judge]:
    """What `society judge list --json` says."""
    return [
        Judge(
            name=each["name"],
            ref=each["name"],
            scope=each["scope"],
            version=each["version"],
            source=each["package"],
            audit=each["audit"],
            error=each["error"],
        )
        for each in told
    ]


def in_files(folder: Path) -> list[Judge]:
    """Judges in files of the folder `judges` here; they are asked only where that is allowed."""
    found = sorted((folder / "judges").glob("*.py"))
    return [
        Judge(name=path.stem, ref=str(path), scope="file", source=str(path.relative_to(folder)))
        for path in found
        if not path.stem.startswith(("_", "test_"))
    ]


class Roll(Panel):
    """The judges, one under the cursor."""

    BORDER_TITLE = "Judges"

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.judges: list[Judge] = []
        self._heard: tuple[str, ...] = ()

    def content(self) -> ComposeResult:
        """The table."""
        yield Table()

    def show(self, judges: Sequence[Judge]) -> None:
        """Draw them, the cursor where it was."""
        self.judges = list(judges)
        self.ready()
        self._draw()

    def also(self, heard: Iterable[str]) -> None:
        """Seats that were heard under a name of their own are listed, too."""
        self._heard = tuple(heard)
        self._draw()

    @property
    def chosen(self) -> Judge | None:
        """The judge under the cursor."""
        ref = self.query_one(Table).chosen
        return next((judge for judge in self._all if judge.ref == ref), None)

    def go_to(self, ref: str) -> None:
        """The cursor to the judge that a command refers to so."""
        refs = [judge.ref for judge in self._all]
        if ref in refs:
            self.query_one(Table).move_cursor(row=refs.index(ref))

    @property
    def seat(self) -> str:
        """The name of the judge under the cursor, '' where there is none."""
        return self.chosen.name if self.chosen else ""

    @property
    def _all(self) -> list[Judge]:
        known = {judge.name for judge in self.judges}
        seats = [Judge(name, name, scope="seat") for name in self._heard if name not in known]
        return [*{judge.ref: judge for judge in [*self.judges, *seats]}.values()]

    def _draw(self) -> None:
        # A file here may have the name of a judge that is installed: only references are unique.
        rows = [(judge.ref, _cells(judge)) for judge in self._all]
        self.query_one(Table).fill(["judge", "of", "version"], rows)


def _cells(judge: Judge) -> list[Content]:
    mark = Content.styled("✗ ", "$text-error") if judge.error else Content("")
    return [
        mark + flat(judge.name),
        flat(judge.scope),
        flat(judge.version[:6] or judge.error, width=24),
    ]
