"""The curriculum: which tasks there are, which level is open, what is paid, what is learned."""

from society.domain.scenario import Promotion, Scenario
from society.players.tactics import Tactics
from society.scenario.load import load
from society.selfplay.curriculum.ladder import Move, climbed
from society.selfplay.curriculum.rewards import overrides
from society.selfplay.curriculum.tasks import Task, Try, levels, successes, tasks, tries
from society.selfplay.curriculum.trial import Heard, Seat, drawn, learned
from society.selfplay.curriculum.tuning import KNOBS, Belief, begin, candidates, moved
from society.store.matches import Played

BIKE = "market/used_bike"
LADDER = ("easy", "normal", "hard")
RULE = Promotion(after=5, when="success_rate >= 0.6", demote="success_rate < 0.2")


def bike() -> Scenario:
    return load(BIKE)


def tried(level: str, *won: bool) -> list[Try]:
    return [Try(Task("x/game", level), "a", float(each), each) for each in won]


def game(level: str, winners: tuple[str, ...]) -> Played:
    return Played(
        scenario=BIKE,
        level=level,
        generation=None,
        players={"seller": "me", "buyer": "you"},
        utilities={"seller": 0.7, "buyer": 0.3},
        winners=winners,
        ended="agreement",
    )


def test_tasks_are_the_levels_of_a_scenario_from_the_easiest_on() -> None:
    found = tasks([bike()])

    assert [each.level for each in found] == ["easy", "normal", "hard"]
    assert {each.family for each in found} == {"market"}


def test_a_scenario_without_levels_is_one_task() -> None:
    plain = bike().model_copy(update={"levels": {}})

    assert tasks([plain]) == [Task(BIKE, "")]


def test_what_was_played_at_no_level_counts_for_the_one_that_changes_nothing() -> None:
    (mine,) = tries([game("", ("seller",))], [bike()], "me")

    assert mine == Try(Task(BIKE, "normal"), "seller", 0.7, won=True)


def test_only_the_seats_of_the_policy_count_and_everybodys_without_one() -> None:
    games = [game("hard", ("seller",)), game("hard", ())]

    known = successes(tries(games, [bike()], "you"), tasks([bike()]))
    whole = successes(tries(games, [bike()]), tasks([bike()]))

    assert known[Task(BIKE, "hard")] == (0, 2)
    assert whole[Task(BIKE, "hard")] == (1, 4)
    assert known[Task(BIKE, "easy")] == (0, 0)


def test_it_goes_up_only_after_so_many_games_that_went_well() -> None:
    assert climbed(LADDER, tried("easy", True, True, True, True), RULE).level == "easy"

    found = climbed(LADDER, tried("easy", True, False, True, True, False), RULE)

    assert (found.level, found.games) == ("normal", 0)
    assert found.moves == (Move(5, "easy", "normal", "promoted"),)


def test_between_both_thresholds_nothing_changes() -> None:
    """Hysteresis: what neither promotes nor demotes leaves the level as it is."""
    came = tried("easy", *[True] * 5)
    middling = tried("normal", *[True, False, False] * 10)

    found = climbed(LADDER, [*came, *middling], RULE)

    assert (found.level, len(found.moves), found.games) == ("normal", 1, 30)


def test_it_goes_down_where_nothing_is_won_and_may_come_back() -> None:
    up, lost = tried("easy", *[True] * 5), tried("normal", *[False] * 5)

    down = climbed(LADDER, [*up, *lost], RULE)
    again = climbed(LADDER, [*up, *lost, *up], RULE)

    assert [move.why for move in down.moves] == ["promoted", "demoted"]
    assert (down.level, again.level) == ("easy", "normal")


def test_games_at_other_levels_move_nothing() -> None:
    assert climbed(LADDER, tried("hard", *[True] * 50), RULE).level == "easy"


def test_the_hardest_level_is_the_last_and_the_easiest_the_first() -> None:
    won, lost = (climbed(("only",), tried("only", *[each] * 20), RULE) for each in (True, False))

    assert won.moves == lost.moves == ()


def test_a_scenario_says_itself_when_its_levels_change() -> None:
    rule = bike().promote
    assert rule is not None
    fair = [Try(Task(BIKE, "easy"), "seller", 0.5, won=False)] * rule.after

    assert climbed(levels(bike()), fair, rule).level == "normal"


def test_the_pay_of_a_job_is_split_as_the_schedule_says() -> None:
    changed = load(BIKE, overrides=overrides(0.25))
    ended = load(BIKE, overrides=overrides(0.0))

    assert (changed.reward.turn, changed.reward.outcome) == (0.25, 0.75)
    assert [each.use for each in changed.judges] == [
        "exploration",
        "novelty",
        "deal",
        "competition",
    ]
    assert (ended.reward.turn, [each.use for each in ended.judges]) == (0.0, ["competition"])


def test_a_belief_begins_at_the_planners_own_tactics() -> None:
    plain = Tactics()

    found = begin().tactics

    assert {name: getattr(plain, name) for name in KNOBS} == found


def test_candidates_are_tactics_that_the_planner_takes_and_the_same_for_a_seed() -> None:
    found = candidates(begin(), 30, seed=7)

    assert found[0] == begin().tactics
    assert all(Tactics.model_validate(each) for each in found)
    assert found == candidates(begin(), 30, seed=7)
    assert len({each["beta"] for each in found}) == 30


def test_the_best_tactics_of_a_hidden_game_are_found() -> None:
    """Whoever opens high and gives way late is paid most: nobody says so but the scores."""
    belief = begin()
    for number in range(12):
        drawn_now = candidates(belief, 16, number)
        scores = [each["aspiration"] - abs(each["beta"] - 0.3) for each in drawn_now]
        belief = moved(belief, drawn_now, scores)

    assert belief.tactics["aspiration"] > 0.9
    assert belief.tactics["beta"] < 0.5
    assert max(belief.spread.values()) < max(begin().spread.values())


def test_every_seat_learns_from_its_own_games() -> None:
    beliefs: dict[Seat, Belief] = {(BIKE, "seller"): begin(), (BIKE, "buyer"): begin()}
    now = drawn(beliefs, 8, seed=7)
    firm = [each["floor"] for each in now[BIKE, "seller"]]
    told = [
        Heard(Try(Task(BIKE, "easy"), "seller", 0.5, won=True), number, paid=firm[number])
        for number in range(8)
    ]

    after = learned(beliefs, now, told)

    assert after[BIKE, "seller"].tactics["floor"] > begin().tactics["floor"]
    assert after[BIKE, "buyer"] == begin()


def test_seats_try_different_tactics() -> None:
    beliefs: dict[Seat, Belief] = {(BIKE, "seller"): begin(), (BIKE, "buyer"): begin()}

    found = drawn(beliefs, 8, seed=7)

    assert found[BIKE, "seller"][1:] != found[BIKE, "buyer"][1:]
