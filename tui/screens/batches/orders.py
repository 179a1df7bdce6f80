"""What is asked of batches that play: wishes in the store, a signal to those who play here."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from society.domain.errors import StoreError
from tui.backstage import Backstage
from tui.screens.batches import command
from tui.screens.batches.launches import plain

if TYPE_CHECKING:
    from society.store.sightings import Seen
    from society.store.store import Store

Kill = Callable[[int, int], None]


@dataclass(frozen=True)
class Orders:
    """Gives them; StoreError where the database can only be read."""

    backstage: Backstage
    kill: Kill = os.kill

    async def wish(self, name: str, **changes: Any) -> None:
        """Change what is wished of the batch."""
        from society.store.wishes import wish, wishes

        store = await self._writable()
        before = await self.backstage.desk.ask(lambda store: wishes(store, name))
        await wish(store, name, before.model_copy(update=changes))

    async def stop(self, name: str) -> int:
        """End it after what is being said, on every machine; how many processes here were told."""
        await self.wish(name, stop=True, paused=False)
        pids = await self.backstage.desk.ask(lambda store: playing_here(store, name))
        told = 0
        for pid in pids:
            try:
                self.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                continue
            told += 1
        return told

    async def start(self, name: str, words: Sequence[str], log: Path) -> int:
        """Play it in a process that outlives the window; its number."""
        await self._writable()
        return await self.backstage.detach(words, log)

    async def _writable(self) -> "Store":
        store = await self.backstage.desk.store()
        if self.backstage.desk.locked:
            raise StoreError(
                f"{store.path.name} can only be read",
                hint="change its permissions, or open another: `society studio --db FILE`",
            )
        return store


def playing_here(store: "Store", name: str) -> tuple[int, ...]:
    """The processes of this machine that play dialogues of the batch, this one aside."""
    from society.store.sightings import playing

    found = [each.pid for each in playing(store, name, time.time())]
    return tuple(sorted({pid for pid in found if pid is not None} - {os.getpid()}))


def going_on(backstage: Backstage, seen: "Seen", *, again: bool = False) -> tuple[str, ...]:
    """The words after `society` that go on with a batch; a plan file is written where it needs one.

    They are data of a store: show them before they are run.
    """
    more = [*(["--again"] if again else []), "--db", backstage.desk.target]
    limits = {**seen.limits, **seen.wished.model_dump(include={"at_once"}, exclude_none=True)}
    limits |= {"budget": seen.budget}
    form = command.of_plan(seen.plan, limits)
    if form is not None:
        return ("batch", *command.words(form), *more)
    file = backstage.state / "batches" / f"{plain(seen.name)}.plan.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = command.plan_file(seen.plan)
    file.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    words = [*command.of_work(limits), *command.around(seen.plan), *more]
    return ("batch", "--plan", str(file), *words)
