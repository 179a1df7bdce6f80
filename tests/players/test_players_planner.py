"""The planner: what it offers, accepts and leaves, over one View and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from society.domain.dialogue import Action, Dialogue, Game, Option, Stranger, View
from society.players.planner import plan
from society.players.tactics import Tactics
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load
from tests.players.seat import ACCEPT, BARGAIN, PROPOSE, above, offered, play, seen

CALM = Tactics(jitter=0)
WORTH = above(120, 200)


def bikes(games: int, level: str = "") -> list[Game]:
    bike = load("market/used_bike", level=level)
    return [draw(bike, seed=11, index=index, level=level) for index in range(games)]


def price(view: View, tactics: Tactics = CALM) -> int:
    move = plan(view, tactics)
    assert move is not None
    assert move.action is not None
    return int(move.action.args["price"])


@given(
    reservation=st.integers(60, 210),
    theirs=st.lists(st.integers(80, 200), max_size=5),
    turn=st.integers(0, 11),
    seed=st.integers(0, 2**32 - 1),
    tactics=st.builds(
        Tactics,
        aspiration=st.floats(0, 1),
        beta=st.floats(0.1, 5),
        reciprocity=st.floats(0, 1),
        patience=st.floats(0, 1),
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_move_is_worth_less_than_the_reservation(
    reservation: int, theirs: list[int], turn: int, seed: int, tactics: Tactics
) -> None:
    worth = above(reservation, 220)
    turns = [offered("buyer", each) for each in theirs]
    view = seen(*turns, value=worth, turn=turn, seed=seed)

    move = plan(view, tactics.drawn(seed))

    assert move is not None
    for offer in (move.agreed, move.action):
        own = worth(offer) if offer else None
        assert own is None or own >= -1e-9


def test_a_role_gives_way_from_turn_to_turn_and_never_takes_it_back() -> None:
    told: list[Any] = []
    prices = []
    for turn in range(0, 9, 2):
        prices.append(price(seen(*told, value=WORTH, turn=turn)))
        told += [offered("seller", prices[-1]), offered("buyer", 90)]

    assert prices == sorted(prices, reverse=True)
    assert prices[0] > prices[-1]


def test_what_the_other_side_gives_is_given_back() -> None:
    mirror = Tactics(jitter=0, reciprocity=1.0)
    before = [offered("buyer", 90), offered("seller", 180)]

    stubborn = price(seen(*before, offered("buyer", 91), value=WORTH), mirror)
    generous = price(seen(*before, offered("buyer", 110), value=WORTH), mirror)

    assert generous < stubborn


def test_an_offer_as_good_as_the_own_next_one_is_accepted() -> None:
    move = plan(seen(offered("buyer", 195), value=WORTH), CALM)

    assert move is not None
    assert (move.kind, str(move.action)) == ("accept", "accept")
    assert move.agreed == Action(name="propose", args={"price": 195})


@pytest.mark.parametrize(
    ("offer", "kind"), [pytest.param(125, "accept", id="bearable"), (100, "leave")]
)
def test_the_last_turn_takes_what_is_bearable_and_leaves_the_rest(offer: int, kind: str) -> None:
    view = seen(offered("seller", 150), offered("buyer", offer), value=WORTH, turn=11)

    move = plan(view, CALM)

    assert move is not None
    assert move.kind == kind


def test_a_talk_that_no_longer_moves_is_left() -> None:
    stuck = [offered("seller", 122), offered("buyer", 90)] * 4
    view = seen(*stuck, value=WORTH, turn=9)

    move = plan(view, CALM)

    assert move is not None
    assert (move.kind, str(move.action)) == ("leave", "walk_away")


def test_its_own_offer_on_the_table_is_not_accepted() -> None:
    view = seen(offered("buyer", 190), offered("seller", 195), value=WORTH)

    move = plan(view, CALM)

    assert move is not None
    assert move.kind != "accept"


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(seen(value=None), id="no worth"),
        pytest.param(seen(options=(), value=WORTH), id="no moves"),
        pytest.param(
            seen(options=(Option(name="say", args={"it": {"type": "string"}}),), value=WORTH),
            id="nothing to enumerate",
        ),
        pytest.param(
            seen(options=(PROPOSE.model_copy(update={"due": True}),), value=WORTH), id="due"
        ),
    ],
)
def test_without_offers_that_have_a_worth_there_is_no_plan(view: View) -> None:
    assert plan(view, CALM) is None


def test_a_role_that_has_signed_waits_for_the_others() -> None:
    view = seen(offered("buyer", 199), options=(), value=WORTH, turn=3)

    move = plan(view, CALM)

    assert move is not None
    assert (move.kind, move.action) == ("wait", None)


def test_issues_are_traded_towards_what_the_other_asked_for() -> None:
    option = Option(
        name="propose",
        args={
            "price": {"type": "integer", "minimum": 0, "maximum": 100},
            "days": {"type": "integer", "minimum": 0, "maximum": 10},
        },
    )

    def worth(action: Action) -> float | None:
        if not action.args:
            return None
        return float(action.args["price"] * 0.9 + (10 - action.args["days"])) / 100

    asked = Action(name="propose", args={"price": 10, "days": 10})
    own = Action(name="propose", args={"price": 90, "days": 0})
    view = seen(
        ("buyer", "", asked), ("seller", "", own), options=(option, ACCEPT), value=worth, turn=4
    )

    move = plan(view, CALM)

    assert move is not None
    assert move.action is not None
    assert move.action.args["days"] > 5


def test_three_roles_reach_a_quorum() -> None:
    treaty = load("diplomacy/ceasefire")

    ends = [play(draw(treaty, seed=2, index=index))[1] for index in range(4)]

    assert ends.count("treaty") >= 3


@pytest.mark.parametrize(("level", "games", "least"), [("", 70, 66), ("hard", 30, 20)])
def test_two_planners_mostly_agree_where_there_is_a_zone(
    level: str, games: int, least: int
) -> None:
    ends = [play(game)[1] for game in bikes(games, level)]

    assert ends.count("agreement") >= least


def test_concessions_in_played_games_are_monotone() -> None:
    for game in bikes(20):
        dialogue, _ = play(game)
        for role, sign in (("seller", -1), ("buyer", 1)):
            moves = [turn.action for turn in dialogue.by(role) if turn.action]
            prices = [sign * move.args["price"] for move in moves if move.args]
            assert prices == sorted(prices)


def test_games_end_differently() -> None:
    played = [play(game)[0] for game in bikes(20)]

    assert len({str(dialogue.turns[-2].action) for dialogue in played}) > 12
    assert len({len(dialogue.turns) for dialogue in played}) >= 4


def test_nothing_of_the_other_side_changes_the_plan() -> None:
    game = bikes(1)[0]
    buyer = game.role("buyer").model_copy(update={"private": "Anything.", "limit": None})
    other = game.model_copy(
        update={
            "variables": {**game.variables, "buyer_max": game.variables["buyer_max"] + 20},
            "roles": (game.role("seller"), buyer),
        }
    )

    views = [referee.view(Dialogue(game=each), "seller") for each in (game, other)]

    assert plan(views[0], CALM) == plan(views[1], CALM)


def test_the_same_view_is_planned_the_same() -> None:
    view = seen(offered("buyer", 100), value=WORTH)

    assert plan(view, Tactics().drawn(3)) == plan(view, Tactics().drawn(3))


def test_more_others_do_not_confuse_it() -> None:
    cy = Stranger(id="cy", name="Cy")
    view = seen(
        offered("buyer", 100),
        offered("cy", 198),
        others=(Stranger(id="buyer", name="Bo"), cy),
        options=BARGAIN,
        value=WORTH,
    )

    move = plan(view, CALM)

    assert move is not None
    assert move.agreed == Action(name="propose", args={"price": 198})
