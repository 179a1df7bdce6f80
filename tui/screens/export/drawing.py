"""A preview of an export as it is read: how many rows, what is left out, how long, which. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from textual.content import Content

from society.domain.display import bar
from tui.text import flat, padded, safe

_WIDTH = 24
_LONGEST = 6_000
"""Characters of one record that are shown."""


def previewed(told: Mapping[str, Any]) -> Content:
    """The whole preview of one format."""
    parts = [_counts(told), *_reasons(told), *_tokens(told), *_records(told["records"])]
    return Content("\n").join(parts)


def _counts(told: Mapping[str, Any]) -> Content:
    splits = ", ".join(f"{count:,} {side}" for side, count in told["splits"].items())
    aside = f" ({splits})" if len(told["splits"]) > 1 else ""
    rows, read = f"{told['rows']:,} rows{aside}", f"of {told['episodes']:,} dialogues"
    style = "bold" if told["rows"] else "bold $text-error"
    return Content.assemble(flat(rows, style), " ", flat(read))


def _reasons(told: Mapping[str, Any]) -> list[Content]:
    """What to look at, what is left out and why, what was changed."""
    lists = (
        ("look at", told["warnings"], "$text-error"),
        ("left out", told["dropped"], ""),
        ("changed", told["changed"], "$text-warning"),
    )
    return [
        Content.assemble((padded(title, 10), "dim"), flat(f"{count:,} × {why}", style))
        for title, counted, style in lists
        for why, count in counted.items()
    ]


def _tokens(told: Mapping[str, Any]) -> list[Content]:
    bars, ends = told["tokens"]["rows"], told["tokens"]["to"]
    if not any(bars):
        return []
    most = max(bars)
    names = [f"≤ {end:,}" for end in ends] + [f"> {ends[-1]:,}"]
    used = [at for at, count in enumerate(bars) if count]
    lines = [
        Content(f"{padded(names[at], 10)}{bar(bars[at] / most, _WIDTH)} {bars[at]:,}")
        for at in range(used[0], used[-1] + 1)
    ]
    longest = f"tokens a row, estimated; the longest has about {told['tokens']['most']:,}"
    return [Content(""), Content.styled(longest, "dim"), *lines]


def _records(records: Sequence[Mapping[str, Any]]) -> list[Content]:
    found: list[Content] = []
    for number, each in enumerate(records, start=1):
        text = orjson.dumps(each["record"], option=orjson.OPT_INDENT_2).decode()
        rest = "" if len(text) <= _LONGEST else f"\n… {len(text) - _LONGEST:,} characters more"
        title = Content.styled(f"record {number}, {each['split']}", "bold $text-accent")
        found += [Content(""), title, safe(text[:_LONGEST] + rest)]
    return found


def written(told: Mapping[str, Any]) -> Content:
    """What was written, and where to."""
    lines = [Content.assemble(("written to ", "bold $text-success"), flat(str(told["out"])))]
    for form, facts in told["formats"].items():
        rows = ", ".join(f"{count:,} {side}" for side, count in facts["rows"].items())
        lines.append(flat(f"{form}: {rows} rows of {facts['episodes']:,} dialogues"))
        lines += [flat(f"left out {count:,} × {why}") for why, count in facts["dropped"].items()]
    return Content("\n").join(lines)
