"""A batch watched from outside: any process can, also one that plays nothing."""

from collections.abc import Callable
from time import monotonic

from society.batch.tally import Progress
from society.store.figures import Figures, figures
from society.store.store import Store


class Monitor:
    """Looks at a batch in the store; speeds are told since it began to look."""

    def __init__(
        self, store: Store, name: str, *, total: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self._store, self._name, self._total, self._clock = store, name, total, clock
        self._began = clock()
        self._first = figures(store, name)

    def look(self) -> Progress:
        """The batch as it is now; money, turns and calls are those since the first look."""
        now, first = figures(self._store, self._name), self._first
        seconds = max(self._clock() - self._began, 1e-9)
        since = {
            name: getattr(now, name) - getattr(first, name)
            for name in ("turns", "calls", "refused_calls", "tokens", "cost", "unpriced")
        }
        kept = now.done - first.done
        shown = now.model_dump(include=_SHOWN)
        return Progress(
            total=self._total,
            kept=kept,
            seconds=seconds,
            per_minute=60 * kept / seconds,
            tokens_per_second=since["tokens"] / seconds,
            **since,
            **shown,
        )


_SHOWN = set(Figures.model_fields) & {
    *("done", "failed", "running", "mean_reward", "rewards", "endings", "errors"),
}
