"""The league: strength over all seats and in each, what it costs, and whom to meet next."""

from collections import Counter
from pathlib import Path

import pytest

from society.domain.errors import SocietyError
from society.scoring.rating import Record
from society.selfplay.league.costs import Cost, prices
from society.selfplay.league.entrants import entrants
from society.selfplay.league.opponents import Manner, drawn, odds
from society.selfplay.league.standing import Standing, league
from society.store.matches import Played
from society.store.store import Store

RECORDS = {
    ("me", "weak"): Record(20, 19, 0),
    ("me", "even"): Record(20, 10, 0),
    ("me", "strong"): Record(20, 1, 0),
}
PAST = ["weak", "strong", "even"]


def game(left: str, right: str, utilities: tuple[float, float], at: int = 0) -> Played:
    return Played(
        id=f"{left} {right} {at}",
        dealt=f"{at}",
        scenario="x/game",
        level="",
        generation=None,
        players={"left": left, "right": right},
        utilities={"left": utilities[0], "right": utilities[1]},
        ended="done",
    )


def test_a_policy_may_be_strong_in_one_seat_and_weak_in_the_other() -> None:
    """a beats b from the left, and loses to it from the right: seat by seat they are not alike."""
    ends = {("a", "b"): (1.0, 0.0), ("b", "a"): (1.0, 0.0)}
    ends |= {("a", "c"): (0.9, 0.1), ("c", "a"): (0.9, 0.1), ("b", "c"): (0.1, 0.9)}
    games = [game(*pair, worth, at) for at in range(12) for pair, worth in ends.items()]

    found = {(each.seat.policy, each.seat.role): each for each in league(games).seats}

    def rating(policy: str, role: str) -> float:
        value = found[policy, role].rating.value
        assert value is not None
        return value

    assert rating("a", "left") > rating("b", "left")
    assert rating("c", "right") > rating("a", "right")
    assert found["a", "left"].skill.mu > found["a", "right"].skill.mu
    assert found["a", "left"].utility.value == pytest.approx(0.95)


def test_the_ratings_of_a_seat_have_the_mean_that_a_league_has() -> None:
    games = [game("a", "b", (1.0, 0.0), at) for at in range(12)]
    games += [game("b", "a", (1.0, 0.0), at) for at in range(12)]

    found = league(games)

    for role in ("left", "right"):
        values = [each.rating.value for each in found.seats if each.seat.role == role]
        assert sum(value for value in values if value) / 2 == pytest.approx(1500)


def test_games_of_one_with_itself_are_no_part_of_the_league() -> None:
    found = league([game("a", "a", (1.0, 0.0), at) for at in range(20)])

    assert (found.games, found.standings, found.names) == (0, (), ())


def test_strength_is_told_over_all_seats_with_what_was_won() -> None:
    games = [game("a", "b", (0.8, 0.2), at) for at in range(10)]
    games += [game("b", "a", (0.3, 0.7), at) for at in range(10)]

    first, second = league(games).standings

    assert isinstance(first, Standing)
    assert (first.policy, second.policy) == ("a", "b")
    assert first.utility.value == pytest.approx(0.75)
    assert first.skill.mu > second.skill.mu
    assert (first.rating.wins, first.rating.losses) == (20, 0)


@pytest.mark.parametrize(
    ("manner", "first"),
    [("hardest", "strong"), ("even", "even"), ("latest", "even"), ("self", "me")],
)
def test_opponents_are_weighed_as_the_manner_says(manner: Manner, first: str) -> None:
    chances = odds(manner, "me", PAST, RECORDS)

    assert max(chances, key=chances.__getitem__) == first
    assert sum(chances.values()) == pytest.approx(1.0)


def test_the_odds_are_those_of_prioritised_fictitious_self_play() -> None:
    hardest, even = odds("hardest", "me", PAST, RECORDS), odds("even", "me", PAST, RECORDS)

    p = {"weak": 20 / 22, "even": 11 / 22, "strong": 2 / 22}
    assert hardest["strong"] / hardest["even"] == pytest.approx(
        (1 - p["strong"]) ** 2 / (1 - p["even"]) ** 2
    )
    assert even["weak"] / even["even"] == pytest.approx(
        p["weak"] * (1 - p["weak"]) / (p["even"] * (1 - p["even"]))
    )


def test_uniform_meets_everybody_alike_and_never_itself() -> None:
    assert odds("uniform", "me", [*PAST, "me"], {}) == pytest.approx(dict.fromkeys(PAST, 1 / 3))


def test_draws_follow_the_odds_and_the_seed_and_a_longer_round_begins_with_them() -> None:
    chances = odds("hardest", "me", PAST, RECORDS)

    many = Counter(drawn(chances, 2000, seed=7))

    assert many["strong"] / 2000 == pytest.approx(chances["strong"], abs=0.04)
    assert drawn(chances, 30, seed=7)[:10] == drawn(chances, 10, seed=7)
    assert drawn(chances, 30, seed=7) != drawn(chances, 30, seed=8)


def test_who_is_alone_has_nobody_to_meet_but_itself() -> None:
    with pytest.raises(SocietyError, match="me has nobody to meet"):
        odds("hardest", "me", ["me"], {})


def test_a_rating_point_costs_what_it_takes_more_than_the_weakest() -> None:
    ends = {("a", "b"): (1.0, 0.0), ("b", "a"): (0.3, 0.7)}
    games = [game(*pair, worth, at) for at in range(12) for pair, worth in ends.items()]
    rated = [each.rating for each in league(games).standings]
    dear, cheap = Cost(12, 0.05, 900, 4, 1.0), Cost(12, 0.01, 100, 2, 1.0)
    gap = (rated[0].value or 0) - (rated[1].value or 0)

    found = prices(rated, {"a": dear, "b": cheap})

    assert set(found) == {"a"}
    assert found["a"].dollars == pytest.approx(0.04 / gap)
    assert found["a"].tokens == pytest.approx(800 / gap)


def test_an_unknown_price_is_no_price() -> None:
    games = [game("a", "b", (1.0, 0.0), at) for at in range(24)]
    rated = [each.rating for each in league(games).standings]

    found = prices(rated, {"a": Cost(1, None, 9, 1, 1), "b": Cost(1, 0.0, 3, 1, 1)})

    assert found["a"].dollars is None
    assert found["a"].tokens is not None


def test_tactics_in_a_word_make_a_policy(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        calm, firm = entrants(store, "calm:beta=2:player=planner, firm:beta=0.5:search=best-of-4")

    assert (calm.name, calm.player) == ("calm", "planner")
    assert calm.habit("any", "seller").tactics == {"beta": 2.0}
    assert firm.habit("any", "seller").search == "best-of-4"
