"""Everything that judges said of one turn, whole."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from society.domain.display import bar
from society.domain.judging import Judgement
from tui.dialogs.dialog import Dialog
from tui.screens.live.panes.words import allowed
from tui.screens.live.scene import Scene
from tui.screens.live.spoken import Said
from tui.text import flat, safe


class Critique(Dialog[None]):
    """A drawer over the dialogue."""

    DEFAULT_CSS = """
    Critique { align: center bottom; }
    Critique > VerticalScroll { height: auto; max-height: 70%; width: 100%; max-width: 100%; }
    """
    BINDINGS = [("c", "close", "Close")]  # noqa: RUF012 - Textual reads it

    def __init__(self, one: Said, scene: Scene) -> None:
        super().__init__()
        self._one, self._scene = one, scene

    def compose(self) -> ComposeResult:
        """The turn, and under it each judge."""
        one, scene = self._one, self._scene
        with VerticalScroll(classes="dialog"):
            yield Static(flat(f"Turn {one.index + 1} · {one.role}"), classes="dialog--title")
            if one.turn is not None:
                yield Static(safe(one.turn.text, "dim"))
            if not one.judgements:
                yield Static(flat("No judge has said anything of it.", "dim"))
            for said in one.judgements:
                shown = allowed(scene, said.critique)
                yield Static(said_of(said, scene.weight(said.judge), frank=shown))
            if one.reward is not None:
                yield Static(flat(f"paid {one.reward.value:.2f}: {_parts(one)}", "bold"))


def said_of(said: Judgement, weight: float | None, *, frank: bool) -> Content:
    """A judge's word: score, criteria, and its reason where `frank`."""
    weighed = "" if weight is None else f" · weight {weight:g}" if weight else " · heard, not paid"
    if said.score is None:
        head = flat(f"\n⚠ {said.judge}: no score ({said.unscored.replace('_', ' ')})")
        head = head.stylize("$text-warning")
    else:
        head = flat(f"{said.judge}  {bar(said.score)} {said.score:.2f}{weighed}", "bold")
    parts = [Content(""), head]
    for name, value in said.criteria.items():
        parts.append(flat(f"  {name} {value:g}", "dim"))
    if said.critique:
        hidden = "its reason quotes what only one side knows; p shows it"
        parts.append(safe(said.critique if frank else hidden, "italic"))
    return Content("\n").join(parts)


def _parts(one: Said) -> str:
    assert one.reward is not None
    return " + ".join(f"{name} {value:.2f}" for name, value in one.reward.parts.items())
