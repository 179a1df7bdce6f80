"""What turns took, as people read it: a receipt of one dialogue, two lines of a batch."""

from collections.abc import Iterator

from society.cli.output import note, out, table
from society.domain.display import duration, money
from society.domain.receipts import Receipt, Spent, Thinking, TurnReceipt, total

COLUMNS = (
    *("turn", "role", "thought", "simulations", "candidates", "stopped"),
    *("requests", "in", "out", "cached", "cost", "search s", "requests s"),
)
_YIELDS = (
    *(("candidates", 0), ("stopped", 0), ("out", 0), ("in", 0), ("role", 6), ("cached", 0)),
    *(("simulations", 0), ("thought", 10)),
)
"""What gives way in a narrow window: never the turn, its requests, its cost or its seconds."""

_NOTE = (
    "cached: the share of the prompts' tokens that was kept from before; "
    "requests s: one after another, those that a search waited for among them"
)


def tell_receipt(found: Receipt) -> None:
    """Print what each turn took, what the rest took, and all of it together."""
    rows = [_row(each) for each in found.turns]
    searched = [each.spent for each in found.searched]
    if searched:
        rows.append(_sum("searched turns", total(searched), found))
    if found.beside.attempts:
        rows.append(_sum("judges and the rest", found.beside))
    rows.append(_sum("in all", found.of() + found.beside))
    out().print()
    table(COLUMNS, rows, yields=_YIELDS)
    note(_NOTE, "dim")


def thinking_lines(found: Thinking) -> Iterator[str]:
    """What the searches of a batch took, and each of its kept dialogues; nothing without any."""
    if not found.turns:
        return
    spent = found.spent
    hits = "" if spent.hits is None else f" · {spent.hits:.0%} of their prompts cached"
    yield (
        f"  thought before {found.turns:,} turns: {found.simulations:,} simulations · "
        f"{spent.attempts:,} calls · {spent.tokens:,} tokens · "
        f"{money(spent.cost, spent.unpriced)} · {duration(found.seconds)}{hits}"
    )
    if found.kept:
        yield (
            f"  a kept dialogue: {found.simulations / found.kept:,.1f} simulations · "
            f"{spent.attempts / found.kept:,.1f} calls · {spent.tokens / found.kept:,.0f} tokens · "
            f"{money(spent.cost / found.kept, spent.unpriced)} · "
            f"{found.seconds / found.kept:.1f} s of thought"
        )


def _seconds(found: Receipt) -> float:
    return sum(each.searched.seconds for each in found.searched if each.searched)


def _row(each: TurnReceipt) -> list[str]:
    searched = each.searched
    told = ["", "", "", ""]
    if searched is not None:
        marked = " (guided by a paying judge)" if searched.guided else ""
        told = [f"{searched.thought}{marked}", f"{searched.simulations:,}"]
        told += [f"{searched.candidates:,}", searched.stopped]
    seconds = searched.seconds if searched else None
    return [str(each.turn), each.role, *told, *_figures(each.spent, seconds)]


def _sum(name: str, spent: Spent, searched: Receipt | None = None) -> list[str]:
    counted = f"{searched.simulations:,}" if searched else ""
    seconds = _seconds(searched) if searched else None
    return ["", "", name, counted, "", "", *_figures(spent, seconds)]


def _figures(spent: Spent, searched: float | None) -> list[str]:
    return [
        f"{spent.attempts:,}",
        f"{spent.prompt:,}",
        f"{spent.completion:,}",
        "" if spent.hits is None else f"{spent.hits:.0%}",
        money(spent.cost, spent.unpriced),
        "" if searched is None else f"{searched:.2f}",
        f"{spent.seconds:.2f}",
    ]
