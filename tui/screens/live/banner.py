"""What stands in yellow over a dialogue: whatever a person should know who watches it."""

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from society.domain.display import one_line
from tui.screens.live.blocks import held
from tui.screens.live.scene import Scene
from tui.text import flat

CAUSES = {
    "auth": "F2 sets a key or another model; `embedded` and `scripted:FILE` need none",
    "quota": "the provider's quota is used up: F2 settings names another model",
    "unknown_model": "F2 settings shows the models that there are",
    "missing_weights": "the embedded model's weights are missing: `society models` fetches them",
    "connection": "offline, or the server is down",
    "rate_limited": "the provider lets nobody through for now",
    "context": "the context limit is reached: shorten the dialogue or choose a larger model",
    "limit": "the budget is used up",
    "gone": "the process that plays is gone",
}
_NEAR = 0.85
"""The part of a model's context from which it is called near."""


class Banner(Static):
    """Lines of warning, hidden where there are none."""

    DEFAULT_CSS = "Banner { height: auto; } Banner.-empty { display: none; }"

    def show(self, warnings: list[str]) -> None:
        """Draw them."""
        self.set_class(not warnings, "-empty")
        lines = [flat(f"⚠ {each}") for each in warnings]
        self.update(Content("\n").join(lines))


def warnings(
    scene: Scene, now: float, *, context: int | None = None, silent: float | None = None
) -> list[str]:
    """What to warn of; `context` is the tokens that the speaking model can read.

    `silent` is since when nothing was heard of whoever plays, where that is long ago.
    """
    told = [one_line(note) for note in scene.provenance.notes] if scene.provenance else []
    if scene.failed is not None and scene.failed.code in CAUSES:
        told.append(CAUSES[scene.failed.code])
    if scene.holding is not None and scene.moving:
        told.append(held(scene.holding, now))
    if silent is not None:
        told.append(silence(scene, now, silent))
    if scene.moving and context and (near := _fullest(scene) / context) >= _NEAR:
        told.append(f"the context limit is near: {near:.0%} of {context:,} tokens")
    return told


def silence(scene: Scene, now: float, since: float) -> str:
    """Who is not heard, since when, and what can be done."""
    one = scene.at(None)
    who = "whoever plays"
    if one is not None and one.speaking:
        who = f"turn {one.index + 1} ({one_line(one.role)})"
    elif one is not None and one.judging:
        who = f"the judge {one_line(one.judging[0])} of turn {one.index + 1}"
    at = datetime.fromtimestamp(since).astimezone().strftime("%H:%M:%S")
    return (
        f"nothing was heard of {who} for {now - since:.0f} s, since {at}: x ends the process that "
        "plays, and enter then goes on; it goes on by itself once it is heard again"
    )


def _fullest(scene: Scene) -> int:
    """Tokens of the latest prompt of a turn."""
    for attempt in reversed(scene.attempts):
        if attempt.purpose.startswith("turn:"):
            return attempt.usage.prompt + attempt.usage.completion
    return 0
