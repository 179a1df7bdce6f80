"""Nothing that looks like a key leaves through a log or a trace: hidden by name and by value."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from society.llm.scrub import HIDDEN, SHORTEST, Scrubber

_FIELD = re.compile(
    r"(?:^|[^a-z0-9]|api|auth|access|session|refresh|bearer|private|client|secret)"
    r"(?:keys?|token|secrets?|passw(?:or)?ds?|passphrase|credentials?|authorization|cookies?)$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"key|token|secret|password|credential|_(?:pass|passwd|pwd|auth|bearer|dsn)$", re.IGNORECASE
)
_NUMBER = re.compile(r"^[-+.\deE]+$")
_IN_ADDRESS = re.compile(r"://[^/@\s:]*:([^/@\s]+)@")


class Redactor:
    """Takes the secrets of one environment out of whatever is to be written.

    A field whose name says that it holds a key is hidden whole; a secret's value is hidden
    wherever it stands, also escaped, quoted or as a number. What comes back is plain: text,
    numbers, booleans, None, lists and dicts.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        spelled = {text for secret in _secrets(environ) for text in _spellings(secret)}
        self._scrub = Scrubber({f"secret {n}": text for n, text in enumerate(sorted(spelled))})
        self._numbers = any(_NUMBER.search(text) for text in spelled if len(text) >= SHORTEST)

    def __call__(self, value: Any) -> Any:
        """The value as it may be written."""
        match value:
            case None | bool():
                return value
            case int() | float():
                return self._number(value)
            case Mapping():
                return {self.text(str(name)): self.field(name, it) for name, it in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self(each) for each in value]
            case bytes():
                return self.text(value.decode("utf-8", "backslashreplace"))
            case _:
                return self.text(str(value))

    def field(self, name: Any, value: Any) -> Any:
        """The value of a field: hidden whole where its name says key, token, secret …"""
        if value not in (None, "") and _names_a_key(str(name)):
            return HIDDEN
        return self(value)

    def text(self, text: str) -> str:
        """The text without secrets; what is too short for a key has none."""
        return self._scrub(text) if len(text) >= SHORTEST else text

    def _number(self, value: float) -> float | str:
        """A PIN is a secret too; and what JSON has no number for is written as text."""
        if not self._numbers and math.isfinite(value):
            return value
        written = str(value)
        clean = self.text(written)
        return value if clean == written and math.isfinite(value) else clean


@lru_cache(maxsize=1024)
def _names_a_key(name: str) -> bool:
    return bool(_FIELD.search(name))


def _secrets(environ: Mapping[str, str]) -> Iterator[str]:
    """Every value of the environment that somebody meant to keep to themselves."""
    for name, value in environ.items():
        if _VARIABLE.search(name):
            yield value
            yield from (line for line in value.splitlines() if len(line) > 2 * SHORTEST)
        if name.upper().endswith("HEADERS"):
            headers = (unquote(pair.partition("=")[2]).split() for pair in value.split(","))
            yield from (words[-1] for words in headers if words)
        yield from _IN_ADDRESS.findall(value)


def _spellings(secret: str) -> set[str]:
    """The ways in which a text is written inside other text."""
    bare = secret.strip()
    plain, escaped = json.dumps(bare, ensure_ascii=False)[1:-1], json.dumps(bare)[1:-1]
    quoted = {quote(bare), quote(bare, safe=""), unquote(bare)}
    return {bare, plain, escaped, repr(bare)[1:-1], *quoted}
