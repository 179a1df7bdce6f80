"""What `y` copies of a tab: whole where the tab cuts it, hidden where the tab hides it."""

from collections.abc import Callable, Iterator, Sequence

from textual.content import Content

from society.domain.calls import Attempt
from society.domain.display import visible
from tui.screens.live.panes import prompt, words
from tui.screens.live.panes.asked import exchanges
from tui.screens.live.scene import Scene

_WIDTH = 100


def copied(
    scene: Scene, turn: int | None, tab: str, told: Callable[[Scene, int | None, int], Content]
) -> str:
    """The text for the clipboard; control characters are spelt, as on the screen."""
    one = words.focused(scene, turn)
    if one is None or not scene.private or tab not in ("prompt", "judge"):
        return told(scene, turn, _WIDTH).plain
    if tab == "prompt":
        requests = prompt.sent(scene, one)
    else:
        calls = {call for said in one.judgements for call in said.calls}
        requests = [each for each in scene.attempts if each.call in calls]
    return visible("\n\n".join(_texts(requests))) or told(scene, turn, _WIDTH).plain


def _texts(requests: Sequence[Attempt]) -> Iterator[str]:
    for tries in exchanges(requests):
        last = tries[-1]
        yield from (f"[{message.role}]\n{message.content}" for message in last.request)
        if last.response:
            yield f"[reply of {last.answered_by or last.model}]\n{last.response}"
