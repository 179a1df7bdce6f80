"""An audit as one page that needs nothing else: a table with a small bar for every figure."""

from html import escape

from society.audit.report import BAD, GOOD, Line, headline, lines, summary
from society.domain.display import visible
from society.domain.trust import AuditReport, Check

WIDTH, HEIGHT, MIDDLE = 160, 14, 7
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .3rem}p{margin:.3rem 0}.dim{opacity:.7}
table{border-collapse:collapse;width:100%;margin-top:1rem}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884;vertical-align:top}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.ok{color:#1a7f37}.bad{color:#cf222e;font-weight:600}
.track{fill:#8883}.bar{fill:#3b82f6}.range{stroke:currentColor;stroke-width:1.5}
.zero{stroke:#8888}
"""


def page(report: AuditReport) -> str:
    """The whole page."""
    rows = "\n".join(
        _row(line, check) for line, check in zip(lines(report), report.checks, strict=True)
    )
    title = _plain(f"Audit of {report.judge}")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>
<h1>{title}</h1>
<p>{_plain(summary(report))}</p>
<p class="dim">{_plain(headline(report))} {_plain(report.created)}</p>
<table><thead><tr><th>check</th><th>figure</th><th>with its 95% interval</th><th>pass mark</th>
<th></th><th>what it means</th></tr></thead>
<tbody>
{rows}
</tbody></table>
</body></html>
"""


def _row(line: Line, check: Check) -> str:
    colour = {GOOD: "ok", BAD: "bad"}.get(line.verdict, "dim")
    parts = f'<br><span class="dim">{_plain(line.parts)}</span>' if line.parts else ""
    return (
        f'<tr><td>{_plain(line.name)}</td><td class="n">{_plain(line.figure)}</td>'
        f'<td class="n">{_bar(check)}<br><span class="dim">{_plain(line.interval)}</span></td>'
        f'<td>{_plain(line.mark)}</td><td class="{colour}">{_plain(line.verdict)}</td>'
        f"<td>{_plain(line.sentence)}{parts}</td></tr>"
    )


def _bar(check: Check) -> str:
    """The figure on 0..1, or on -1..1 where it can be negative; nothing where it is no share."""
    if check.figure is None or check.unit == "$" or abs(check.figure) > 1:
        return ""
    ends = [check.figure, *([check.low, check.high] if check.low is not None else [])]
    known = [each for each in ends if each is not None]
    low = -1.0 if min(known) < 0 else 0.0

    def at(value: float) -> float:
        return round(WIDTH * (min(max(value, low), 1.0) - low) / (1.0 - low), 1)

    left, right = sorted((at(0.0), at(check.figure)))
    label = escape(f"{check.name}: {check.figure:.3f}")
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{label}">'
        f'<rect class="track" width="{WIDTH}" height="{HEIGHT}" rx="2"/>'
        f'<rect class="bar" x="{left}" width="{max(right - left, 1):.1f}" height="{HEIGHT}"/>'
        f'<line class="zero" x1="{at(0.0)}" x2="{at(0.0)}" y1="0" y2="{HEIGHT}"/>'
        f'<line class="range" x1="{at(min(known))}" x2="{at(max(known))}" '
        f'y1="{MIDDLE}" y2="{MIDDLE}"/></svg>'
    )


def _plain(text: str) -> str:
    return escape(visible(text))
