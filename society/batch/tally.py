"""How far a batch is, counted from its events. Pure but for the clock it is given."""

from collections import Counter, deque
from collections.abc import Callable
from time import monotonic

from pydantic import Field

from society.domain.episode import Outcome
from society.domain.errors import Exit
from society.domain.events import (
    Called,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Spoke,
    Started,
    Waiting,
)
from society.domain.judging import Reward
from society.domain.value import Value

WINDOW = 60.0
"""Seconds over which speeds are told."""


class Progress(Value):
    """A batch at one moment. Dollars are known costs; rates are those of the last minute."""

    total: int = 0
    done: int = 0
    failed: int = 0
    running: int = 0
    kept: int = 0
    turns: int = 0
    calls: int = 0
    refused_calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: float = 0.0
    per_minute: float = 0.0
    tokens_per_second: float = 0.0
    mean_reward: float | None = None
    endings: dict[str, int] = Field(default_factory=dict)
    errors: dict[str, int] = Field(default_factory=dict)
    rewards: tuple[int, ...] = (0,) * 10
    said: dict[str, str] = Field(default_factory=dict)
    waiting: str = ""

    @property
    def left(self) -> int:
        """Dialogues that are neither done nor failed."""
        return max(self.total - self.done - self.failed, 0)

    @property
    def forecast(self) -> float | None:
        """Dollars when all is done; what is being played counts half. None until one is done."""
        begun = self.kept + self.running / 2
        return self.cost * (1 + max(self.left - self.running / 2, 0) / begun) if self.kept else None

    @property
    def eta(self) -> float | None:
        """Seconds until all is done; None while nobody knows."""
        return 60 * self.left / self.per_minute if self.per_minute else None

    @property
    def deals(self) -> dict[str, float]:
        """Each way of ending with its share of the dialogues that ended."""
        ended = sum(self.endings.values())
        return {name: count / ended for name, count in self.endings.items()} if ended else {}


class Tally:
    """Counts the events of one run; `done` and `failed` begin with what earlier runs left."""

    def __init__(
        self,
        *,
        total: int,
        done: int = 0,
        failed: int = 0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._progress = Progress(total=total, done=done, failed=failed)
        self._clock = clock
        self._began = clock()
        self._paid, self._payments = 0.0, 0
        self._running: set[str] = set()
        self._endings: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._said: dict[str, str] = {}
        self._bins = [0] * 10
        self._ends: dict[str, dict[str, float]] = {}
        self._counts: Counter[str] = Counter()
        self._cost = 0.0
        self._waiting = ""
        self._recent: deque[tuple[float, int, int]] = deque()

    def hear(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Started():
                self._running.add(event.episode)
            case Spoke():
                self._counts["turns"] += 1
            case Called():
                self._called(event)
            case Judged() | Paid():
                self._score(event)
            case Waiting():
                self._waiting = event.why
            case Ended():
                self._end(event.episode, event.outcome)
            case Failed():
                self._fail(event)
            case _:
                pass

    def recount(self, done: int, failed: int) -> None:
        """Take over from the store how many are done and failed: other processes play too."""
        counted = self.progress
        failed = min(max(failed, counted.failed), counted.total - done)
        self._progress = self._progress.model_copy(
            update={"done": done - self._counts["done"], "failed": failed - self._counts["failed"]}
        )

    @property
    def progress(self) -> Progress:
        """The batch as it is now."""
        now = self._clock()
        minutes, tokens = self._rates(now)
        began = self._progress
        return began.model_copy(
            update={
                "done": began.done + self._counts["done"],
                "failed": began.failed + self._counts["failed"],
                "running": len(self._running),
                "kept": self._counts["done"],
                "turns": self._counts["turns"],
                "calls": self._counts["calls"],
                "refused_calls": self._counts["refused"],
                "tokens": self._counts["tokens"],
                "cost": self._cost,
                "unpriced": self._counts["unpriced"],
                "seconds": now - self._began,
                "per_minute": minutes,
                "tokens_per_second": tokens,
                "mean_reward": self._paid / self._payments if self._payments else None,
                "endings": dict(self._endings),
                "errors": dict(self._errors),
                "rewards": tuple(self._bins),
                "said": dict(self._said),
                "waiting": self._waiting,
            }
        )

    def _called(self, called: Called) -> None:
        attempt = called.attempt
        tokens = attempt.usage.prompt + attempt.usage.completion
        self._counts.update(calls=1, tokens=tokens, refused=int(not attempt.ok))
        self._counts["unpriced"] += int(attempt.ok and attempt.cost is None)
        self._cost += attempt.cost or 0.0
        self._recent.append((self._clock(), 0, tokens))
        if attempt.ok:
            self._waiting = ""
        else:
            self._error(f"call: {attempt.error_kind}", attempt.error)

    def _score(self, event: Judged | Paid) -> None:
        if isinstance(event, Paid):
            self._paid_for(event.episode, event.reward)
        elif event.judgement.unscored:
            said = event.judgement
            self._error(f"judge {said.judge}: {said.unscored}", said.critique)

    def _paid_for(self, episode: str, reward: Reward) -> None:
        """A turn's pay counts at once; the end's, over however many turns it is spread, by role."""
        if reward.scope == "turn":
            self._pay(reward.value)
        else:
            ends = self._ends.setdefault(episode, {})
            ends[reward.role] = ends.get(reward.role, 0.0) + reward.value

    def _pay(self, value: float) -> None:
        self._paid, self._payments = self._paid + value, self._payments + 1
        self._bins[min(max(int(value * 10), 0), 9)] += 1

    def _end(self, episode: str, outcome: Outcome) -> None:
        self._running.discard(episode)
        for value in self._ends.pop(episode, {}).values():
            self._pay(value)
        self._counts["done"] += 1
        self._endings[outcome.ended] += 1
        self._recent.append((self._clock(), 1, 0))

    def _fail(self, failed: Failed) -> None:
        self._running.discard(failed.episode)
        self._ends.pop(failed.episode, None)
        if failed.code != "limit":
            self._counts["failed"] += 1
            self._error(failed.code, failed.error)

    def _error(self, cause: str, said: str) -> None:
        self._errors[cause] += 1
        self._said[cause] = said

    def _rates(self, now: float) -> tuple[float, float]:
        """Dialogues a minute and tokens a second over the window."""
        while self._recent and self._recent[0][0] < now - WINDOW:
            self._recent.popleft()
        seconds = min(max(now - self._began, 1e-9), WINDOW)
        ended = sum(each for _, each, _ in self._recent)
        tokens = sum(each for _, _, each in self._recent)
        return 60 * ended / seconds, tokens / seconds


def ending(progress: Progress, halted: Exit | None, bugs: int) -> Exit:
    """The exit code of a batch that came this far."""
    if halted is not None:
        return halted
    if bugs:
        return Exit.BUG
    return Exit.PARTLY if progress.failed or progress.left else Exit.DONE
