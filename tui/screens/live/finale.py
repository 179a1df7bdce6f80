"""How it ended, and what one can do then: again, a batch of these, find it listed, or go on."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from society.domain.display import one_line
from tui.screens.live.scene import Scene
from tui.text import flat


class Finale(Static, can_focus=True):
    """The end of a scene; hidden before it."""

    DEFAULT_CSS = """
    Finale { display: none; height: auto; border: round $foreground 25%; padding: 0 1; }
    Finale:focus { border: round $border; }
    Finale.-over { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "end('again')", "Again", id="live.again"),
        Binding("b", "end('batch')", "Batch", id="live.batch"),
        Binding("d", "end('list')", "In list", id="live.list"),
    ]

    class Chosen(Message):
        """`again`, `batch` or `list`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._scene: Scene | None = None

    def show(self, scene: Scene, *, replaying: bool = False) -> bool:
        """Say how the scene ended, where it has; whether that is new."""
        over, was = scene.over and not replaying, self.has_class("-over")
        self._scene = scene if over else None
        self.set_class(over, "-over")
        self._tell()
        return over and not was

    def watch_has_focus(self, has_focus: bool) -> None:
        """Its keys work only while it has the focus."""
        super().watch_has_focus(has_focus)
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            lines = [*ending(self._scene), keys(self._scene, here=self.has_focus)]
            self.update(Content("\n").join(lines))

    def action_end(self, what: str) -> None:
        """One of the three."""
        self.post_message(self.Chosen(what))


def ending(scene: Scene) -> list[Content]:
    """`agreement at price 124 · seller 0.59 · buyer 0.41 · winner seller`, or why it broke off."""
    if scene.outcome is not None:
        return [_outcome(scene)]
    if scene.failed is not None:
        hint = f" {one_line(scene.failed.hint)}" if scene.failed.hint else ""
        why = flat(f"✗ {scene.failed.error}", "bold $text-error")
        return [why, flat(hint.strip(), "dim")] if hint else [why]
    return [flat("◼ stopped; it is kept and can be gone on with", "bold $text-warning")]


def _outcome(scene: Scene) -> Content:
    outcome = scene.outcome
    assert outcome is not None
    issues = [f"{k} {_short(v)}" for k, v in outcome.issues.items() if v is not None]
    ended = outcome.ended.replace("_", " ") + (f" at {', '.join(issues)}" if issues else "")
    worth = outcome.utilities or outcome.returns
    parts = [flat(ended, "bold")]
    parts += [flat(f"{role} {value:.2f}") for role, value in worth.items()]
    won = f"winner {outcome.winner}" if outcome.winner else "no winner"
    parts.append(flat(won, "bold $text-success" if outcome.winner else "dim"))
    if scene.seconds:
        parts.append(flat(f"{scene.seconds:.0f} s", "dim"))
    return Content(" · ").join(parts)


def keys(scene: Scene, *, here: bool) -> Content:
    """The keys that work now, or how to come to them."""
    again = "run again" if scene.outcome is not None else "go on"
    told = f"enter {again} · b batch of these · d in the list"
    return flat(told if here else f"tab: {told}", "dim")


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else one_line(str(value), 40)
