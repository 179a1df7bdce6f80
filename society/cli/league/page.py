"""A league as one page that needs nothing else: strengths as bars, who beats whom as colours."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from society.domain.display import visible
from society.scoring.payoffs import Payoffs
from society.scoring.rating import Rating
from society.selfplay.league.costs import Cost, Price, prices
from society.selfplay.league.standing import League

WIDTH, HEIGHT = 220, 16
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}
p{margin:.3rem 0}.dim{opacity:.7}.wide{overflow-x:auto}
table{border-collapse:collapse;margin-top:.6rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.range{stroke:currentColor;stroke-width:1.5}.dot{fill:#3b82f6}.even{stroke:#8888}
"""


def page(found: League, paid: Mapping[str, Cost], said: Sequence[str]) -> str:
    """The whole page; `said` are sentences that stand at its top."""
    parts = [
        "".join(f"<p>{_plain(line)}</p>" for line in said),
        _section("Strength", _strengths(found)),
        _section("Strength by seat", _seats(found)),
        _section("Share of the points, row against column", _matrix(found)),
        _section("The best known answer to each", _answers(found)),
        _section("What a game costs", _costs(found, paid)),
    ]
    body = "\n".join(parts)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>League</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>
<h1>League</h1>
<p class="dim">{len(found.names)} policies, {found.games} games in which two different ones met</p>
{body}
</body></html>
"""


def _section(title: str, table: str) -> str:
    return f'<h2>{_plain(title)}</h2><div class="wide">{table}</div>'


def _table(head: Sequence[str], rows: Iterator[str]) -> str:
    cells = "".join(f"<th>{_plain(name)}</th>" for name in head)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _text(said: object) -> str:
    return f"<td>{_plain(str(said))}</td>"


def _number(said: object, style: str = "") -> str:
    return f'<td class="n"{style}>{_plain(str(said))}</td>'


def _strengths(found: League) -> str:
    ends = _ends([each.rating for each in found.standings])
    rows = (
        _row(
            _text(each.policy),
            f"<td>{_bar(each.rating, ends)}</td>",
            _number(_rated(each.rating)),
            _number(f"{each.skill.mu:.1f} ± {each.skill.sigma:.1f}"),
            _number(f"{each.utility.value:.3f}"),
            _number(f"{each.rating.wins} / {each.rating.draws} / {each.rating.losses}"),
        )
        for each in found.standings
    )
    head = ["policy", "rating, 95%", "", "openskill", "utility", "won / drawn / lost"]
    return _table(head, rows)


def _seats(found: League) -> str:
    rows = (
        _row(
            _text(each.seat.scenario),
            _text(each.seat.role),
            _text(each.seat.policy),
            _number(_rated(each.rating)),
            _number(f"{each.skill.mu:.1f} ± {each.skill.sigma:.1f}"),
            _number(f"{each.utility.value:.3f}"),
            _number(each.rating.games),
        )
        for each in found.seats
    )
    head = ["scenario", "role", "policy", "rating", "openskill", "utility", "games"]
    return _table(head, rows)


def _matrix(found: League) -> str:
    names = found.names
    rows = (
        _row(_text(one), *(_met(found.payoffs, one, other) for other in names)) for one in names
    )
    return _table(["", *names], rows)


def _met(found: Payoffs, one: str, other: str) -> str:
    edge = found.edges.get((one, other))
    if edge is None:
        return _number("")
    share = edge.estimate()
    strength = min(1.0, abs(share.value - 0.5) * 2)
    colour = "34,134,58" if share.value >= 0.5 else "203,36,49"
    sure = edge.fair and (share.low > 0.5 or share.high < 0.5)
    weight = ";font-weight:600" if sure else ""
    style = f' style="background:rgba({colour},{0.5 * strength:.2f}){weight}"'
    style += f' title="{share.low:.2f} to {share.high:.2f}, {share.n} games"'
    return _number(f"{share.value:.2f}{'' if edge.fair else '~'}", style)


def _answers(found: League) -> str:
    rows = (
        _row(
            _text(each.policy),
            _text(each.answer or "nobody"),
            _number(f"{each.share.value:.2f}"),
            _number(f"{each.share.low:.2f} to {each.share.high:.2f}"),
            _number(f"{each.exploitability:.2f}"),
        )
        for each in found.answers()
    )
    return _table(["policy", "answer", "takes", "95%, corrected", "exploitability"], rows)


def _costs(found: League, paid: Mapping[str, Cost]) -> str:
    priced = prices([each.rating for each in found.standings], paid)
    rows = (
        _row(_text(name), *_cost(paid[name], priced.get(name)))
        for name in found.names
        if name in paid
    )
    head = ["policy", "dollars a game", "tokens a game", "seconds a game", "dollars a point"]
    return _table(head, rows)


def _cost(each: Cost, price: Price | None) -> Iterator[str]:
    yield _number("unknown" if each.dollars is None else f"${each.dollars:.4g}")
    yield _number(f"{each.tokens:,.0f}")
    yield _number(f"{each.seconds:,.1f}")
    yield _number("" if price is None or price.dollars is None else f"${price.dollars:.3g}")


def _rated(each: Rating) -> str:
    if each.value is None or each.low is None or each.high is None:
        return f"too few games ({each.games})"
    return f"{each.value:.0f} [{each.low:.0f}, {each.high:.0f}]"


def _ends(rated: Sequence[Rating]) -> tuple[float, float]:
    """The lowest and the highest end of any interval."""
    ends = [end for each in rated for end in (each.low, each.high) if end is not None]
    return (min(ends), max(ends)) if ends else (0.0, 0.0)


def _bar(each: Rating, ends: tuple[float, float]) -> str:
    """A rating and its interval beside all others; nothing where there is none."""
    if each.value is None or each.low is None or each.high is None or ends[0] == ends[1]:
        return ""

    def at(value: float) -> float:
        return round(6 + (WIDTH - 12) * (value - ends[0]) / (ends[1] - ends[0]), 1)

    middle = HEIGHT // 2
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="rating {each.value:.0f}">'
        f'<line class="range" x1="{at(each.low)}" x2="{at(each.high)}" y1="{middle}" '
        f'y2="{middle}"/><circle class="dot" cx="{at(each.value)}" cy="{middle}" r="4"/></svg>'
    )


def _plain(text: str) -> str:
    return escape(visible(text))
