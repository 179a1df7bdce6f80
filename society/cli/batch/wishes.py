"""`society batches --pause, --go, --stop NAME`: what a person wishes of a batch that plays.

Law: a wish is a row of the store, so it reaches whoever plays the batch, on whatever machine.
"""

import asyncio
import difflib
import os
import signal
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.store.store import Store
    from society.store.wishes import Wishes

What = Literal["pause", "go", "stop"]
Kill = Callable[[int, int], None]

CHANGES: dict[What, dict[str, bool]] = {
    "pause": {"paused": True, "stop": False},
    "go": {"paused": False, "stop": False},
    "stop": {"paused": False, "stop": True},
}
_SAID: dict[What, str] = {
    "pause": "begins nothing more; what is being played is played to its end",
    "go": "goes on",
    "stop": "ends after what is being said; the same `society batch` command again goes on",
}


def wished(pause: str | None, go: str | None, stop: str | None) -> tuple[What, str] | None:
    """The one wish that the flags say; None without any, SocietyError with several."""
    flags: dict[What, str | None] = {"pause": pause, "go": go, "stop": stop}
    told = [(what, name) for what, name in flags.items() if name is not None]
    if len(told) > 1:
        names = " and ".join(f"--{what}" for what, _ in told)
        raise SocietyError(f"{names} cannot both be wished", hint="one batch, one wish a command")
    return told[0] if told else None


def told(target: str, what: What, name: str, *, kill: Kill = os.kill) -> dict[str, Any]:
    """Wish that of the batch called `name`, and say what came of it.

    `told` counts the processes of this machine that were sent a signal; `played_by` names all that
    hold dialogues of it now, none between two dialogues. SocietyError where there is no such batch.
    """
    from society.store.sightings import playing
    from society.store.store import Store

    with Store.open(target, create=False) as store:
        _refuse_unknown(store, name)
        now = asyncio.run(_wish(store, what, name))
        held = playing(store, name, time.time())
    here = {each.pid for each in held if each.pid is not None}
    return {
        "batch": name,
        "wished": now.model_dump(),
        "said": f"{name} {_SAID[what]}",
        "told": ended(here, kill) if what == "stop" else 0,
        "played_by": list(dict.fromkeys(each.holder for each in held)),
    }


def ended(pids: Iterable[int], kill: Kill) -> int:
    """How many of these processes of ours were asked to end after what is being said."""
    count = 0
    for pid in sorted(set(pids) - {os.getpid()}):
        try:
            kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
        count += 1
    return count


async def _wish(store: "Store", what: What, name: str) -> "Wishes":
    from society.store.wishes import wish, wishes

    now = wishes(store, name).model_copy(update=CHANGES[what])
    await wish(store, name, now)
    return now


def _refuse_unknown(store: "Store", name: str) -> None:
    from society.store.batches import batches

    known = [each.name for each in batches(store)]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise SocietyError(
            f"no batch is called {name!r}", hint=f"{meant}`society batches` lists them"
        )
