"""The line over a dialogue: what is played, how far it is, how it stands; and rewards where narrow.

`market/used_bike · seed 7#0 · turn 5/12 · hard · ▶ running · 14 tok/s`
"""

from textual.content import Content
from textual.widgets import Static

from society.domain.display import one_line
from tui.cast import Cast
from tui.screens.live.replay import Replay
from tui.screens.live.scene import Scene
from tui.text import flat, spark

STATES = {
    "idle": "",
    "playing": "▶ running",
    "paused": "⏸ paused",
    "stopping": "◼ stopping",
    "stopped": "◼ stopped",
    "ended": "✓ ended",
    "failed": "✗ failed",
}
PAUSING = "⏸ after this turn"
_LATEST = 24
"""Turns of each role that its line of little bars shows."""


class Headline(Static):
    """One line, and under it a line with each role's rewards where there is no side pane."""

    DEFAULT_CSS = "Headline { height: auto; padding: 0 1; background: $surface; }"

    def show(self, scene: Scene, *, replay: Replay | None, rewards: bool) -> None:
        """Draw the scene's state; `rewards` adds the second line."""
        line = headline(scene, replay)
        if rewards and scene.game is not None:
            line = Content("\n").join([line, rewards_line(scene)])
        self.update(line)


def headline(scene: Scene, replay: Replay | None = None) -> Content:
    """What is played, how far it is, how it stands."""
    if scene.game is None:
        return Content("")
    game = scene.game
    turn = f"turn {scene.said}/{game.scenario.turns.max}"
    parts = [
        flat(game.scenario.id, "bold"),
        flat(f"seed {game.seed}#{game.index}"),
        flat(turn),
        flat(one_line(game.level)),
        flat(state(scene, replay), "bold $text-accent"),
        flat(_speed(scene)),
    ]
    return Content(" · ").join([part for part in parts if part.plain])


def state(scene: Scene, replay: Replay | None = None) -> str:
    """How it stands in a word; of a stored one also how fast it is played again."""
    if replay is None:
        return PAUSING if scene.pausing and scene.state == "playing" else STATES[scene.state]
    speed = f" {replay.speed}×"
    if replay.playing:
        return f"▶ replay{speed}"
    return f"⏸ replay{speed}" if replay.begun else f"stored · {STATES[scene.state]}".rstrip(" ·")


def rewards_line(scene: Scene) -> Content:
    """Each role's letter, its rewards as little bars, and their mean."""
    assert scene.game is not None
    cast, parts = Cast.of(scene.game), []
    for role in scene.game.roles:
        mean = scene.mean(role.id)
        bars = spark(scene.earned.get(role.id, [])[-_LATEST:])
        told = f"{cast.letter(role.id)} {bars} {mean:.2f}" if mean is not None else ""
        parts.append(flat(told or f"{cast.letter(role.id)} –", cast.colour(role.id)))
    return Content("   ").join(parts)


def _speed(scene: Scene) -> str:
    speed = None if scene.wanted else scene.speed()
    return f"{speed:.0f} tok/s" if speed is not None and scene.moving else ""
