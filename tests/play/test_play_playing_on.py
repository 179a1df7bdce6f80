"""Playing on: the same rules, a chance of its own, the judge's bill, and nothing stored."""

import asyncio
import json
from statistics import fmean, variance
from typing import Any

import pytest

from society import Dialogue, judge
from society.casting import Job, assemble
from society.domain.dialogue import Action, Turn
from society.domain.errors import JudgeError, LimitReached, ModelError
from society.domain.events import Called, Judged, Spoke
from society.domain.lent import Played, PlayOn
from society.llm.model import Model
from society.llm.purse import Allowance, Purse
from society.llm.scripted import Scripted
from society.play.asking import Case, ask
from society.play.bench import Bench
from society.play.hearing import play_on
from society.play.playing_on import PlayingOn
from society.play.sealing import sealed_dialogue
from society.players.llm import LlmPlayer
from society.players.planned import PlannedPlayer
from society.players.player import Player
from society.scenario.draw import draw
from society.scenario.load import load
from society.settings import Settings
from tests.play.table import DEAL, Script, all_of, bench, game, seat, watch

START = Dialogue(game=game())
TALK = (
    Turn(index=0, role="seller", text="A lamp?", flags=("opening",)),
    Turn(index=1, role="buyer", text="65", action=Action(name="propose", args={"price": 65})),
    Turn(index=2, role="seller", text="75", action=Action(name="propose", args={"price": 75})),
)


def silent() -> PlayingOn:
    """A table where nobody has a model that answers."""
    return PlayingOn({"seller": Script([]), "buyer": Script([])})


def speaking(model: Model, **more: Any) -> PlayingOn:
    players: dict[str, Player] = {"seller": LlmPlayer(model), "buyer": PlannedPlayer(model)}
    return PlayingOn(players, **more)


async def test_planners_play_a_game_to_its_end_without_a_word_or_a_model() -> None:
    games = await silent()(START, n=6, seed=1)

    assert len(games) == 6
    assert {each.ended for each in games} <= {"agreement", "no_deal"}
    for each in games:
        assert (each.calls, each.cost) == (0, 0.0)
        assert 0 < each.turns <= START.game.scenario.turns.max
        if each.ended == "agreement":
            assert sum(each.utilities.values()) == pytest.approx(1.0)
            assert min(each.utilities.values()) >= 0


async def test_the_same_seed_plays_the_same_games_and_another_seed_others() -> None:
    first, again, other = [await silent()(START, n=8, seed=seed) for seed in (1, 1, 2)]

    assert first == again
    assert first != other
    assert len({each.model_dump_json() for each in first}) > 1


async def test_fewer_games_are_the_first_of_more() -> None:
    assert await silent()(START, n=3, seed=5) == (await silent()(START, n=6, seed=5))[:3]


async def test_a_game_goes_on_from_where_the_dialogue_stands() -> None:
    offered = Dialogue(game=game(), turns=TALK)

    games = await silent()(offered, n=8, seed=1)

    # The seller asks for 75 and never for more; the buyer has offered 65 and never less.
    agreed = [each for each in games if each.ended == "agreement"]
    assert agreed
    assert all(0.25 - 1e-9 <= each.utilities["seller"] <= 0.75 + 1e-9 for each in agreed)
    assert all(each.turns <= 3 for each in games)


async def test_a_game_that_is_over_is_settled_as_it_is() -> None:
    accept = Turn(index=3, role="buyer", text="Yes.", action=Action(name="accept"))
    over = Dialogue(game=game(), turns=(*TALK, accept))

    games = await silent()(over, n=3)

    expected = Played(ended="agreement", utilities={"seller": 0.75, "buyer": 0.25})
    assert games == (expected,) * 3


async def test_mirrored_games_lie_about_a_middle_so_their_mean_varies_less() -> None:
    bike = draw(load("market/used_bike"), seed=3)
    roles = [role.id for role in bike.roles]

    games = await PlayingOn({role: Script([]) for role in roles})(Dialogue(game=bike), n=80, seed=4)

    worth = [each.utilities[roles[0]] for each in games]
    pairs = [fmean(worth[at : at + 2]) for at in range(0, 80, 2)]
    assert variance(pairs) < 0.5 * variance(worth) / 2


async def test_a_dialogue_that_is_sealed_is_played_on_as_well() -> None:
    offered = Dialogue(game=game(), turns=TALK)

    assert await silent()(sealed_dialogue(offered), n=2) == await silent()(offered, n=2)


def refuses(messages: Any) -> str:
    return '{"say": "No.", "action": "walk_away"}'


async def test_games_with_models_ask_the_roles_own_and_are_told_and_counted() -> None:
    told: list[Any] = []

    games = await speaking(Scripted(refuses), tell=told.append)(START, n=3, player="llm")

    # The opening is said; then the buyer walks away.
    assert [(each.ended, each.turns, each.calls) for each in games] == [("no_deal", 2, 1)] * 3
    assert len(told) == 3
    assert {each.purpose for each in told} == {"turn:1"}


async def test_planned_players_play_on_with_their_words() -> None:
    model = Scripted(["That is my price."], again=True)

    games = await speaking(model)(START, n=2, player="planned")

    assert all(each.calls >= each.turns - 1 for each in games)
    assert {each.ended for each in games} <= {"agreement", "no_deal"}


