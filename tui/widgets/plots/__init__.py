"""Plots that several screens draw, each a pure value first and a thin widget second.

Every widget is a `Chart`: it needs 16x5 cells (30x8 to be good), says in a sentence what it has
not, tells series apart by signs and not by colour alone, takes no key and no wheel. Make it, mount
it, then `show` it its value as often as you like; a value shown before it is mounted is kept.

- `Concession.show(concessions(dialogue, private=…))`: what each side offered, turn by turn. Limits,
  zone and worths are in it only where `private`.
- `Surplus.show(split(outcomes, ("seller", "buyer")))`: who got how much, a point for each Outcome.
- `Pareto.show(space(dialogue))`: everything that could be agreed and the front of it. It tells what
  is private, and `space` is to be asked in a thread (`asyncio.to_thread`).
- `Histogram.show(binned(values, bins=10, low=0, high=1), "reward a turn")`.
- `Lines.show([Line("me", ((0, .4), (1, .5)), band=((0, .3, .5), (1, .4, .6)))], "mean utility by
  generation", whole=True, y=Axis(0, 1))`: lines with bands; `y` only where the range is fixed.

Names of policies, roles and issues may be anybody's text: they are made safe here.
"""

from tui.widgets.plots.concession import Concession, Curves, concessions
from tui.widgets.plots.figure import Axis
from tui.widgets.plots.histogram import Bins, Histogram, binned
from tui.widgets.plots.lines import Line, Lines
from tui.widgets.plots.pareto import Pareto, Space, space
from tui.widgets.plots.surplus import Split, Surplus, split

__all__ = [
    "Axis",
    "Bins",
    "Concession",
    "Curves",
    "Histogram",
    "Line",
    "Lines",
    "Pareto",
    "Space",
    "Split",
    "Surplus",
    "binned",
    "concessions",
    "space",
    "split",
]
