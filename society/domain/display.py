"""What people are shown: untrusted text made safe, and figures as they are read.

Law: no control sequence gets through, and tricks are visible.
"""

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from society.domain.dialogue import Action

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_COMBINING_RUN = 8
_BAR = 10


def visible(text: str) -> str:
    r"""The text as it may be shown: C0 and C1 controls become `<U+001B>`, bidi and zero-width too.

    Newlines and tabs stay. A run of combining marks is cut after eight. The stored text keeps all.

    >>> visible("a\x1b]0;x\x07b")
    'a<U+001B>]0;x<U+0007>b'
    """
    marked = _HIDDEN.sub(_name, _CONTROL.sub(_name, text.replace("\r\n", "\n")))
    return _thin(marked) if not marked.isascii() else marked


def one_line(text: str, width: int = 0) -> str:
    """The visible text on one line, cut to `width` characters with an ellipsis where given."""
    flat = " ".join(visible(text).split())
    return flat if not width or len(flat) <= width else flat[: width - 1] + "…"


def bar(value: float, width: int = _BAR) -> str:
    """A value in [0, 1] as a bar; what lies outside is drawn at the edge."""
    full = round(min(1.0, max(0.0, value)) * width)
    return "▰" * full + "▱" * (width - full)


def chip(action: "Action") -> str:
    """An action as it stands beside a name: `⟦propose price=110⟧`."""
    return f"⟦{one_line(str(action), 160)}⟧"


def money(cost: float | None, unpriced: int = 0) -> str:
    """Dollars; `?` where no price is known, `≥` where some of it has none."""
    if cost is None:
        return "?"
    return ("≥" if unpriced else "") + (f"${cost:.4f}" if cost else "$0")


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(42), duration(150), duration(7300)
    ('42 s', '2 min 30 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _name(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def _thin(text: str) -> str:
    kept, run = [], 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _COMBINING_RUN and not 0xD800 <= ord(letter) <= 0xDFFF:
            kept.append(letter)
        elif 0xD800 <= ord(letter) <= 0xDFFF:
            kept.append(f"<U+{ord(letter):04X}>")
    return "".join(kept)
