"""Policies at the table: what they say of a seat counts over the job's own names."""

from typing import Any

import pytest

from society.casting import Job, Table, assemble
from society.domain.dialogue import Dialogue
from society.domain.errors import SocietyError
from society.domain.policy import Example, Habit, Policy
from society.domain.sampling import Sampling
from society.llm.model import Model
from society.llm.scripted import Scripted
from society.players.llm import LlmPlayer
from society.players.mute import MutePlayer
from society.players.planned import PlannedPlayer
from society.players.search import SearchPlayer
from society.scenario.referee import view
from society.settings import Settings

BIKE = "market/used_bike"
FIRM = Policy(
    name="firm",
    player="planner",
    habits=(Habit(role="seller", tactics={"beta": 0.5, "aspiration": 0.9}),),
)


def connect(name: str) -> Model:
    """Any name is a model, and nobody is asked."""
    return Scripted([], name=name)


def seated(**job: Any) -> Table:
    return assemble(Job(scenario=BIKE, judges=("deal",), **job), Settings(), connect)


def test_a_policy_says_who_plays_and_with_which_tactics() -> None:
    table = seated(player="llm", policies={"seller": FIRM})

    seller, buyer = table.bench.players["seller"], table.bench.players["buyer"]
    assert isinstance(seller, MutePlayer)
    assert (seller.tactics.beta, seller.tactics.aspiration) == (0.5, 0.9)
    assert isinstance(buyer, LlmPlayer)


def test_a_policy_that_leaves_it_open_plays_as_the_job_says() -> None:
    open_ = Policy(name="open", habits=(Habit(tactics={"beta": 0.5}),))

    player = seated(player="planned", policies={"seller": open_}).bench.players["seller"]

    assert isinstance(player, PlannedPlayer)
    assert player.tactics.beta == 0.5


def test_the_record_names_the_policy_as_who_played_and_holds_all_of_it() -> None:
    table = seated(player="planner", policies={"seller": FIRM})

    told = table.provenance
    assert told.players == {"seller": FIRM.label, "buyer": "planner"}
    assert Job.model_validate(told.job).policies == {"seller": FIRM}


def test_a_policy_thinks_as_its_habit_says_and_the_other_does_not() -> None:
    thinking = FIRM.with_habit(Habit(role="seller", search="best-of-4"))

    players = seated(
        player="planner", policies={"seller": thinking, "buyer": thinking}
    ).bench.players

    assert isinstance(players["seller"], SearchPlayer)
    assert isinstance(players["buyer"], MutePlayer)


def test_a_policy_draws_as_its_sampling_says() -> None:
    hot = Policy(name="hot", player="llm", model="house/big", sampling=Sampling(temperature=1.5))

    table = seated(policies={"seller": hot})

    player = table.bench.players["seller"]
    assert isinstance(player, LlmPlayer)
    assert player.sampling.temperature == 1.5
    assert table.provenance.sampling["seller"]["temperature"] == 1.5
    assert table.provenance.models["seller"] == "house/big"


async def test_advice_and_examples_stand_in_what_a_model_is_asked() -> None:
    habit = Habit(
        advice={"t1": "Open high and give way late."},
        examples=(Example(heard="What do you want?", said="180, it is as new."),),
    )
    taught = Policy(name="taught", player="llm", habits=(habit,))
    table = seated(policies={"seller": taught})
    player = table.bench.players["seller"]
    assert isinstance(player, LlmPlayer)
    model = Scripted(['{"say": "180.", "action": null, "args": null}'])

    heard: list[Any] = []
    asking = LlmPlayer(model, player.sampling, player.short, player.habit)
    await asking.speak(view(Dialogue(game=table.game), "seller"), tell=heard.append)

    system = heard[0].request[0].content
    assert "Open high and give way late." in system
    assert "180, it is as new." in system


@pytest.mark.parametrize(
    ("tactics", "said"),
    [({"betta": 1.0}, "betta"), ({"beta": -1.0}, "beta: input should be greater than 0")],
)
def test_tactics_that_there_are_not_are_refused_by_name(
    tactics: dict[str, float], said: str
) -> None:
    wrong = Policy(name="wrong", player="planner", habits=(Habit(tactics=tactics),))

    with pytest.raises(SocietyError, match=said):
        seated(policies={"seller": wrong})


def test_a_policy_for_nobody_is_refused() -> None:
    with pytest.raises(SocietyError, match="no role 'judge'"):
        seated(policies={"judge": FIRM})
