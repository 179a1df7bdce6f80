"""The window itself: eight modes, the keys that work everywhere, and where messages go.

Law: it draws and it sends people on; what is decided is decided in the rooms below.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import Worker

from society.domain.display import visible
from society.domain.errors import SocietyError
from tui import journal
from tui.backstage import Backstage
from tui.clipboard import tell_tmux
from tui.dialogs.help import Help
from tui.dialogs.jump import Jump
from tui.dialogs.leave import Leave
from tui.dialogs.reading import Reading
from tui.messages import OpenExport, RunState, Visit
from tui.palette import Actions
from tui.screens.page import WIDE, Page
from tui.screens.pages import PAGES, imported, made
from tui.session import Session, keep, recalled

SETTLED = (1.0, 4.0, 12.0)
"""Seconds after which a page that was opened has what it needs to be seen, to be used, to rest."""

_LIVELY = ("none", "basic", "full")


class Studio(App[int]):
    """`society` as a window: opened with a backstage, closed with an exit code."""

    TITLE = "society"
    CSS_PATH = "studio.tcss"
    COMMANDS: ClassVar[set[Callable[[], type[Actions]] | type[Actions]]] = {Actions}  # type: ignore[assignment]
    NOTIFICATION_TIMEOUT = 8
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(page.keys, f"go('{page.mode}')", page.title, show=False, id=page.mode)
            for page in PAGES
        ),
        Binding("7", "export", "Export", show=False, id="export"),
        Binding("question_mark,f1", "help", "Help", key_display="?", id="help"),
        Binding("ctrl+o", "jump", "Jump to", show=False, id="jump"),
        Binding("z", "zoom", "Zoom pane", show=False, id="zoom"),
        Binding("t", "change_theme", "Theme", show=False, id="theme"),
        Binding("y", "copy", "Copy", show=False, id="copy"),
        Binding("f8", "shoot", "Screenshot", show=False, id="screenshot"),
        Binding("ctrl+l", "log", "Log", show=False, id="log"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="suspend"),
        Binding("q", "back", "Back", show=False, id="back"),
        Binding("ctrl+q", "leave", "Quit", priority=True, id="quit"),
        Binding("ctrl+c", "leave_or_copy", "Quit", show=False, system=True, id="interrupt"),
    ]

    def __init__(self, backstage: Backstage, *, rest: Callable[[], object] | None = None) -> None:
        """`rest` is called whenever a page has been opened, and all that it needs is there."""
        super().__init__()
        self._rest = rest
        self.HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (WIDE, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-short"), (30, "-tall")]
        self.backstage = backstage
        self.run_state = ""
        self.run_cost: float | None = None
        self._pages: dict[str, Page] = {}
        self._remembered, self._forgot = self._recalled()
        for page in PAGES:
            self.add_mode(page.mode, lambda mode=page.mode: self.page(mode))  # type: ignore[misc]

    def get_driver_class(self) -> type[Driver]:
        """What draws: in a terminal one of our own, which survives that its terminal goes."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from tui.driver import Terminal

        return Terminal

    def page(self, mode: str) -> Page:
        """The page of that mode, made when it is first wanted."""
        if mode not in self._pages:
            page = self._pages[mode] = made(mode)
            page.restore(self._remembered.pages.get(mode, {}))
            for seconds in SETTLED if self._rest else ():
                self.set_timer(seconds, self._rest)
        return self._pages[mode]

    def on_mount(self) -> None:
        """Look as one did last time, and be where one was."""
        chosen = self.backstage.settings
        self.set_keymap(chosen.keys)
        self.animation_level = min(chosen.animation, self.animation_level, key=_LIVELY.index)
        self.theme = self._theme(chosen.theme or self._remembered.theme)
        self.switch_mode(self._remembered.mode)
        self.set_timer(SETTLED[0], self._prepare)
        if self._forgot:
            self.call_after_refresh(self.note, self._forgot)
        if chosen.keys:
            _: Worker[None] = self.run_worker(partial(self._check_keys, chosen.keys), group="keys")

    def _prepare(self) -> None:
        """Have the other pages at hand before anyone asks for them."""
        # The function, not its coroutine: a window that closes now would never await that.
        _: Worker[None] = self.run_worker(self._prepared, group="pages")

    async def _prepared(self) -> None:
        for page in PAGES:
            await asyncio.to_thread(imported, page.mode)

    async def _check_keys(self, mapped: Mapping[str, str]) -> None:
        """Say what of a keymap cannot be meant; every screen is imported for that, in a thread."""
        from tui.screens.settings.keymap import bindings, doubtful

        told = doubtful(mapped, await asyncio.to_thread(bindings))
        if told:
            hint = "F2, then Keymap, shows every key; they are set by [keys] in society.toml"
            self.note(SocietyError("\n".join(told), hint=hint))

    def _theme(self, name: str) -> str:
        """The theme of that name; the usual one where there is none, and a word about it."""
        if name in self.available_themes:
            return name
        self._forgot = SocietyError(f"there is no theme {name!r}", hint="t lists those there are")
        return Session().theme

    def note(self, error: SocietyError) -> None:
        """Say a trouble in a corner."""
        told = f"{error.message}\n{error.hint}".strip()
        self.notify(visible(told), severity="warning", markup=False)

    def write_down(self, error: BaseException) -> None:
        """Put an error into the log, with where it comes from, without keys."""
        journal.write(self.backstage, error)

    def open(self, mode: str) -> Page:
        """Go to a page."""
        self.switch_mode(mode)
        return self.page(mode)

    async def on_unmount(self) -> None:
        """Remember where one was; let go of the store."""
        pages = {mode: dict(page.remember()) for mode, page in self._pages.items()}
        kept = {**self._remembered.pages, **pages}
        mode = self.current_mode if self.current_mode in self._pages else "home"
        keep(self.backstage.state, Session(mode=mode, theme=self.theme, pages=kept))
        await self.backstage.desk.close()

    # Where messages go.

    @on(Visit)
    def visit(self, message: Visit) -> None:
        """Open the page that a message is for, and hand it over."""
        page = self.open(message.mode)
        page.call_after_refresh(page.take, message)

    def on_open_export(self, message: OpenExport) -> None:
        """Ask what to export."""
        from tui.screens.export import Export

        self.push_screen(Export(message.where))

    def on_run_state(self, message: RunState) -> None:
        """Every top line says what runs."""
        self.run_state, self.run_cost = message.state, message.cost
        if isinstance(self.screen, Page):
            self.screen.refresh_top()

    # The keys that work everywhere.

    def action_go(self, mode: str) -> None:
        """Open a mode."""
        while isinstance(self.screen, Page) is False and len(self.screen_stack) > 1:
            self.pop_screen()
        self.open(mode)

    def action_export(self) -> None:
        """Export what the present screen shows."""
        page = self.screen
        self.on_open_export(OpenExport(page.query_text if isinstance(page, Page) else ""))

    def action_help(self) -> None:
        """Every key of this screen."""
        self.push_screen(Help(self.screen))

    def action_jump(self) -> None:
        """Go to a scenario or a dialogue by its name."""
        self.push_screen(Jump())

    def action_log(self) -> None:
        """The end of the log."""
        told = journal.lately(self.backstage.log) or "nothing went wrong so far"
        self.push_screen(Reading(str(self.backstage.log), told, at_end=True))

    def action_zoom(self) -> None:
        """The pane that has the focus alone, or all of them again."""
        screen = self.screen
        if screen.maximized:
            screen.minimize()
        elif screen.focused:
            screen.maximize(screen.focused)

    def action_copy(self) -> None:
        """Copy what is selected with the mouse; a screen may know better what `y` means."""
        text = self.screen.get_selected_text()
        if text:
            self.copy_to_clipboard(text)
            self.notify(f"copied {len(text)} characters", markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """To the terminal's clipboard, and to the tmux that one may sit in."""
        super().copy_to_clipboard(text)
        _: Worker[None] = self.run_worker(partial(self._tell_tmux, text), group="clipboard")

    async def _tell_tmux(self, text: str) -> None:
        try:
            await tell_tmux(text, self.backstage.environ)
        except SocietyError as error:
            self.note(error)

    def action_shoot(self) -> None:
        """Keep a picture of the screen."""
        folder = self.backstage.state / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        stamp = self.backstage.now().strftime("%Y%m%d-%H%M%S-%f")
        path = self.save_screenshot(f"{stamp}.svg", path=str(folder))
        self.notify(f"kept as {path}", markup=False)

    async def action_back(self) -> None:
        """One step back: close what is open, else go home."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self.current_mode != "home":
            self.open("home")

    async def action_leave_or_copy(self) -> None:
        """`ctrl+c`: copy where something is selected, otherwise leave."""
        if self.screen.get_selected_text():
            self.action_copy()
        else:
            await self.action_leave()

    async def action_leave(self) -> None:
        """Leave; what plays is asked about first."""
        live = self._pages.get("live")
        if live is None or not live.playing:
            self.exit(0)
        elif isinstance(self.screen, Leave):
            await self._left("cancel")
        else:
            self.push_screen(Leave(), self._left)

    async def _left(self, how: str | None) -> None:
        if how:
            await self.page("live").depart(how)
            self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> list[SystemCommand]:
        """None of Textual's own: the palette lists every key's action, once."""
        return []

    def _recalled(self) -> tuple[Session, SocietyError | None]:
        try:
            return recalled(self.backstage.state), None
        except SocietyError as error:
            return Session(), error

    def _fatal_error(self) -> None:
        """A bug: one sentence and where to read more; never locals, which may hold keys."""
        error = self._exception
        if error is not None:
            self.write_down(error)
        told = f"society: {type(error).__name__}: a bug; it is written down in {self.backstage.log}"
        self._exit_renderables.append(Text(told))
        self._close_messages_no_wait()
