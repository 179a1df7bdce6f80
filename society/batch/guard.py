"""What makes the rest of a batch pointless: a provider that says no to all, a broken judge."""

from collections import Counter

from society.batch.halt import Halt
from society.domain.errors import FATAL, Exit
from society.domain.events import Event, Failed, Judged

PATIENCE = 20
"""Failures in a row after which a judge is taken to be broken."""


class Guard:
    """Hears every event of a batch and halts it where going on would only waste money."""

    def __init__(self, halt: Halt) -> None:
        self._halt = halt
        self._failing: Counter[str] = Counter()

    def hear(self, event: Event) -> None:
        """Hear one event of any dialogue."""
        if isinstance(event, Failed):
            self._failed(event)
        elif isinstance(event, Judged):
            self._judged(event)

    def _failed(self, failed: Failed) -> None:
        if failed.code in FATAL:
            self._halt.ask(_sentence(failed), Exit.PROVIDER)
        elif failed.code == "limit":
            self._halt.ask(_sentence(failed), Exit.LIMIT)

    def _judged(self, judged: Judged) -> None:
        said = judged.judgement
        if said.unscored not in {"judge_error", "timeout"}:
            self._failing.pop(said.judge, None)
            return
        self._failing[said.judge] += 1
        if self._failing[said.judge] >= PATIENCE:
            why = f"judge {said.judge!r} failed {PATIENCE} times running: {said.critique}"
            self._halt.ask(why, Exit.PARTLY)


def _sentence(failed: Failed) -> str:
    return f"{failed.error}; {failed.hint}" if failed.hint else failed.error
