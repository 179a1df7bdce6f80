"""How far a batch is: drawn in place on a terminal, as plain lines in a pipe, on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from society.batch.tally import Progress
from society.cli.output import err, note
from society.domain.display import one_line

EVERY = 10.0
"""Seconds between two lines where nothing can be drawn in place."""

_BARS = " ▁▂▃▄▅▆▇█"
_CAUSES = 4


class Shown(Protocol):
    """Takes note of how far a batch is."""

    def __call__(self, look: Callable[[], Progress], /) -> None:
        """Look and show it, if it is time to."""


@contextmanager
def shown(name: str, *, budget: float | None = None, quiet: bool = False) -> Iterator[Shown]:
    """Shows progress until the end of the block."""
    if quiet:
        yield lambda look: None
    elif err().is_terminal:
        with Live(console=err(), refresh_per_second=4, transient=True) as live:
            yield _every(0.25, lambda progress: live.update(_panel(name, progress, budget)))
    else:
        yield _every(EVERY, lambda progress: note(line(name, progress)))


def _every(seconds: float, show: Callable[[Progress], None]) -> Shown:
    due = monotonic() + min(seconds, 1.0)

    def told(look: Callable[[], Progress], /) -> None:
        nonlocal due
        if monotonic() >= due:
            show(look())
            due = monotonic() + seconds

    return told


def line(name: str, progress: Progress) -> str:
    """One moment of a batch in one line."""
    parts = [
        f"{name}: {progress.done}/{progress.total} done",
        *([f"{progress.failed} failed"] if progress.failed else []),
        f"{progress.running} running",
        f"{progress.per_minute:.1f} dialogues/min",
        f"{progress.tokens_per_second:.0f} tokens/s",
        money(progress),
        *([f"{duration(progress.eta)} left"] if progress.eta is not None else []),
        *([f"mean reward {progress.mean_reward:.2f}"] if progress.mean_reward is not None else []),
        *([_endings(progress)] if progress.endings else []),
        *([_errors(progress)] if progress.errors else []),
        *([progress.waiting] if progress.waiting else []),
    ]
    return " · ".join(parts)


def money(progress: Progress) -> str:
    """What it cost so far, and what it may come to."""
    if not progress.cost:
        return "$0" if not progress.unpriced else "cost unknown"
    known = f"${progress.cost:.4f}" + (" + unknown" if progress.unpriced else "")
    forecast = progress.forecast
    return known if forecast is None else f"{known} of about ${forecast:.2f}"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(42), duration(150), duration(7300)
    ('42 s', '2 min 30 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def histogram(bins: tuple[int, ...]) -> str:
    """Rewards from 0 to 1 in ten steps, as bars."""
    most = max(bins, default=0) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in bins)


def _panel(name: str, progress: Progress, budget: float | None) -> RenderableType:
    head = Table.grid(padding=(0, 1))
    head.add_row(
        Text(name, style="bold"),
        ProgressBar(total=max(progress.total, 1), completed=progress.done, width=28),
        Text(f"{progress.done}/{progress.total}"),
        Text(f"{progress.running} running", style="cyan"),
        Text(f"{progress.failed} failed" if progress.failed else "", style="red"),
        Text("" if progress.eta is None else f"{duration(progress.eta)} left"),
    )
    speed = f"{progress.per_minute:.1f} dialogues/min · {progress.tokens_per_second:.0f} tokens/s"
    spent = money(progress) + ("" if budget is None else f" · budget ${budget:.2f}")
    rows: list[RenderableType] = [head, Text(f"  {speed} · {progress.calls} calls · {spent}")]
    if progress.mean_reward is not None:
        mean = f"  mean reward {progress.mean_reward:.2f} "
        rows.append(Text(f"{mean}{histogram(progress.rewards)} {_endings(progress)}"))
    rows += [
        Text(f"  ✗ {count} × {cause}: {one_line(progress.said.get(cause, ''))}", style="red")
        for cause, count in _worst(progress)
    ]
    if progress.waiting:
        rows.append(Text(f"  ⏳ {one_line(progress.waiting)}", style="yellow"))
    for row in rows:
        if isinstance(row, Text):
            row.no_wrap, row.overflow = True, "ellipsis"
    return Group(*rows)


def _worst(progress: Progress) -> list[tuple[str, int]]:
    return sorted(progress.errors.items(), key=lambda each: -each[1])[:_CAUSES]


def _endings(progress: Progress) -> str:
    deals = sorted(progress.deals.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {share:.0%}" for name, share in deals[:3])


def _errors(progress: Progress) -> str:
    return ", ".join(f"{count} × {cause}" for cause, count in _worst(progress))
