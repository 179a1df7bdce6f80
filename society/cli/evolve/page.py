"""An evolution as one page that needs nothing else: what each generation gained, drawn."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from society.domain.display import visible
from society.domain.generation import Generation

WIDTH, HEIGHT, EDGE = 640, 220, 40
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}
p{margin:.3rem 0}.dim{opacity:.7}.wide{overflow-x:auto}
table{border-collapse:collapse;margin-top:.6rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}
td:nth-child(-n+11){white-space:nowrap}
.promoted{color:#1a7f37}.rejected{color:#9a6700}
.zero{stroke:#8888}.range{stroke:currentColor;stroke-width:1.5}.dot{fill:#3b82f6}
"""


def page(name: str, generations: Sequence[Generation], last: Mapping[str, Any] | None) -> str:
    """The whole page."""
    from society.cli.evolve.shown import COLUMNS, met, reason, row

    rows = "".join(_row(each, row(each), reason(each)) for each in generations)
    head = "".join(f"<th>{_plain(each)}</th>" for each in (*COLUMNS, "why"))
    ends = "".join(f"<p>{_plain(line)}</p>" for line in met(last))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{_plain(name)}</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>
<h1>{_plain(name)}</h1>
<p class="dim">Each candidate met the one before it on games that neither had seen.</p>
{ends}
<h2>What each candidate gained at its gate, with 95 %</h2>
<div class="wide">{"".join(_picture(generations))}</div>
<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>
<h2>Strategies</h2>
<ul>{"".join(_strategies(generations))}</ul>
</body></html>
"""


def _row(each: Generation, cells: Sequence[str], why: str) -> str:
    told = "".join(f"<td>{_plain(cell)}</td>" for cell in cells)
    because = _plain(why) if each.number else ""
    return f'<tr class="{each.verdict}">{told}<td>{because}</td></tr>'


def _picture(generations: Sequence[Generation]) -> Iterator[str]:
    gates = [(each, each.report["gate"]["gain"]) for each in generations if "gate" in each.report]
    if not gates:
        yield "<p>Nobody was at a gate.</p>"
        return
    low = min(0.0, *(gain[1] for _, gain in gates))
    high = max(0.01, *(gain[2] for _, gain in gates))
    step = (WIDTH - 2 * EDGE) / max(1, len(gates))

    def y(value: float) -> float:
        return float(EDGE / 2 + (high - value) / (high - low) * (HEIGHT - EDGE))

    yield f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="gain by generation">'
    yield f'<line class="zero" x1="{EDGE}" x2="{WIDTH}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>'
    for value in (0.0, high):
        yield f'<text x="0" y="{y(value) + 5:.1f}" fill="currentColor">{value:.2f}</text>'
    for at, (each, (value, least, most)) in enumerate(gates):
        x = EDGE + step * (at + 0.5)
        ends = f'y1="{y(least):.1f}" y2="{y(most):.1f}"'
        yield f'<line class="range" x1="{x:.1f}" x2="{x:.1f}" {ends}/>'
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y(value):.1f}" r="4"/>'
        yield f'<text x="{x - 4:.1f}" y="{HEIGHT - 4}" fill="currentColor">{each.number}</text>'
    yield "</svg>"


def _strategies(generations: Sequence[Generation]) -> Iterator[str]:
    for each in generations:
        for one in each.report.get("improved", {}).get("strategies", ()):
            lift = f" {one['lift']:+.3f}" if one["lift"] is not None else ""
            yield (
                f"<li>{each.number}: {_plain(one['role'])} in {_plain(one['scenario'])}: "
                f"{_plain(one['tactic'])} <b>{_plain(one['status'])}</b>{lift}</li>"
            )


def _plain(text: object) -> str:
    return escape(visible(str(text)))
