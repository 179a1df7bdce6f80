"""What plots are drawn from: offers, outcomes and values as series, with no widget."""

from dataclasses import replace

import pytest

from society.domain.dialogue import Action, Dialogue, Limit
from society.domain.episode import Outcome
from tests.tui.bargain import bargain, drawn, lease, said
from tui.widgets.plots import Axis, binned, concessions, space, split
from tui.widgets.plots.concession import figure as concession_figure
from tui.widgets.plots.concession import zone_of
from tui.widgets.plots.figure import Band, Dots, Level
from tui.widgets.plots.histogram import figure as histogram_figure
from tui.widgets.plots.lines import Line
from tui.widgets.plots.lines import figure as lines_figure
from tui.widgets.plots.pareto import MOST, candidates, front
from tui.widgets.plots.plotting import filling


def test_each_side_has_the_prices_that_it_named() -> None:
    curves = concessions(bargain())

    assert curves is not None
    assert curves.measure == "price"
    seller, buyer = curves.curves
    assert seller.points == ((0, 160), (2, 150), (4, 135))
    assert buyer.points == ((1, 110), (3, 120), (5, 128))


def test_limits_and_the_zone_are_told_only_where_private_matters_may_be() -> None:
    hidden, shown = concessions(bargain()), concessions(bargain(), private=True)

    assert hidden is not None
    assert shown is not None
    assert [curve.limit for curve in hidden.curves] == [None, None]
    assert hidden.zone is None
    limits = [curve.limit for curve in shown.curves]
    game = drawn()
    assert limits == [game.variables["seller_min"], game.variables["buyer_max"]]
    assert shown.zone == (game.variables["seller_min"], game.variables["buyer_max"])


def test_of_several_issues_the_offer_is_drawn_by_its_worth_to_who_made_it() -> None:
    dialogue = lease()

    curves = concessions(dialogue, private=True)

    assert curves is not None
    assert curves.measure == "own worth"
    first = dialogue.turns[0].standing or {}
    assert curves.curves[0].points[0] == (0, first["landlord"])
    assert [curve.limit for curve in curves.curves] == [0.0, 0.0]


def test_of_several_issues_only_the_first_is_drawn_where_worths_are_private() -> None:
    curves = concessions(lease())

    assert curves is not None
    assert curves.measure == "rent"
    assert [curve.limit for curve in curves.curves] == [None, None]


def test_an_illegal_offer_is_not_on_the_curve() -> None:
    dialogue = said(Dialogue(game=drawn()), "1?", Action(name="propose", args={"price": 90}))
    refused = dialogue.last.model_copy(update={"flags": ("illegal",)})

    curves = concessions(Dialogue(game=drawn(), turns=(refused,)))

    assert curves is not None
    assert all(not curve.points for curve in curves.curves)


@pytest.mark.parametrize("scenario", ["classroom/fractions", "debate/motion"])
def test_a_game_without_numbers_on_offer_has_no_curves(scenario: str) -> None:
    assert concessions(Dialogue(game=drawn(scenario))) is None


def test_there_is_no_zone_where_limits_do_not_meet() -> None:
    game = drawn()
    low, high = (
        Limit(issue="price", value=v, better=b) for v, b in ((150, "higher"), (90, "lower"))
    )
    roles = (
        game.roles[0].model_copy(update={"limit": low}),
        game.roles[1].model_copy(update={"limit": high}),
    )

    assert zone_of(game.model_copy(update={"roles": roles}), "price") is None


def test_sides_are_told_apart_by_their_letters() -> None:
    figure = concession_figure(concessions(bargain(), private=True))

    dots = [shape for shape in figure.shapes if isinstance(shape, Dots)]
    assert [shape.sign for shape in dots] == ["A", "B"]
    assert sum(isinstance(shape, Level) for shape in figure.shapes) == 2
    assert sum(isinstance(shape, Band) for shape in figure.shapes) == 1


def test_a_plot_without_offers_says_so() -> None:
    assert "No offer" in concession_figure(concessions(bargain(turns=0))).note
    assert "Nothing is offered" in concession_figure(None).note


def test_the_split_takes_verifiable_outcomes_that_both_roles_have_a_worth_in() -> None:
    good = Outcome(ended="agreement", verifiable=True, utilities={"a": 0.6, "b": 0.2})
    vague = Outcome(ended="agreement", utilities={"a": 0.6, "b": 0.2})
    half = Outcome(ended="agreement", verifiable=True, utilities={"a": 0.6})

    found = split([good, vague, half, good], ("a", "b"))

    assert found.points == ((0.6, 0.2), (0.6, 0.2))
    assert found.mean == pytest.approx((0.6, 0.2))


