"""A batch as it is read: cells of its row, one line, and its figures. Pure."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.content import Content

from society.domain.display import bar, duration, money
from tui.text import flat, padded, reward, spark

if TYPE_CHECKING:
    from society.store.sightings import Seen, Worker
    from society.store.troubles import Trouble

HEAD = (
    "batch",
    "scenario × level",
    "state",
    "played",
    "fail",
    "now",
    "/min",
    "reward",
    "cost",
    "left",
)
NARROW = ("batch", "state", "played", "fail", "now", "reward", "cost")
_WIDE_BAR, _NARROW_BAR = 8, 5
_STATES = {
    "finished": ("✓ finished", "$text-success"),
    "playing": ("▶ playing", "$text-accent"),
    "starting": ("… starting", "$text-accent"),
    "held": ("… then paused", "$text-warning"),
    "ended": ("✗ did not start", "$text-error"),
    "paused": ("⏸ paused", "$text-warning"),
    "stopping": ("■ stopping", "$text-warning"),
    "over budget": ("$ at its limit", "$text-warning"),
    "failures": ("✗ failures", "$text-error"),
    "resting": ("· stopped", "dim"),
}


def state(name: str) -> Content:
    """What a batch does, as a sign and a word."""
    return Content.styled(*_STATES[name])


def cells(seen: "Seen", at: str, *, narrow: bool) -> list[Content]:
    """The row of a batch; `at` is the state that it is shown in."""
    sums = seen.figures
    width = _NARROW_BAR if narrow else _WIDE_BAR
    share = sums.done / seen.total if seen.total else 0.0
    played = f"{bar(share, width)} {sums.done}/{seen.total}"
    shown = {
        "batch": flat(seen.name, "bold", 14),
        "scenario × level": flat(stage(seen), width=20),
        "state": state(at),
        "played": Content(played),
        "fail": _count(sums.failed, "$text-error"),
        "now": _count(sums.running, "$text-accent"),
        "/min": Content(f"{seen.per_minute:.1f}" if seen.per_minute else ""),
        "reward": Content("") if sums.mean_reward is None else reward(sums.mean_reward),
        "cost": Content(money(sums.cost, sums.unpriced)),
        "left": Content("" if seen.eta is None else duration(seen.eta)),
    }
    return [shown[name] for name in (NARROW if narrow else HEAD)]


def unseen(name: str, at: str, *, narrow: bool) -> list[Content]:
    """The row of a batch that was started and is not in the store yet."""
    shown = {"batch": flat(name, "bold", 14), "state": state(at)}
    return [shown.get(column, Content("")) for column in (NARROW if narrow else HEAD)]


def stage(seen: "Seen") -> str:
    """What is played, and at which levels."""
    first, *more = map(_short, seen.plan["scenarios"])
    levels = ",".join(filter(None, seen.plan["levels"]))
    return f"{first}{f' +{len(more)}' if more else ''}{f' × {levels}' if levels else ''}"


def _short(scenario: str) -> str:
    """A scenario's file by its last part: that is what tells it from others.

    >>> _short("market/used_bike"), _short("/talks/bike.yaml")
    ('market/used_bike', 'bike.yaml')
    """
    return PurePath(scenario).name if scenario.endswith((".yaml", ".yml")) else scenario


def line(seen: "Seen", troubles: Sequence["Trouble"]) -> Content:
    """A batch in one line, for where there is no room for more."""
    sums, parts = seen.figures, [flat(stage(seen))]
    if sums.mean_reward is not None:
        parts.append(Content.assemble(spark(_shares(sums.rewards)), " rewards 0–1"))
    if seen.per_minute:
        left = "" if seen.eta is None else f", {duration(seen.eta)} left"
        parts.append(Content(f"{seen.per_minute:.1f} a minute{left}"))
    if seen.budget is not None:
        parts.append(Content(f"budget ${seen.budget:.2f}"))
    if troubles:
        worst = troubles[0]
        parts.append(flat(f"{worst.count} × {worst.cause}: {worst.last}", "$text-error"))
    return Content(" · ").join(parts)


def figures(seen: "Seen", width: int) -> Content:
    """Rewards in ten steps, cost against budget, speed, and how the dialogues ended."""
    rows = [*_rewards(seen, width), Content(""), *_cost(seen, width), _speed(seen), _ended(seen)]
    return Content("\n").join(rows)


def _rewards(seen: "Seen", width: int) -> list[Content]:
    sums = seen.figures
    if sums.mean_reward is None:
        return [Content.styled("nothing was paid yet", "dim")]
    mean = Content.assemble(("rewards  mean ", "bold"), reward(sums.mean_reward))
    most = max(sums.rewards)
    room = max(width - 14, 8)
    return [
        mean,
        *(
            Content(f"{at / 10:.1f} {bar(count / most, room)} {count}")
            for at, count in enumerate(sums.rewards)
        ),
    ]


def _cost(seen: "Seen", width: int) -> list[Content]:
    sums, budget = seen.figures, seen.budget
    spent = money(sums.cost, sums.unpriced)
    head = ("cost     ", "bold")
    if budget is None:
        return [Content.assemble(head, f"{spent}, no budget")]
    share, room = sums.cost / budget, max(width - 16, 8)
    return [
        Content.assemble(head, f"{spent} of ${budget:.2f}"),
        Content.assemble(" " * 9, bar(share, room), f" {share:.0%}"),
    ]


def _speed(seen: "Seen") -> Content:
    told = f"{seen.left} left to play"
    if seen.per_minute:
        told = f"{seen.per_minute:.1f} a minute, {told}"
    if seen.eta is not None:
        told += f", {duration(seen.eta)}"
    return Content.assemble(("speed    ", "bold"), told)


def _ended(seen: "Seen") -> Content:
    endings = sorted(seen.figures.endings.items(), key=lambda each: -each[1])
    ended = sum(count for _, count in endings)
    told = ", ".join(f"{name} {count / ended:.0%}" for name, count in endings)
    return Content.assemble(("ended in ", "bold"), flat(told or "nothing yet"))


def worker(each: "Worker") -> list[Content]:
    """The row of a dialogue that is being played."""
    return [
        flat(each.episode),
        Content(str(each.turn + 1)),
        Content.styled(duration(each.quiet), "$text-warning" if each.quiet > _LONG else ""),
        _count(each.retries, "$text-warning"),
        flat(each.holder + ("" if each.pid is not None else " (elsewhere)")),
    ]


WORKERS = ("dialogue", "turn", "this call", "retries", "played by")
TROUBLES = ("count", "cause", "said last")
_LONG = 30.0
"""Seconds of one call after which it is shown that it takes long."""


def trouble(each: "Trouble") -> list[Content]:
    """The row of a cause."""
    return [_count(each.count, "$text-error"), flat(each.cause, width=26), flat(each.last)]


def figure(title: str, told: str) -> Content:
    """A named figure on a line of its own."""
    return Content.assemble((padded(title, 14), "dim"), flat(told))


def _count(number: int, style: str) -> Content:
    return Content.styled(str(number), style) if number else Content.styled("0", "dim")


def _shares(bins: Sequence[int]) -> list[float]:
    most = max(bins) or 1
    return [count / most for count in bins]
