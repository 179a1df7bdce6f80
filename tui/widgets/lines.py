"""A place to type in that draws whatever stands in it without letting it act on the terminal.

Law: one letter is drawn in one letter's place, so that the cursor stands where it types.
"""

import re

from rich.text import Text
from textual.widgets import TextArea

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


class Plain(TextArea):
    """What a terminal would obey or hide is drawn as a sign, one for one."""

    def get_line(self, line_index: int) -> Text:
        """The line as it may be drawn; the document keeps it as it is."""
        drawn = _UNSEEN.sub("\ufffd", self.document.get_line(line_index))
        return Text(drawn, end="", no_wrap=True)
