"""Secrets taken out of text that came from outside: by their value, and by their look."""

import re
from collections.abc import Mapping

HIDDEN = "[key]"
SHORTEST = 8
"""Values shorter than this are words, not keys."""

_NAMES = re.compile(r"key|token|secret|password|credential", re.IGNORECASE)
_LOOKS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf|r8|nvapi|pplx|ghp|gho|glpat)[-_][\w*.-]{6,}"
    r"|\bAIza[\w-]{20,}|\bAKIA[A-Z0-9]{12,}"
    r"|(?<=[?&]key=)[^&\s\"']+"
    r"|(?<=Bearer )[\w.~+/=-]{6,}"
    r"|(?<=API key provided: )[^\s\"',]+"
)


class Scrubber:
    """Takes the keys of one environment, and whatever looks like a key, out of text."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        secrets = {value for name, value in environ.items() if _NAMES.search(name)}
        self._secrets = sorted((s for s in secrets if len(s) >= SHORTEST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _LOOKS.sub(HIDDEN, text)

    def __repr__(self) -> str:
        return f"Scrubber({len(self._secrets)} secrets)"
