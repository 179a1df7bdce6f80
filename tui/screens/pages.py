"""Which page opens by which key. A page's module is imported when it is first opened."""

from dataclasses import dataclass
from importlib import import_module

from tui.screens.page import Page


@dataclass(frozen=True)
class Entry:
    """A page: its mode, what it is called, its keys, and where its class lives."""

    mode: str
    title: str
    keys: str
    where: str


PAGES = (
    Entry("home", "Home", "1", "tui.screens.home:Home"),
    Entry("live", "Live", "2", "tui.screens.live:Live"),
    Entry("batches", "Batches", "3", "tui.screens.batches:Batches"),
    Entry("dialogues", "Dialogues", "4", "tui.screens.dialogues:Dialogues"),
    Entry("judging", "Judge lab", "5", "tui.screens.judging:Judging"),
    Entry("board", "Leaderboard", "6", "tui.screens.board:Board"),
    Entry("settings", "Settings", "8,f2", "tui.screens.settings:SettingsPage"),
)


def imported(mode: str) -> type[Page]:
    """The class of that mode's page; the first time takes a while."""
    module, _, name = next(page.where for page in PAGES if page.mode == mode).partition(":")
    page: type[Page] = getattr(import_module(module), name)
    assert issubclass(page, Page)
    return page


def made(mode: str) -> Page:
    """A new page of that mode."""
    return imported(mode)()
