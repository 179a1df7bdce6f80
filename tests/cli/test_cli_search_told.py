"""A curve as it is read: what can be said, what is drawn where, what fits into a window."""

import pytest

from society.batch.plan import Plan
from society.cli.search.files import flat, picture
from society.cli.search.plot import HEIGHT, drawn, taken, varying
from society.cli.search.rungs import METHODS, rungs
from society.cli.search.told import document, sentences, tell
from society.domain.errors import SocietyError
from society.players.thought import Thought
from society.scoring.curve import PLAIN, Curve, Played, Rung, curve

BEST = Rung(method="best-of", k=8, setting="best-of-8")
DEEP = Rung(method="mcts", k=8, setting="mcts:64x6")


def games(own: float, n: int = 12, **takes: float) -> list[Played]:
    """Games of which the first are better for the seller than the last."""
    return [
        Played(
            game=at,
            utilities={"seller": own - 0.01 * at, "buyer": 0.3},
            agreed=True,
            simulations=int(takes.get("simulations", 0)),
            calls=int(takes.get("calls", 4)),
            money=takes.get("money", 0.0),
        )
        for at in range(n)
    ]


def climbed(best: float = 0.6, deep: float = 0.5) -> Curve:
    played = {
        PLAIN: games(0.5),
        BEST: games(best, simulations=8, calls=8, money=0.01),
        DEEP: games(deep, simulations=64, calls=8, money=0.02),
    }
    return curve("market/bike", "seller", played)


def test_what_beats_the_plain_player_is_named_and_what_does_not_is_not() -> None:
    first, *rest = sentences(climbed())

    assert first.startswith("beat the plain seller at 95 %, corrected for the comparison of 2 ")
    assert "best-of-8 (+0.100, p" in first
    assert "mcts:64x6" not in first
    assert any(line.startswith("what all have together rises with: best-of-8") for line in rest)


def test_where_nothing_is_better_that_is_said_and_what_is_worse_is_named() -> None:
    told = list(sentences(climbed(best=0.4)))

    assert told[0].startswith("none is shown to beat the plain seller")
    assert told[1].startswith("do worse than the plain seller: best-of-8 (-0.100")


def test_without_a_game_that_both_played_nothing_is_compared() -> None:
    alone = curve("market/bike", "seller", {PLAIN: games(0.5), BEST: []})

    assert list(sentences(alone)) == [
        "nothing can be compared: no game was played to its end both with and without thought"
    ]


def test_a_curve_that_was_stopped_early_pretends_no_interval_and_no_picture(
    capsys: pytest.CaptureFixture[str],
) -> None:
    alone = curve("market/bike", "seller", {PLAIN: games(0.5, n=1), BEST: []})

    tell(Plan(name="bikes", scenarios=("market/used_bike",)), [alone])

    shown = capsys.readouterr().out
    assert "0.500" in shown
    assert "0.500 [" not in shown
    assert "picture" not in shown
    assert "nothing can be compared" in shown


def test_it_is_drawn_against_what_the_settings_differ_in_most() -> None:
    assert varying(climbed()) == ("simulations", "money")
    assert taken(climbed().points[1], "simulations") == 8


def test_of_settings_that_take_the_same_the_picture_goes_by_k() -> None:
    same = curve("bike", "seller", {PLAIN: games(0.5), BEST: games(0.6), DEEP: games(0.7)})

    assert varying(same) == ("k",)


@pytest.mark.parametrize("width", [80, 120])
def test_the_picture_has_every_setting_and_fits_the_window(width: int) -> None:
    lines = list(drawn(climbed(), None, width=width))

    assert max(map(len, lines)) <= width
    assert len(lines) == HEIGHT + 4
    body = "".join(lines[1:])
    assert (body.count("●"), body.count("◆")) == (1, 1)
    assert "╌" in body


def test_a_better_setting_stands_higher() -> None:
    lines = list(drawn(climbed(best=0.9, deep=0.3), None, width=80))[1:]

    rows = {sign: at for at, line in enumerate(lines) for sign in "●◆" if sign in line}
    assert rows["●"] < rows["◆"]


def test_settings_in_one_place_are_drawn_beside_each_other() -> None:
    twin = Rung(method="mcts", k=8, setting="mcts:64x7")
    played = {PLAIN: games(0.5), BEST: games(0.6), twin: games(0.6)}

    body = "".join(list(drawn(curve("bike", "seller", played), "k", width=80))[1:])

    assert (body.count("●"), body.count("◆")) == (1, 1)


def test_a_row_of_the_table_for_other_programs_has_every_figure() -> None:
    plain, best, _ = flat(climbed())

    assert list(plain) == list(best)
    assert best["gain"] == pytest.approx(0.1)
    assert 0 < best["gain_luck"] <= best["gain_corrected"]
    assert (plain["gain"], plain["gain_corrected"]) == (None, None)


def test_the_picture_says_what_its_axes_are_and_shows_formulas_as_they_are_written() -> None:
    found = climbed().model_copy(update={"scenario": "a$b$c"})

    drawn_ = picture(found)

    upper, lower = drawn_.axes[0], drawn_.axes[len(drawn_.axes) // 2]
    assert (upper.get_xscale(), upper.get_ylabel()) == ("log", "utility of seller")
    assert lower.get_ylabel() == "utility of all together"
    assert "simulations a dialogue (log)" in [each.get_xlabel() for each in drawn_.axes]
    assert r"a\$b\$c" in drawn_.get_suptitle()


def test_as_json_a_star_is_a_word() -> None:
    points = document(climbed())["points"]

    assert [each["gain"] and each["gain"]["better"] for each in points] == [None, True, False]


@pytest.mark.parametrize("method", METHODS)
def test_each_method_has_a_setting_for_every_k(method: str) -> None:
    _, two, many = rungs(method, "1,2,32")

    assert Thought.parse(two.setting).method == Thought.parse(many.setting).method == method
    assert (two.k, many.k) == (2, 32)


def test_the_plain_player_comes_first_and_once() -> None:
    found = rungs("best-of,mcts", "1,2,2,1")

    assert found.count(PLAIN) == 1
    assert [each.setting for each in found] == ["", "best-of-2", "mcts:16x6"]


def test_options_stand_behind_every_setting_and_shapes_of_ones_own_are_filled_in() -> None:
    _, first, second = rungs("best-of,mcts:{16k}x4", "2", ["view=oracle"])

    assert first.setting == "best-of-2,view=oracle"
    assert second.setting == "mcts:32x4,view=oracle"


def test_too_many_settings_are_refused() -> None:
    with pytest.raises(SocietyError, match="66 settings are too many"):
        rungs("best-of", ",".join(map(str, range(2, 67))))