def test_the_front_holds_what_no_other_point_betters() -> None:
    points = [(0.0, 1.0), (0.5, 0.5), (0.5, 0.4), (0.2, 0.6), (1.0, 0.0), (0.9, -0.1)]

    assert front(points) == ((0.0, 1.0), (0.2, 0.6), (0.5, 0.5), (1.0, 0.0))


def test_one_price_has_a_front_on_which_the_whole_surplus_is_shared() -> None:
    found = space(bargain())

    assert found is not None
    assert found.roles == ("seller", "buyer")
    assert all(x + y == pytest.approx(1.0) for x, y in found.front)
    low, high = (drawn().options["propose"].args["price"][end] for end in ("minimum", "maximum"))
    assert len(found.points) == high - low + 1
    assert not found.sampled


def test_the_offers_made_have_the_worth_that_the_referee_told() -> None:
    dialogue = lease()

    found = space(dialogue)

    assert found is not None
    told = [turn.standing or {} for turn in dialogue.turns]
    assert found.made == tuple((each["landlord"], each["tenant"]) for each in told)


@pytest.mark.parametrize("scenario", ["camp/supplies", "home/chores", "diplomacy/ceasefire"])
def test_no_more_outcomes_are_tried_than_can_be_in_a_moment(scenario: str) -> None:
    tried, _ = candidates(drawn(scenario))

    assert 1 < len(tried) <= MOST


def test_a_space_too_large_is_sampled_and_says_so() -> None:
    game = drawn("market/flat_rental")
    wide = {"type": "integer", "minimum": 0, "maximum": 100_000}
    option = game.options["propose"].model_copy(
        update={"args": {**game.options["propose"].args, "rent": wide}}
    )
    large = game.model_copy(update={"options": {**game.options, "propose": option}})

    tried, sampled = candidates(large)

    assert sampled
    assert 100 < len(tried) <= MOST


def test_a_game_without_utilities_has_no_space() -> None:
    assert space(Dialogue(game=drawn("debate/motion"))) is None


def test_values_on_an_edge_are_in_the_bin_above_and_those_beyond_are_counted() -> None:
    found = binned([0.0, 0.3, 0.99, 1.0, 1.2, -0.1])

    assert found.counts == (1, 0, 0, 1, 0, 0, 0, 0, 0, 2)
    assert (found.outside, found.total) == (2, 6)


def test_an_empty_histogram_says_that_there_is_no_value() -> None:
    assert histogram_figure(binned([]), "reward").note == "No value yet."


def test_a_histogram_needs_a_range() -> None:
    with pytest.raises(ValueError, match="range"):
        binned([1], low=1, high=1)


def test_every_line_has_a_sign_of_its_own() -> None:
    lines = [Line(f"p{at}", ((0, at), (1, at))) for at in range(8)]

    figure = lines_figure(lines, "wins")

    signs = [shape.sign for shape in figure.shapes if isinstance(shape, Dots)]
    assert len(set(signs)) == 8


def test_a_line_that_has_no_point_is_left_out() -> None:
    assert lines_figure([Line("empty", ())], "wins").note == "Nothing to draw yet."


@pytest.mark.parametrize(
    ("axis", "most", "ticks"),
    [
        pytest.param(Axis(0, 1), 6, (0, 0.2, 0.4, 0.6, 0.8, 1.0), id="fifths"),
        pytest.param(Axis(0, 1), 3, (0, 0.5, 1.0), id="halves"),
        pytest.param(Axis(101, 178), 3, (120, 140, 160), id="few"),
        pytest.param(Axis(0, 3, whole=True), 9, (0, 1, 2, 3), id="only whole numbers"),
        pytest.param(Axis(5, 5, whole=True), 3, (4, 5, 6), id="one value"),
        pytest.param(Axis(-2e6, 2e6), 3, (-2e6, 0, 2e6), id="large"),
    ],
)
def test_ticks_are_round_and_no_more_than_wanted(
    axis: Axis, most: int, ticks: tuple[float, ...]
) -> None:
    assert axis.ticks(most) == ticks


def test_a_thin_band_is_seen_in_every_column() -> None:
    axis = Axis(0, 10)

    cells = filling(((0, 5.01, 5.02), (10, 5.01, 5.02)), axis, replace(axis), (20, 4))

    assert len(cells) == 20