async def test_the_purse_of_the_dialogue_bounds_the_games() -> None:
    model = Scripted(refuses, purse=Purse(Allowance(calls=2)))

    with pytest.raises(LimitReached):
        await speaking(model)(START, n=4, player="llm")


async def test_a_model_that_fails_ends_every_game() -> None:
    model = Scripted([ModelError("no answer", kind="server")])

    with pytest.raises(ModelError, match="no answer"):
        await speaking(model)(START, n=2, player="llm")


async def test_a_game_that_cannot_be_played_so_says_how_it_can() -> None:
    debate = Dialogue(game=draw(load("debate/motion"), seed=1))
    lesson = Dialogue(game=draw(load("classroom/fractions"), seed=1))
    everyone = {role.id: Script([]) for each in (debate, lesson) for role in each.game.roles}
    at_the_table = PlayingOn(everyone)

    with pytest.raises(JudgeError, match="gives no utility"):
        await at_the_table(debate)
    with pytest.raises(JudgeError, match="no offers that could be planned") as planned:
        await at_the_table(lesson)
    with pytest.raises(JudgeError, match="no model to play on with"):
        await at_the_table(lesson, player="llm")
    with pytest.raises(JudgeError, match="no player is called 'me'"):
        await silent()(START, player="me")
    with pytest.raises(JudgeError, match="asked for 0 games"):
        await silent()(START, n=0)
    with pytest.raises(JudgeError, match="nobody here plays seller, buyer"):
        await at_the_table(START)
    assert planned.value.hint == "play on with player='planned' or player='llm'"


@pytest.mark.parametrize(("right", "worth"), [(True, 1.0), (False, 0.0)])
async def test_the_checks_of_the_scenario_settle_how_a_game_ended(
    right: bool, worth: float
) -> None:
    said: list[str] = []
    model = Scripted(lambda messages: said[0], name="pupil")
    job = Job(scenario="classroom/fractions", model="pupil", judges=())
    lesson = assemble(job, Settings(), lambda name: model)
    value = lesson.game.variables["correct"] if right else "0/1"
    said.append(json.dumps({"say": "So.", "action": "answer", "args": {"value": value}}))

    (played,) = await play_on(lesson.bench)(Dialogue(game=lesson.game), player="llm")

    assert (played.ended, played.utilities) == ("answered", {"teacher": worth, "student": worth})


@judge(scope="turn")
async def rollout(dialogue: Dialogue, play_on: PlayOn) -> dict[str, Any]:
    games = await play_on(dialogue, n=2, seed=7, player="llm")
    return {"score": 0.5, "facts": {"n": len(games)}}


def table(model: Model, **more: Any) -> Bench:
    """Players that speak, and a judge that plays on."""
    players = {"seller": LlmPlayer(model), "buyer": LlmPlayer(model)}
    return Bench(players=players, seats=(seat(rollout),), **more)


async def test_games_played_on_are_on_the_judges_bill_and_not_in_the_dialogue() -> None:
    offers = iter(['{"say": "65", "action": "propose", "args": {"price": 65}}'])
    model = Scripted(lambda messages: next(offers, '{"say": "No.", "action": "walk_away"}'))

    events = await all_of(watch(table(model)))

    spoken = [each.turn.index for each in events if isinstance(each, Spoke)]
    judged = [each.judgement for each in events if isinstance(each, Judged)]
    calls = [each.attempt for each in events if isinstance(each, Called)]
    of_judge = [each.call for each in calls if each.purpose == "judge:rollout"]
    assert spoken == [0, 1, 2]
    assert [each.facts for each in judged] == [{"n": 2}] * 2
    assert judged[0].calls == tuple(of_judge)
    # After the buyer's offer both games ask the seller once; after the seller left there is none.
    assert (len(of_judge), len(calls)) == (2, 4)


class Slow(Scripted):
    """Answers after a while."""

    async def reply(self, *args: Any, **more: Any) -> Any:
        await asyncio.sleep(0.2)
        return await super().reply(*args, **more)


async def test_a_judges_time_stands_still_while_a_game_is_played() -> None:
    games = speaking(Slow(refuses))
    case = Case(Dialogue(game=game(), turns=TALK[:1]), turn=0, play_on=games)

    said = await ask(seat(rollout).juror, case, timeout=0.1)

    assert said.score == 0.5, said.critique


async def test_a_judge_that_plays_on_where_nobody_plays_says_so() -> None:
    said = await ask(seat(rollout).juror, Case(Dialogue(game=game(), turns=TALK), turn=2))

    assert said.critique == (
        "judge 'rollout' on turn 2: it asks for 'play_on', and there is none; "
        "ask it where there are players, as society run does"
    )


async def test_a_judge_that_plays_on_a_script_is_unscored_with_the_reason() -> None:
    events = await all_of(watch(bench(DEAL["seller"], DEAL["buyer"], [seat(rollout)])))

    said = next(each.judgement for each in events if isinstance(each, Judged))
    assert said.unscored == "judge_error"
    assert "play on with player='planner'" in said.critique
