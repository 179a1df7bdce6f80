"""The screen Live: a dialogue as it happens, or as it happened, and every hold on it."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from society.domain.cues import Shown
from society.domain.orders import Go, Pause, Step, Stop
from tui.screens.live.interfering import Interfering


class Live(Interfering):
    """Mode 2. Keys hold the dialogue, speak in it, branch from it, and say what one thinks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "hold", "Pause", id="live.hold"),
        Binding("space", "go_on", "Play", id="live.go"),
        Binding("space", "replay", "Replay", id="live.replay"),
        Binding("s", "step", "Step", id="live.step"),
        Binding("x", "stop", "Stop", id="live.stop"),
        Binding("h", "take_role", "Take", tooltip="Take a role", id="live.take"),
        Binding("r", "reroll", "Reroll", id="live.reroll"),
        Binding("b", "branch", "Branch", id="live.branch"),
        Binding("p", "private", "Private", id="live.private"),
        Binding("c", "critique", "Critique", id="live.critique"),
        Binding("e", "edit", "Edit turn", show=False, id="live.edit"),
        Binding(
            "plus,equals_sign", "thumb(1)", "Thumb up", key_display="+", show=False, id="live.up"
        ),
        Binding("minus", "thumb(0)", "Thumb down", key_display="-", show=False, id="live.down"),
        Binding("left_square_bracket", "choose(-1)", "Turn before", show=False, id="live.before"),
        Binding("right_square_bracket", "choose(1)", "Turn after", show=False, id="live.after"),
        Binding("f", "follow", "Follow", show=False, id="live.follow"),
        Binding("v", "side", "Side pane", show=False, id="live.side"),
        Binding("l", "live", "Back to live", id="live.live"),
        Binding("greater_than_sign", "speed(1)", "Faster", show=False, id="live.faster"),
        Binding("less_than_sign", "speed(-1)", "Slower", show=False, id="live.slower"),
        Binding("y", "copy", "Copy turn", show=False, id="live.copy"),
        Binding("escape", "unselect", "Back", show=False, id="live.unselect"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that could do nothing now are not shown."""
        return action not in NEEDS or not self.is_mounted or NEEDS[action](self)

    @property
    def held(self) -> bool | None:
        """Whether what moves is paused; None where nothing moves."""
        if self._replay is not None:
            return not self._replay.playing if self._replay.begun else None
        return {"playing": self.scene.pausing, "paused": True}.get(self.scene.state)

    @property
    def standing(self) -> bool:
        """Whether a stored dialogue is seen whole."""
        return self._replay is not None and not self._replay.begun

    def action_hold(self) -> None:
        """Pause; a replay too."""
        if self._replay is None:
            self._wish(pausing=True)
            self.order(Pause())
        else:
            self._replay.playing = False
            self.draw()

    def action_go_on(self) -> None:
        """Go on."""
        if self._replay is None:
            self._wish(pausing=False)
            self.order(Go())
        else:
            self._replay.playing = True
            self.draw()

    def _wish(self, *, pausing: bool) -> None:
        """Show at once that it was heard: what is being said comes to its end first."""
        self.scene.pausing = pausing
        self.scene.version += 1

    def action_replay(self) -> None:
        """Play a stored dialogue again, from the selected turn."""
        if self._replay is not None:
            self.play_again(self._replay.rewind(self.turn or 0))
            self.action_follow()

    def action_step(self) -> None:
        """Play one turn."""
        self.order(Step())

    def action_stop(self) -> None:
        """Stop after this turn; again: now. A replay is shown whole, what is silent killed."""
        replay = self._replay
        if self.silent is not None:
            self.company.end()
        elif replay is None:
            self.order(Stop(now=self.scene.state == "stopping"))
        elif self._read is not None:
            self.play_again(replay.whole())

    def action_speed(self, steps: int) -> None:
        """Replay faster or slower."""
        if self._replay is not None:
            self._replay.faster(steps)
            self.draw()

    def action_choose(self, step: int) -> None:
        """Select the turn before, or after."""
        scene = self.scene
        if scene.turns:
            last = len(scene.turns) - 1
            at = (last if step < 0 else 0) if self.turn is None else self.turn + step
            self.select(min(max(at, 0), last))
            self.transcript.focus()

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.select(None)
        self.transcript.action_follow()

    def action_private(self) -> None:
        """Show or hide what only one side knows."""
        self.scene.private = not self.scene.private
        self.scene.version += 1
        self.draw()

    def action_live(self) -> None:
        """Leave what is read; see what plays."""
        self.watch_live()

    def action_copy(self) -> None:
        """Copy what is marked with the mouse, or the words of the chosen turn."""
        one = self.chosen
        if self.get_selected_text() or one is None or one.turn is None:
            self.studio.action_copy()
        else:
            self.app.copy_to_clipboard(one.turn.text)
            self.say(f"turn {one.index + 1} copied")

    def action_unselect(self) -> None:
        """Select no turn any more, then give the role back."""
        if self.turn is None and self.company.scene.mine and not self.reading:
            self.on_lectern_give()
        self.select(None)

    def hear(self, shown: Shown) -> None:
        """What the stage has shown."""
        super().hear(shown)
        self.hear_cue(shown)


def _played(page: Live) -> bool:
    return page.scene.game is not None


def _spoken(page: Live) -> bool:
    return page.scene.said > 0


NEEDS: dict[str, Callable[[Live], bool]] = {
    "hold": lambda page: page.held is False,
    "go_on": lambda page: page.held is True,
    "replay": lambda page: page.standing,
    "step": lambda page: not page.reading and page.scene.state == "paused",
    "stop": lambda page: page.scene.moving or page.silent is not None,
    "live": lambda page: page.reading and page.company.scene.game is not None,
    "speed": lambda page: page.reading,
    "take_role": _played,
    "private": _played,
    "reroll": _spoken,
    "branch": _spoken,
    "critique": _spoken,
    "edit": _spoken,
    "thumb": _spoken,
}
"""When a key can do anything; those that are not named always can."""
