"""Which settings a curve compares: every method at every k, each once. Pure.

`k` counts candidates of best-of-k and of a beam's levels; of MCTS it counts in eight simulations.
"""

import re
from collections.abc import Iterator, Sequence

from society.domain.errors import SocietyError
from society.players.thought import Thought
from society.scoring.curve import PLAIN, Rung

METHODS = {"best-of": "best-of-{k}", "beam": "beam:{k}x3", "mcts": "mcts:{8k}x6"}
"""What k means for each method, where `{8k}` is eight times k."""

_TIMES = re.compile(r"\{(\d*)k\}")
MOST_RUNGS = 64


def rungs(methods: str, ks: str, options: Sequence[str] = ()) -> tuple[Rung, ...]:
    """The plain player, then the settings; k of 1 is the plain player, whatever the method.

    A method is a name of `METHODS` or a setting with `{k}` or `{8k}` in it; `options` stand behind
    every setting. SocietyError for words that say no setting.

    >>> [each.setting for each in rungs("best-of,mcts", "1,4")]
    ['', 'best-of-4', 'mcts:32x6']
    """
    found = [PLAIN]
    for method in _words(methods):
        shape = METHODS.get(method, method)
        if not _TIMES.search(shape):
            raise SocietyError(
                f"--method {method!r} is no way to search",
                hint=f"write {', '.join(METHODS)}, or a setting with {{k}} in it: mcts:{{16k}}x4",
            )
        found += [Rung(method=method, k=k, setting=_setting(shape, k, options)) for k in _more(ks)]
    if len(found) > MOST_RUNGS:
        raise SocietyError(f"{len(found)} settings are too many", hint=f"most: {MOST_RUNGS}")
    return tuple(dict.fromkeys(found))


def _setting(shape: str, k: int, options: Sequence[str]) -> str:
    """The setting as it is stored, so that words that mean the same are the same."""
    written = _TIMES.sub(lambda found: str(int(found[1] or 1) * k), shape)
    thought = Thought.parse(",".join([written, *options]))
    if thought.shared:
        raise SocietyError(
            "settings that share simulations with each other cannot be compared",
            hint="leave out --with shared",
        )
    return str(thought)


def _more(ks: str) -> Iterator[int]:
    for word in _words(ks):
        if not re.fullmatch(r"[1-9]\d{0,5}", word):
            raise SocietyError(f"--k {word!r} is no number from 1", hint="write --k 1,2,4,8,16,32")
        if int(word) > 1:
            yield int(word)


def _words(text: str) -> list[str]:
    found = [each.strip() for each in text.split(",") if each.strip()]
    if not found:
        raise SocietyError("no method or no k is named", hint="write --method best-of,mcts --k 2,8")
    return list(dict.fromkeys(found))
