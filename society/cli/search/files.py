"""A curve as files: every figure as CSV, and a picture of each scenario as PNG and SVG.

The only place that knows matplotlib, which comes with the extra `plots`.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from society.cli.output import note
from society.cli.search.plot import UNITS, short, taken, varying
from society.domain.errors import SocietyError
from society.scoring.curve import COSTS, PLAIN, Curve, Gain
from society.scoring.intervals import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CSV = "curve.csv"
SALT = "society"
"""Names in an SVG are made from it: the same curve is the same file."""


class Look(NamedTuple):
    """How a method is drawn: told apart by colour, by sign, by line and by how dark it is."""

    colour: str
    marker: str
    line: str


LOOKS = (
    Look("#0072B2", "o", "-"),
    Look("#E69F00", "D", "--"),
    Look("#009E73", "^", ":"),
    Look("#CC79A7", "s", "-."),
    Look("#56B4E9", "v", "-"),
    Look("#D55E00", "P", "--"),
)
"""Okabe and Ito's colours, which all people tell apart."""


def written(folder: Path, curves: Sequence[Curve]) -> list[Path]:
    """Write the curves into a folder, which is made; SocietyError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [_csv(folder / CSV, curves)]
        for each in curves:
            paths += _pictures(folder, each)
    except OSError as error:
        raise SocietyError(f"{folder} cannot be written: {error.strerror}") from error
    for path in paths:
        note(f"wrote {path}", "dim")
    return paths


def _csv(path: Path, curves: Sequence[Curve]) -> Path:
    rows = [row for each in curves for row in flat(each)]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def flat(found: Curve) -> Iterator[dict[str, Any]]:
    """Every setting as one row of figures; what is not known is empty."""
    for point in found.points:
        yield {
            "scenario": found.scenario,
            "role": found.role,
            "method": point.rung.method,
            "k": point.rung.k,
            "setting": point.rung.setting,
            "games": point.games,
            **_spread("utility", point.own),
            **_gain("gain", point.gain),
            **_spread("joint", point.joint),
            **_gain("joint_gain", point.joint_gain),
            **_spread("agreement", point.agreement),
            **{name: point.takes[name] for name in COSTS},
            **{f"utility.{name}": each.value for name, each in point.others.items()},
        }


def _spread(name: str, found: Estimate | None) -> dict[str, float | None]:
    value, low, high = found[:3] if found else (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _gain(name: str, gain: Gain | None) -> dict[str, float | None]:
    chances = {"luck": gain.luck, "corrected": gain.corrected} if gain else {}
    told = {f"{name}_{each}": chances.get(each) for each in ("luck", "corrected")}
    return {**_spread(name, gain.found if gain else None), **told}


def _pictures(folder: Path, found: Curve) -> list[Path]:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{found.scenario}-{found.role}")
    paths = [folder / f"{stem}.{kind}" for kind in ("png", "svg")]
    try:
        from matplotlib import rc_context
    except ImportError as error:
        raise SocietyError(
            f"{folder / CSV} is written, but pictures need matplotlib, which is not installed",
            hint="pip install 'dialogue-society[plots]'; the same command again plays nothing anew",
        ) from error
    with rc_context({"svg.hashsalt": SALT, "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}):
        figure = picture(found)
        figure.savefig(paths[0], dpi=160, metadata={"Software": None})
        figure.savefig(paths[1], metadata={"Date": None, "Creator": "society search curve"})
    return paths


def picture(found: Curve) -> "Figure":
    """Utility of the one who thinks above, of all together below, against all that it takes."""
    from matplotlib.figure import Figure

    whats = varying(found)
    figure = Figure(figsize=(0.6 + 3.4 * len(whats), 6.4), layout="constrained")
    axes = figure.subplots(2, len(whats), squeeze=False, sharey="row", sharex="col")
    for row, name in enumerate(("own", "joint")):
        for column, what in enumerate(whats):
            _panel(axes[row][column], found, name, what)
    for column, what in enumerate(whats):
        axes[1][column].set_xlabel(f"{UNITS[what]} (log)")
    axes[0][0].set_ylabel(_text(f"utility of {found.role}"))
    axes[1][0].set_ylabel("utility of all together")
    games = max((each.games for each in found.points), default=0)
    title = f"{found.scenario}: {found.role} thinks before it speaks; {games} games, 95 % intervals"
    figure.suptitle(_text(title), fontsize=10)
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _panel(axes: "Axes", found: Curve, name: str, what: str) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if found.plain is not None:
        plain: Estimate = getattr(found.plain, name)
        axes.axhspan(plain.low, plain.high, color="0.85", zorder=0)
        axes.axhline(plain.value, color="black", linestyle=(0, (6, 3)), label="plain")
    methods = dict.fromkeys(each.rung.method for each in found.points if each.rung != PLAIN)
    for at, method in enumerate(methods):
        points = [
            (x, getattr(each, name))
            for each in found.points
            if each.rung.method == method and (x := taken(each, what)) is not None
        ]
        _line(axes, sorted(points), method, LOOKS[at % len(LOOKS)])
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _line(axes: "Axes", points: Sequence[tuple[float, Estimate]], method: str, look: Look) -> None:
    values = [each.value for _, each in points]
    below = [each.value - each.low for _, each in points]
    above = [each.high - each.value for _, each in points]
    axes.errorbar(
        [x for x, _ in points],
        values,
        yerr=[below, above],
        color=look.colour,
        marker=look.marker,
        linestyle=look.line,
        markeredgecolor="black",
        markeredgewidth=0.6,
        capsize=3,
        label=_text(method),
    )


def _text(words: str) -> str:
    """Words that matplotlib shall not read as formulas."""
    return words.replace("$", r"\$")
