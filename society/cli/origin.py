"""Where a run comes from: the command, the program, the machine; never a key."""

import hashlib
import platform
import secrets
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from society import __version__
from society.domain.episode import Provenance

if TYPE_CHECKING:
    from society.store.values import RunInfo

HOUSE = Path(__file__).parents[2]


def run_info(origin: Provenance, environ: Mapping[str, str]) -> "RunInfo":
    """This command, with what it takes to know afterwards which program it was."""
    from society.llm.scrub import Scrubber
    from society.store.values import RunInfo

    scrub = Scrubber(environ)
    return RunInfo(
        id=secrets.token_hex(5),
        command=tuple(scrub(word) for word in ("society", *sys.argv[1:])),
        seed=origin.seed,
        app=__version__,
        revision=_git("rev-parse", "HEAD"),
        dirty=bool(_git("status", "--porcelain", "--untracked-files=no")),
        lock=_lock(),
        python=platform.python_version(),
        os=platform.platform(),
        config=origin.job,
    )


def _git(*words: str) -> str:
    """What git says of our own checkout; "" where this is an installed package."""
    if not (HOUSE / ".git").exists():
        return ""
    said = subprocess.run(  # noqa: S603 - fixed words
        ["git", "-C", str(HOUSE), *words],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip()


@cache
def _lock() -> str:
    """A hash of every installed package and its version."""
    found = sorted({f"{each.metadata['Name']}=={each.version}" for each in distributions()})
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]
