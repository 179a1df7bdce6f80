"""What an export says: the formats there are, how far it is, what was written and left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from society.cli.output import SCHEMA, as_json, err, note, table
from society.domain.display import money, one_line
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.domain.receipts import Thinking
    from society.export.card import Config
    from society.export.formats import Format
    from society.export.layout import Plan
    from society.export.tally import Tally

Passed = Callable[[], None]
"""Told of every dialogue that was read."""


def list_formats(*, as_document: bool) -> None:
    """Every format with what it is for."""
    from society.export.formats import FORMATS

    if as_document:
        listed = [
            {"format": each.name, "title": each.title, "kind": each.kind, "losers": each.losers}
            for each in FORMATS.values()
        ]
        as_json({"schema": SCHEMA, "formats": listed})
    else:
        table(["format", "what it is", "file"], _formats())


def _formats() -> list[tuple[str, str, str]]:
    from society.export.formats import FORMATS

    return [(each.name, each.title, each.kind) for each in FORMATS.values()]


def tell(
    plan: "Plan",
    configs: "Sequence[Config]",
    thought: "Mapping[str, Thinking]",
    *,
    as_document: bool,
) -> None:
    """What was written, what was left out of it, and what the searches took that it comes from."""
    from society.export.layout import summary

    counts = {config.format: sum(config.rows.values()) for config in configs}
    if as_document:
        facts = {config.format: summary(config) for config in configs}
        for name, found in thought.items():
            facts[name]["searched"] = {**found.counted(), "each_row": found.each(counts[name])}
        as_json({"schema": SCHEMA, "out": str(plan.out), "formats": facts})
        return
    lines = [
        (config.format, split, config.rows[split], names[0] if len(names) == 1 else len(names))
        for config in configs
        for split, names in config.files.items()
    ]
    table(["format", "split", "rows", "files"], lines)
    for config in configs:
        losses(config.format, counts[config.format], config.tally)
        if config.format in thought:
            note(_searched(thought[config.format], counts[config.format]), "dim")
    note(f"written to {plan.out}", "green")


def _searched(found: "Thinking", rows: int) -> str:
    """What a row took that a search weighed."""
    each, spent = found.each(rows), found.spent
    return (
        f"  each row took {each['simulations']:,.1f} simulations · {each['calls']:,.1f} requests · "
        f"{each['tokens']:,.0f} tokens · {money(spent.cost / rows, spent.unpriced)} · "
        f"{each['seconds']:.2f} s of search"
    )


def nothing(told: "Sequence[tuple[Format[Any], Tally]]") -> SocietyError:
    """No row is left: why."""
    why = [
        f"{made.name}: {count} × {one_line(reason)}"
        for made, tally in told
        for reason, count in sorted(tally.dropped.items())
    ]
    if any(made.needs in ("policies", "outlooks") for made, _ in told):
        why.append("searches weigh before they speak: society run … --search.ROLE mcts:64x6")
    if any(made.ordered and tally.episodes for made, tally in told):
        why.append("pairs come from several dialogues of one game: society batch --rollouts 4")
    read = max(tally.episodes for _, tally in told)
    hint = "\n".join(why or ["society list --where … shows what a query finds"])
    return SocietyError(f"no row is left of {read} dialogues; nothing was written", hint=hint)


def losses(name: str, count: int, tally: "Tally") -> None:
    """How many rows came of how many dialogues, and why not more."""
    note(f"{name}: {count} rows of {tally.episodes} dialogues")
    for why, count in sorted(tally.dropped.items()):
        note(f"  left out {count} × {why}", "dim")
    for why, count in sorted({**tally.cut, **tally.marked}.items()):
        note(f"  {count} × {why}", "yellow")


@contextmanager
def progress() -> Iterator[Passed]:
    """Counts dialogues on a terminal's stderr; nothing where it is none."""
    if not err().is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("dialogues read"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err(), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda: shown.advance(task)
