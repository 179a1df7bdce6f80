"""Plots on a screen: small and large, without colour, with names of anybody."""

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.events import MouseScrollDown
from textual.widgets import Static

from society.domain.episode import Outcome
from tests.tui.bargain import bargain, lease
from tests.tui.look import look
from tui.widgets.plots import (
    Concession,
    Histogram,
    Line,
    Lines,
    Pareto,
    Surplus,
    binned,
    concessions,
    space,
    split,
)
from tui.widgets.plots.chart import Chart

SIZES = [(30, 8), (60, 16)]
UTILITIES = ((0.6, 0.4), (0.3, 0.5), (0.8, 0.1), (0.5, 0.5), (0.2, 0.75))
OUTCOMES = [
    Outcome(ended="agreement", verifiable=True, utilities={"seller": a, "buyer": b})
    for a, b in UTILITIES
]
LINES = [
    Line(
        "mine", ((0, 0.4), (1, 0.5), (2, 0.62)), ((0, 0.35, 0.45), (1, 0.44, 0.56), (2, 0.55, 0.7))
    ),
    Line("theirs", ((0, 0.5), (1, 0.48), (2, 0.51))),
]
HOSTILE = "[red]x[/] \x1b]0;t\x07 \u202egpj \\[ 中文" + "a\u0301" * 20


def concession(private: bool = True) -> Chart:
    chart = Concession()
    chart.show(concessions(bargain(), private=private))
    return chart


def worths() -> Chart:
    chart = Concession()
    chart.show(concessions(lease(), private=True))
    return chart


def surplus() -> Chart:
    chart = Surplus()
    chart.show(split(OUTCOMES, ("seller", "buyer")))
    return chart


def pareto() -> Chart:
    chart = Pareto()
    chart.show(space(lease()))
    return chart


def histogram() -> Chart:
    chart = Histogram()
    chart.show(binned([0.05, 0.1, 0.42, 0.45, 0.48, 0.6, 0.61, 0.9, 1.0]), "reward a turn")
    return chart


def lines() -> Chart:
    chart = Lines()
    chart.show(LINES, "mean utility by generation")
    return chart


class Wall(App[None]):
    """A chart of a size on an empty wall."""

    def __init__(self, chart: Chart, size: tuple[int, int]) -> None:
        super().__init__()
        self._chart = chart
        chart.styles.width, chart.styles.height = size

    def compose(self) -> ComposeResult:
        yield self._chart


async def drawn(chart: Chart, size: tuple[int, int]) -> str:
    app = Wall(chart, size)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        return look(app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", [concession, worths, surplus, pareto, histogram, lines])
async def test_a_plot_is_readable(
    made: Callable[[], Chart], size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    assert await drawn(made(), size) == snapshot


async def test_signs_are_the_same_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = await drawn(lines(), (60, 16))
    monkeypatch.setenv("NO_COLOR", "1")

    plain = await drawn(lines(), (60, 16))

    assert plain == coloured
    assert "●" in plain
    assert "○" in plain


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (16, 5), (17, 6), (200, 60)])
async def test_a_plot_of_any_size_does_not_break(size: tuple[int, int]) -> None:
    assert isinstance(await drawn(pareto(), size), str)


async def test_a_plot_with_nothing_to_draw_is_a_sentence() -> None:
    chart = Histogram()
    chart.show(binned([]), "reward a turn")

    told = await drawn(chart, (30, 8))

    assert "No value yet." in told
    assert "┃" not in told


async def test_what_is_shown_later_takes_the_place_of_what_was() -> None:
    app = Wall(chart := Concession(), (60, 16))
    async with app.run_test(size=(60, 16)) as pilot:
        chart.show(concessions(bargain(turns=0)))
        await pilot.pause()
        before = look(app)
        chart.show(concessions(bargain()))
        await pilot.pause()
        await pilot.pause()
        after = look(app)

    assert "No offer has been made yet." in before
    assert "No offer" not in after
    assert "┃" in after


async def test_names_of_others_are_shown_and_not_obeyed() -> None:
    chart = Lines()
    chart.show([Line(HOSTILE, ((0, 1), (1, 2)))], HOSTILE)

    told = await drawn(chart, (90, 20))

    assert "[red]x[/]" in told
    assert "\x1b]" not in told
    assert "<U+202E>" in told


async def test_the_wheel_over_a_plot_scrolls_the_pane_and_not_the_plot() -> None:
    class Pane(App[None]):
        CSS = "Chart { height: 12; } Static { height: 40; }"

        def compose(self) -> ComposeResult:
            with VerticalScroll():
                yield lines()
                yield Static("below")

    app = Pane()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        pane = app.query_one(VerticalScroll)
        await pilot._post_mouse_events([MouseScrollDown], app.query_one(Chart), offset=(20, 6))
        await pilot.pause()

        assert pane.scroll_target_y > 0
