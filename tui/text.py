"""From any text to what a widget may draw: the one door that words of models come through.

Law: no widget is ever given a string of somebody else's. `Content` parses no markup, and `safe`
takes the control sequences out.
"""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from society.domain.display import bar, one_line, visible
from society.domain.errors import SocietyError

_SPARKS = "▁▂▃▄▅▆▇█"
_GOOD = 0.5


def safe(text: str, style: str = "") -> Content:
    """The text as it may be shown, lines kept; `style` is ours, such as `bold $text-warning`."""
    return Content.styled(visible(text).expandtabs(4), style)


def flat(text: str, style: str = "", width: int = 0) -> Content:
    """The text on one line, cut to `width` cells where given; wide letters count as two."""
    told = one_line(text)
    return Content.styled(told if not width else cut(told, width), style)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where it had to be cut."""
    return (
        text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)).rstrip() + "…"
    )


def padded(text: str, width: int) -> str:
    """The text in exactly `width` cells, wide letters counted as two."""
    return set_cell_size(cut(text, width), width)


def reward(value: float, *, width: int = 0) -> Content:
    """A reward as sign, figure and, where `width` is given, a bar: `▲0.62 ▰▰▰▰▱▱`."""
    good = value >= _GOOD
    told = f"{'▲' if good else '▼'}{value:.2f}" + (f" {bar(value, width)}" if width else "")
    return Content.styled(told, "$text-success" if good else "$text-error")


def spark(values: Sequence[float], *, low: float = 0.0, high: float = 1.0) -> str:
    """Values between `low` and `high` as a line of little bars; what lies outside is cut."""
    top, span = len(_SPARKS) - 1, (high - low) or 1.0
    return "".join(_SPARKS[round(min(max((v - low) / span, 0.0), 1.0) * top)] for v in values)


def trouble(error: SocietyError) -> Content:
    """An error in words: what is wrong, and under it what to do."""
    hint = safe(f"\n{error.hint}", "dim") if error.hint else Content("")
    return Content.assemble(safe(error.message, "bold $text-error"), hint)
