"""The page Settings: seven tabs, and the one way in which a setting is written."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import orjson
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TabbedContent, TabPane

from society import settings as house
from society.domain.display import money
from society.domain.errors import SocietyError
from tui.screens.page import Page
from tui.screens.settings import plain
from tui.screens.settings.asking import ForWhom, WhichFile
from tui.screens.settings.display import Display
from tui.screens.settings.keytable import Keymap
from tui.screens.settings.listed import Listed
from tui.screens.settings.models import Models
from tui.widgets.table import Table

TABS = {"keys": plain.keys, "budget": plain.budget, "paths": plain.paths, "about": plain.about}


class SettingsPage(Page):
    """What is in force, who answers, and where it is written."""

    NAME = "Settings"
    AUTO_FOCUS = "#models"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_square_bracket", "turn(1)", "Next tab", key_display="]", id="settings.next"),
        Binding(
            "left_square_bracket",
            "turn(-1)",
            "Tab before",
            key_display="[",
            show=False,
            id="settings.before",
        ),
        Binding("ctrl+r", "reload", "Look again", show=False, id="settings.reload"),
    ]

    def body(self) -> ComposeResult:
        """The tabs."""
        with TabbedContent(initial="tab-models", id="settings-tabs"):
            with TabPane("Models", id="tab-models"):
                yield Models(id="models-panel")
            with TabPane("Keys", id="tab-keys"):
                yield Listed(TABS["keys"], id="keys")
            with TabPane("Budget", id="tab-budget"):
                yield Listed(TABS["budget"], id="budget")
            with TabPane("Display", id="tab-display"):
                yield Display(id="display")
            with TabPane("Keymap", id="tab-keymap"):
                yield Keymap(id="keymap")
            with TabPane("Paths", id="tab-paths"):
                yield Listed(TABS["paths"], id="paths")
            with TabPane("About", id="tab-about"):
                yield Listed(TABS["about"], id="about")

    @property
    def tabs(self) -> TabbedContent:
        """The tabs."""
        return self.query_one(TabbedContent)

    def on_tabbed_content_tab_activated(self, opened: TabbedContent.TabActivated) -> None:
        """What a tab shows is asked for when it is looked at."""
        for panel in opened.pane.query(Listed):
            panel.load()
        for keymap in opened.pane.query(Keymap):
            keymap.load()

    def action_turn(self, by: int) -> None:
        """The next tab, or the one before."""
        names = [pane.id or "" for pane in self.query(TabPane)]
        pane = self.query_one(f"#{names[(names.index(self.tabs.active) + by) % len(names)]}")
        self.tabs.active = pane.id or ""
        for table in pane.query(Table):
            self.call_after_refresh(table.focus)

    def action_reload(self) -> None:
        """Ask for everything of this tab anew."""
        self.attempt(self._reloaded())

    async def _reloaded(self) -> None:
        await self._read_again()
        pane = self.tabs.active_pane
        for panel in pane.query(Listed) if pane else ():
            panel.load()
        for models in pane.query(Models) if pane else ():
            models.load()

    # Models.

    def assign(self, model: str) -> None:
        """Let a model answer for somebody, from now on."""

        def chosen(whom: str | None) -> None:
            name, _, role = (whom or "").partition(".")
            if name:
                shown = self.query_one(Models)
                self.change(name, {role: model} if role else model, then=shown.fill)

        self.app.push_screen(ForWhom(model), chosen)

    def action_try_model(self) -> None:
        """One token of the model under the cursor: does it answer, how soon, for how much?"""
        models = self.query_one(Models)
        if models.chosen:
            models.tell(f"asking {models.chosen} for one token …")
            self.attempt(self._tried(models, models.chosen), group="try")

    async def _tried(self, models: Models, name: str) -> None:
        done = await self.backstage.command(["models", "test", name, "--once", "--json"])
        if done.code:
            models.tell(f"✗ {name}: {_last(done.err)}", "$text-error")
            return
        try:
            met = orjson.loads(done.out)
            told = f"● {name} answered in {met['seconds']:.2f} s, {money(met['cost'])}"
        except (ValueError, KeyError, TypeError) as error:
            raise SocietyError(f"what the test of {name} told cannot be read") from error
        models.tell(told, "$text-success")

    # Writing.

    def change(self, name: str, value: Any, *, then: Callable[[], None] = lambda: None) -> None:
        """Ask into which file, write that one setting there, and put it in force."""
        files = [
            ("your own settings", house.config_file()),
            ("the settings of this folder", self.backstage.here / "society.toml"),
        ]

        def answered(file: Path | None) -> None:
            if file is None:
                self.say("not written")
            else:
                self.attempt(self._written(file, name, value, then))

        self.app.push_screen(WhichFile(_said(name, value), files), answered)

    async def _written(self, file: Path, name: str, value: Any, then: Callable[[], None]) -> None:
        await asyncio.to_thread(house.write, file, name, value)
        where = await self._read_again()
        told = f"written to {file}"
        if not isinstance(value, dict) and where.get(name) not in (str(file), file.name):
            told += f", but {where.get(name)} has the say"
        self.say(told)
        then()

    async def _read_again(self) -> dict[str, str]:
        """Put in force what is written now; where each setting comes from."""
        environ, here = self.backstage.environ, self.backstage.here
        chosen = await asyncio.to_thread(house.settings, environ, here)
        self.studio.backstage = replace(self.backstage, settings=chosen)
        found = await asyncio.to_thread(house.origins, environ, here)
        return {each.name: each.source for each in found}


def _said(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f"{name} = {value}"
    changes = (
        f"{key} = {each}" if each is not None else f"no {key}" for key, each in value.items()
    )
    return f"{name}: {', '.join(changes)}"


def _last(err: str) -> str:
    """The sentence that says what went wrong."""
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    told = [line.removeprefix("society: ") for line in lines if line.startswith("society: ")]
    return (told or lines or ["no answer"])[-1]
