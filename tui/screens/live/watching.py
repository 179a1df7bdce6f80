"""Where a scene of Live is drawn: everything of the screen but its keys."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer

from society.domain.cues import Refused, Shown
from society.domain.errors import SocietyError
from society.domain.events import Failed, Started
from society.domain.orders import Go, Order, Take
from tui.messages import OpenDialogue, Play, RunState
from tui.screens.live.allowing import Allowing, permitted
from tui.screens.live.banner import Banner, warnings
from tui.screens.live.fetching import MISSING, Fetching
from tui.screens.live.finale import Finale
from tui.screens.live.floor import EMPTY, Aside, Behind, Floor
from tui.screens.live.headline import STATES, Headline
from tui.screens.live.lectern import Lectern
from tui.screens.live.panes.side import Side
from tui.screens.live.replay import Replay
from tui.screens.live.scene import Scene
from tui.screens.live.shelved import Stored, stored
from tui.screens.live.sourcing import Sourcing
from tui.screens.live.transcript import Transcript
from tui.widgets.panel import Panel

TICK = 0.1
"""Seconds between two looks at whether anything is to be drawn."""


class Watching(Sourcing):
    """The screen without its keys. `turn` is the selected one, None while none is."""

    ticking: Timer

    DEFAULT_CSS = """
    Watching #live-talk { width: 1fr; }
    Watching #live-side { width: 42%; max-width: 60; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.turn: int | None = None
        self._next = ""
        self._orders: Sequence[Order] = ()
        self._drawn: object = None
        self._keys: object = None
        self._told: tuple[str, float | None] = ("", None)

    def body(self) -> ComposeResult:
        """The line on top, warnings, and the floor."""
        yield Headline(id="live-headline")
        yield Banner(id="live-banner", classes="banner -empty")
        yield Floor(id="live-floor")

    def on_mount(self) -> None:
        """Say that there is nothing yet, and look ten times a second whether there is."""
        self.open_company(self.hear)
        self.floor.empty(EMPTY)
        self.ticking = self.set_interval(TICK, self.tick)
        if self._reopen:
            self.read(self._reopen, None)

    async def take(self, message: Message) -> None:
        """Play, or read."""
        if isinstance(message, Play):
            self.watch_live()
            self.order(message.order)
        elif isinstance(message, OpenDialogue):
            self.read(message.episode, message.turn)

    @property
    def floor(self) -> Panel:
        """The panel that holds everything that shows a scene."""
        return self.query_one("#live-floor", Floor)

    @property
    def transcript(self) -> Transcript:
        """The turns."""
        return self.query_one(Transcript)

    def order(self, *orders: Order) -> None:
        """Tell the stage, in this order; what is wrong is said."""
        self._orders = orders
        self.attempt(self._ordered(orders), group="orders")

    async def _ordered(self, orders: Sequence[Order]) -> None:
        scene = self.company.scene
        if scene.game is None and not self.reading:
            self.floor.waiting()
        try:
            for order in orders:
                await self.company.send(order)
        except SocietyError as error:
            if scene.game is not None or self.reading:
                raise
            self.studio.write_down(error)
            self.floor.trouble(error, again=lambda: self.order(*orders))

    def hear(self, shown: Shown) -> None:
        """What the stage has shown; the scene has taken it up."""
        if isinstance(shown, Started):
            self._began(shown)
        elif isinstance(shown, Refused | Failed):
            self._went_wrong(shown)

    def _began(self, started: Started) -> None:
        self.watch_live()
        self.floor.ready()
        self.select(None)
        self.transcript.action_follow()
        self.transcript.focus()
        self._learn(started.provenance.models.values())
        scene = self.company.scene
        if self._next:
            self._take_over(scene, self._next)
        if scene.manned:
            scene.private = False
        if started.turns:
            self.attempt(self._recall(scene))

    def _take_over(self, scene: Scene, role: str) -> None:
        """The branch has begun in which a person wanted this role."""
        self._next = ""
        scene.mine.add(role)
        self.order(Take(role=role), Go())

    async def _recall(self, scene: Scene) -> None:
        """Fill in what was said of the turns that a dialogue goes on from."""
        id_, rater = scene.episode, self.rater
        episode, attempts, thumbs = await self.backstage.desk.ask(
            lambda store: stored(store, id_, rater)
        )
        if scene.episode == id_:
            scene.recall(episode, attempts, thumbs)

    def _went_wrong(self, shown: Refused | Failed) -> None:
        """In place of the turns where there are none; a failure stands under them anyway."""
        if isinstance(shown, Refused) and self._asked_for_leave(shown):
            return
        if shown.code == MISSING and not self.reading:
            self._offer_to_fetch()
        if isinstance(shown, Refused) and shown.do == "branch":
            self._next = ""
        error = SocietyError(shown.error, hint=shown.hint)
        if self.scene.game is None:
            self.floor.trouble(error, again=lambda: self.order(*self._orders))
        elif isinstance(shown, Refused) or self.reading:
            self.fail(error)

    def _asked_for_leave(self, refused: Refused) -> bool:
        """Whether the person is asked to let a program run: then the order is given again."""
        given = next((each for each in self._orders if each.do == refused.do), None)
        again = None if given is None else permitted(given)
        if not refused.program or again is None:
            return False

        def answered(yes: bool | None) -> None:
            if yes:
                self.order(again)
            else:
                self._went_wrong(refused.model_copy(update={"program": ""}))

        self.app.push_screen(Allowing(refused.program), answered)
        return True

    def _offer_to_fetch(self) -> None:
        """Ask whether to fetch the embedded model; then what was ordered is ordered again."""
        orders = self._orders

        def answered(here: bool | None) -> None:
            if here:
                self.order(*orders)

        self.app.push_screen(Fetching(self.backstage.command), answered)

    def read(self, episode: str, turn: int | None) -> None:
        """Show a stored dialogue, whole."""
        rater = self.rater

        def show(found: Stored) -> None:
            self._show_stored(found, turn)

        self.ask(self.floor, lambda store: stored(store, episode, rater), show)

    def _show_stored(self, found: Stored, turn: int | None) -> None:
        episode, attempts, thumbs = found
        self._replay, self._thumbs = Replay(episode, attempts), dict(thumbs)
        self._read = Scene(live=False)
        self.play_again(self._replay.whole())
        self._read.recall(episode, ())
        self._read.private = not self._read.manned
        self.transcript.following = turn is None
        self.draw()
        self.select(turn)
        self.transcript.focus()

    def watch_live(self) -> None:
        """Turn from what is read to what plays."""
        self._read = self._replay = None
        self.select(None)
        if self.company.scene.game is None:
            self.floor.empty(EMPTY)
        else:
            self.floor.ready()

    def select(self, turn: int | None) -> None:
        """Mark a turn; the side pane shows what is known of it."""
        self.turn = turn
        self.transcript.select(turn)
        self._side(turn)

    def tick(self) -> None:
        """A tenth of a second is over."""
        if self._replay is not None:
            self.play_back(self._replay.advance(TICK))
        self.renew()

    def renew(self) -> None:
        """Draw where anything has changed, and where a clock is to be seen."""
        scene = self.scene
        changed = self._drawn != (id(scene), scene.version, self.silent is None)
        if changed or scene.busy or scene.holding or self.silent is not None:
            self.draw()

    def draw(self) -> None:
        """Draw the scene as it is now."""
        scene, now = self.scene, self.clock()
        scene.now = max(scene.now, now)
        self._drawn = (id(scene), scene.version, self.silent is None)
        replaying = self._replay is not None and self._replay.begun
        self.query_one(Headline).show(scene, replay=self._replay, rewards=self.narrow)
        context = self._contexts.get(self._model(scene))
        self.query_one(Banner).show(warnings(scene, now, context=context, silent=self.silent))
        self.transcript.show(scene, now)
        self.show_behind()
        finale = self.query_one(Finale)
        if finale.show(scene, replaying=replaying) and not self.reading:
            finale.focus()
        self.query_one(Lectern).taken(
            [] if self.reading else self._roles(scene), paused=scene.state == "paused"
        )
        self._side(self.turn)
        self._tell_state()
        moves = (self._replay.playing, self._replay.begun) if self._replay else None
        keys = (scene.state, scene.pausing, scene.said > 0, moves)
        if keys != self._keys:
            self._keys = keys
            self.refresh_bindings()

    @property
    def silent(self) -> float | None:
        """Since when nothing is heard of what plays and is seen, where that is long."""
        return None if self.reading else self.company.silent_since()

    def show_behind(self) -> None:
        """Say how many turns came since the end was in sight."""
        away = not self.transcript.following and bool(self.transcript.max_scroll_y)
        self.query_one(Behind).show(self.transcript.behind, away=away)

    def on_transcript_scrolled(self) -> None:
        """The end is out of sight, or in sight again."""
        self.show_behind()

    def on_resize(self) -> None:
        """Sizes say what is shown."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def _roles(self, scene: Scene) -> list[str]:
        if scene.game is None or not scene.moving:
            return []
        return [f"{r.name} ({r.id})" for r in scene.game.roles if r.id in scene.mine]

    def _side(self, turn: int | None) -> None:
        if not self.narrow:
            self.query_one(Side).show(self.scene, turn)
        if isinstance(self.app.screen, Aside):
            self.app.screen.renew()

    def _tell_state(self) -> None:
        scene = self.company.scene
        cost = scene.spent.cost if scene.game is not None else None
        told = (STATES[scene.state] if scene.moving else "", cost)
        if told != self._told:
            self._told = told
            self.post_message(RunState(*told))
