"""How far a batch is: drawn in place on a terminal, as plain lines in a pipe, on stderr."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from society.batch.tally import Progress
from society.cli.columns import shortened
from society.cli.output import err, note
from society.domain.display import duration, one_line

EVERY = 10.0
"""Seconds between two lines where nothing can be drawn in place."""

_BARS = " ▁▂▃▄▅▆▇█"
_CAUSES = 4

WIDEST, NARROWEST, LEAST_NAME = 28, 6, 8
"""Cells of the bar at most and at least, and of a batch's name at least."""


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
            yield _every(
                0.25, lambda progress: live.update(panel(name, progress, budget, err().width))
            )
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


def histogram(bins: tuple[int, ...]) -> str:
    """Rewards from 0 to 1 in ten steps, as bars."""
    most = max(bins, default=0) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in bins)


def panel(name: str, progress: Progress, budget: float | None, width: int) -> RenderableType:
    """A batch at one moment, for a window so many cells wide: money and counts are never cut."""
    rows: list[RenderableType] = [_head(name, progress, width)]
    rows.append(Text(f"  {joined(_figures(progress, budget), width - 2)}"))
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


def _head(name: str, progress: Progress, width: int) -> RenderableType:
    """The name, a bar as wide as there is room for, and how many; the counts are never cut."""
    counts = [
        (f"{progress.done}/{progress.total}", ""),
        (f"{progress.running} running", "cyan"),
        *([(f"{progress.failed} failed", "red")] if progress.failed else []),
        *([(f"{duration(progress.eta)} left", "")] if progress.eta is not None else []),
    ]
    told = Text("  ").join(Text(text, style=style) for text, style in counts)
    free = max(width - told.cell_len - 2, 0)
    named = min(cell_len(name), max(free - NARROWEST, min(LEAST_NAME, free)))
    bar = min(free - named, WIDEST)
    head = Table.grid(padding=(0, 1))
    bars = [ProgressBar(total=max(progress.total, 1), completed=progress.done, width=bar)]
    names = [Text(shortened(name, named), style="bold")] if named else []
    head.add_row(*names, *(bars if bar >= NARROWEST else []), told)
    return head


def _figures(progress: Progress, budget: float | None) -> list[str]:
    """What it costs and how fast it is, what matters most first."""
    limit = "" if budget is None else f" · budget ${budget:.2f}"
    return [
        money(progress) + limit,
        f"{progress.per_minute:.1f} dialogues/min",
        f"{progress.calls} calls",
        f"{progress.tokens_per_second:.0f} tokens/s",
    ]


def joined(parts: Iterable[str], width: int) -> str:
    """As many of the parts, from the first on, as fit whole into so many cells; one at least.

    >>> joined(["$1 of $2", "4 calls", "12 tokens/s"], 20)
    '$1 of $2 · 4 calls'
    """
    first, *rest = parts
    for part in rest:
        longer = f"{first} · {part}"
        if cell_len(longer) > width:
            break
        first = longer
    return first


def _worst(progress: Progress) -> list[tuple[str, int]]:
    return sorted(progress.errors.items(), key=lambda each: -each[1])[:_CAUSES]


def _endings(progress: Progress) -> str:
    deals = sorted(progress.deals.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {share:.0%}" for name, share in deals[:3])


def _errors(progress: Progress) -> str:
    return ", ".join(f"{count} × {cause}" for cause, count in _worst(progress))
