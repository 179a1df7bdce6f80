"""What a model was sent before the chosen turn was said, message by message."""

from collections.abc import Iterator

from textual.content import Content

from society.domain.calls import Attempt
from society.domain.display import one_line
from tui.cast import Cast
from tui.screens.live.panes import asked, words
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said


def told(scene: Scene, turn: int | None, width: int) -> Content:
    """The tab: the exact messages, or why there are none."""
    if scene.game is None:
        return words.aside(words.NOTHING)
    one = words.focused(scene, turn)
    if one is None:
        return words.aside("Nobody has spoken yet.")
    lines = [words.heading(words.whose(one, Cast.of(scene.game)))]
    return words.page([*lines, *_sent(scene, one)])


def sent(scene: Scene, one: Said) -> list[Attempt]:
    """The requests behind the words of a turn; of one that is not said yet, those made so far."""
    calls = set(one.turn.calls) if one.turn is not None else set()
    mine = [each for each in scene.attempts if each.call in calls]
    return mine or [each for each in scene.attempts if each.purpose == f"turn:{one.index}"]


def _sent(scene: Scene, one: Said) -> Iterator[Content]:
    attempts = sent(scene, one)
    if not attempts:
        yield words.aside(_why(one))
        return
    if not scene.private:
        yield words.aside(words.HIDDEN)
        return
    yield words.aside(words.bill(attempts))
    params = ", ".join(f"{name} {value}" for name, value in attempts[-1].params.items())
    if params:
        yield words.aside(one_line(params, 400))
    yield from asked.messages(attempts)


def _why(one: Said) -> str:
    """Why nothing was sent for a turn."""
    if one.turn is None:
        return "It is on the ledger once the model has answered."
    if one.turn.player == "human":
        return "A person said this; no model was asked."
    if "opening" in one.turn.flags:
        return "These are the opening words of the scenario; no model was asked."
    return "No request of this turn is on the ledger."
