"""What a provider sent, made storable: no NUL, no half characters, no megabytes."""

import base64
import re

LIMIT = 256 * 1024
"""The most bytes of text that one reply may have."""

_BROKEN = re.compile("[\x00\ud800-\udfff]")


def normalise(text: str) -> tuple[str, str]:
    r"""The text with NUL and lone surrogates as U+FFFD, and base64 of the bytes where that mended.

    >>> normalise("plain")
    ('plain', '')
    >>> normalise("a\x00b")
    ('a�b', 'YQBi')
    """
    if (text.isascii() and "\x00" not in text) or not _BROKEN.search(text):
        return text, ""
    mended = _BROKEN.sub("\ufffd", text)
    return mended, base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def oversized(text: str) -> bool:
    """Whether the text has more bytes than a reply may have."""
    return len(text) > LIMIT or len(text.encode("utf-8", "surrogatepass")) > LIMIT


def capped(text: str) -> str:
    """As much of the text as may be kept."""
    if not oversized(text):
        return text
    return text.encode("utf-8", "surrogatepass")[:LIMIT].decode("utf-8", "ignore")
