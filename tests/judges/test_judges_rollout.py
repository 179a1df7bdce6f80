"""The judge `rollout`: games played on from before and after a turn."""

from collections.abc import Callable
from typing import Any

import pytest

from judges.rollout import Rollout
from society import Action, Dialogue, Judgement, Outcome, Played, SocietyError, Turn
from society.domain.errors import LimitReached
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.play.playing_on import PlayingOn
from society.players.planned import PlannedPlayer
from society.plugins import find
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load

Talk = Callable[..., Dialogue]
USE = "judges.rollout:Rollout"


class Future:
    """Plays on to ends that are known: the worth of each game by how long the dialogue is."""

    def __init__(
        self,
        worth: Callable[[int, int], float],
        *,
        cost: float | None = 0.0,
        broken: Exception | None = None,
    ) -> None:
        self.asked: list[tuple[int, int, int, str]] = []
        self._worth, self._cost, self._broken = worth, cost, broken

    async def __call__(
        self, dialogue: Dialogue, *, n: int = 1, seed: int = 0, player: str = "planner"
    ) -> tuple[Played, ...]:
        """Game i is worth what the function says of the turns so far and i."""
        if self._broken:
            raise self._broken
        turns = len(dialogue.turns)
        self.asked.append((turns, n, seed, player))
        worths = [self._worth(turns, at) for at in range(n)]
        return tuple(
            Played(ended="agreement", utilities={"seller": worth}, calls=2, cost=self._cost)
            for worth in worths
        )


async def judged(talk: Talk, future: Any, *, turn: int = 2, **params: Any) -> Judgement:
    dialogue = talk(("seller", "a"), ("buyer", "b"), ("seller", "c"), ("buyer", "d"))
    return await ask(find(USE, params=params), Case(dialogue, turn=turn, play_on=future))


async def test_the_reward_is_half_plus_half_the_change_in_value(talk: Talk) -> None:
    future = Future(lambda turns, game: 0.2 if turns == 2 else 0.6)

    said = await judged(talk, future)

    assert said.score == pytest.approx(0.7)
    assert said.facts["before"] == pytest.approx(0.2)
    assert said.facts["value"] == pytest.approx(0.6)
    assert said.facts["n"] == 16
    assert "warning" not in said.critique


async def test_both_sides_are_played_under_the_same_chance(talk: Talk) -> None:
    future = Future(lambda turns, game: 0.5)

    await judged(talk, future, n=8, player="planned")

    before = [asked[1:] for asked in future.asked if asked[0] == 2]
    after = [asked[1:] for asked in future.asked if asked[0] == 3]
    assert before == after
    assert len({seed for _, seed, _ in before}) == len(before) == 2
    assert {player for _, _, player in before} == {"planned"}


async def test_too_few_games_to_tell_is_said(talk: Talk) -> None:
    future = Future(lambda turns, game: 0.4 if turns == 2 else (0.1, 0.1, 0.8, 0.8)[game])

    said = await judged(talk, future, n=4)

    assert said.facts["low"] < 0 < said.facts["high"]
    assert "too few to tell" in said.critique


async def test_a_turn_that_changes_nothing_in_any_game_is_sure_of_it(talk: Talk) -> None:
    said = await judged(talk, Future(lambda turns, game: game / 10), n=4)

    assert (said.score, said.facts["low"], said.facts["high"]) == (0.5, 0.0, 0.0)
    assert "warning" not in said.critique


async def test_an_antithetic_pair_is_one_observation(talk: Talk) -> None:
    mirrored = Future(lambda turns, game: 0.5 + (0.3 if game % 2 else -0.3) * (turns == 3))

    said = await judged(talk, mirrored, n=8)

    assert said.facts["low"] == pytest.approx(said.facts["high"]) == pytest.approx(0.0)


async def test_a_budget_ends_it_early(talk: Talk) -> None:
    future = Future(lambda turns, game: 0.5, cost=0.01)

    said = await judged(talk, future, n=64, budget=0.2)

    assert said.facts["n"] == 8
    assert said.facts["cost"] == pytest.approx(0.16)


async def test_what_has_no_price_is_not_played_twice_on_a_budget(talk: Talk) -> None:
    said = await judged(talk, Future(lambda turns, game: 0.5, cost=None), n=64, budget=5)

    assert said.facts["n"] == 4
    assert "cost" not in said.facts


async def test_a_limit_of_the_dialogue_stops_the_judge_too(talk: Talk) -> None:
    with pytest.raises(LimitReached):
        await judged(talk, Future(lambda turns, game: 0.5, broken=LimitReached("spent")))


async def test_a_game_of_unknown_worth_is_no_score(talk: Talk) -> None:
    said = await judged(talk, Future(lambda turns, game: 0.5), turn=1)

    assert (said.score, said.unscored) == (None, "judge_error")
    assert "nothing known to 'buyer'" in said.critique


async def test_the_end_is_divided_by_what_each_turn_changed(talk: Talk) -> None:
    dialogue = talk(("seller", "a"), ("buyer", "b"), ("seller", "c"))
    future = Future(lambda turns, game: [0.2, 0.5, 0.3, 0.8][turns])
    outcome = Outcome(ended="agreement", verifiable=True, utilities={"seller": 0.8})
    case = Case(dialogue, role="seller", outcome=outcome, play_on=future)

    said = await ask(find(USE), case)

    assert said.score == pytest.approx(0.8)
    assert said.credits == pytest.approx({0: 0.3, 2: 0.5})
    assert said.facts["start"] == pytest.approx(0.2)
    assert said.facts["unclear"] == 0


async def test_without_a_known_end_there_is_nothing_to_divide(talk: Talk) -> None:
    case = Case(talk(("seller", "a")), role="seller", play_on=Future(lambda turns, game: 0.5))

    assert (await ask(find(USE), case)).unscored == "no_opinion"


@pytest.mark.parametrize("n", [0, 2, 5, True, -4])
def test_games_come_in_pairs(n: int) -> None:
    with pytest.raises(SocietyError, match="played in pairs"):
        Rollout(n=n)


async def test_a_gift_to_the_other_side_costs_and_a_bold_ask_does_not() -> None:
    game = draw(load("market/used_bike"), seed=5)
    player = PlannedPlayer(Scripted([], name="nobody"))
    play_on = PlayingOn({role.id: player for role in game.roles})
    limit = game.variables["seller_min"]
    asked = {
        price: await _asking(Dialogue(game=game), price, play_on)
        for price in (limit, game.variables["list_price"])
    }

    gift, bold = (asked[price] for price in (limit, game.variables["list_price"]))
    assert gift.score is not None
    assert bold.score is not None
    assert gift.score < 0.5
    assert gift.facts["high"] < 0
    assert bold.score > gift.score


async def _asking(dialogue: Dialogue, price: int, play_on: PlayingOn) -> Judgement:
    """What rollout says of a price that the seller names, after the buyer's first bid."""
    bids = [("seller", None), ("buyer", dialogue.game.variables["lowest_bid"]), ("seller", price)]
    for index, (role, bid) in enumerate(bids):
        action = Action(name="propose", args={"price": bid}) if bid else None
        turn = Turn(index=index, role=role, text="…", action=action)
        dialogue = dialogue.say(turn)
    assert referee.ending(dialogue) is None
    return await ask(find(USE), Case(dialogue, turn=2, play_on=play_on))
