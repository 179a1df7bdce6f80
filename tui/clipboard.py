"""What is copied inside tmux is given to tmux as well: by itself it takes none from programs."""

import asyncio
import shutil
from collections.abc import Mapping

from society.domain.errors import SocietyError

HINT = "`set -s set-clipboard on` in tmux.conf lets it take what programs copy"


async def tell_tmux(text: str, environ: Mapping[str, str]) -> None:
    """Give the text to the tmux that one sits in, which hands it on to its own terminal.

    Nothing happens outside of tmux. SocietyError where it does not take it.
    """
    tmux = shutil.which("tmux", path=environ.get("PATH"))
    if not environ.get("TMUX") or tmux is None:
        return
    quiet = asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        *(tmux, "load-buffer", "-w", "-"),
        stdin=asyncio.subprocess.PIPE,
        stdout=quiet,
        stderr=quiet,
        env=environ,
    )
    await child.communicate(text.encode("utf-8", "replace"))
    if child.returncode:
        raise SocietyError("tmux did not take what was copied", hint=HINT)
