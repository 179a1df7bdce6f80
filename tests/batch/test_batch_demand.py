"""What thinking adds to what a player asks: by its setting, and as it really came to be."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from society.batch.arithmetic import Question
from society.batch.capping import Rate
from society.batch.demand import Asks, Demand, Guided, Mind, asks, thinking
from society.batch.estimate import Estimate
from society.batch.expectation import Cell
from society.batch.measuring import demands
from society.casting import Cast
from society.cli.batch.batching import perform
from society.cli.batch.command import WorkOptions
from society.llm.prices import Price
from society.players.thought import Thought
from society.store.past import Stage, past
from society.store.store import Store
from tests.batch.played import BIKE, dealing, plan_of, reckon, table
from tests.faults.server import FaultServer

MOVES = Mind(decides=True, plays_on=True)
WORDS = Mind(decides=False, plays_on=True)
TALK = Mind(decides=False, plays_on=False)
OWN = Demand(
    stage="turn",
    who="seller",
    model="m",
    roles=("seller",),
    about=Question(base=100, growth=10, reply=60),
    most=Question(base=300, growth=90, reply=400, chains=3, repairs=2),
    bounded=True,
)
JUDGE = Guided(
    "rubric", "j", Question(base=50, growth=0, reply=9), Question(base=90, growth=0, reply=99), True
)


@pytest.mark.parametrize(
    ("setting", "mind", "asked"),
    [
        ("best-of-8", MOVES, Asks(candidates=1, requests=1, ahead=0, positions=8)),
        ("best-of-8,words", MOVES, Asks(candidates=8, requests=8, ahead=0, positions=8)),
        ("best-of-2", WORDS, Asks(candidates=2, requests=1, ahead=0, positions=2)),
        ("best-of-8", TALK, Asks(candidates=8, requests=2, ahead=0, positions=8)),
        ("beam:8x3@0.25", WORDS, Asks(candidates=8, requests=2, ahead=0, positions=56)),
        ("beam:8x3@0.25", TALK, Asks(candidates=8, requests=2, ahead=48, positions=56)),
        ("mcts:64x6", MOVES, Asks(candidates=1, requests=1, ahead=0, positions=64)),
        ("mcts:10x6", TALK, Asks(candidates=8, requests=2, ahead=16, positions=10)),
        ("mcts:64x1", TALK, Asks(candidates=8, requests=2, ahead=0, positions=64)),
    ],
)
def test_what_a_setting_asks_before_one_turn(setting: str, mind: Mind, asked: Asks) -> None:
    assert asks(Thought.parse(setting), mind) == asked


def test_replies_that_come_in_one_request_share_its_prompt() -> None:
    (own,) = thinking(OWN, Thought.parse("best-of-8"), WORDS)

    alone, together = OWN.about.load([0]), own.about.load([0])
    assert together.prompt == 2 * alone.prompt
    assert together.completion == 8 * alone.completion


def test_rollouts_ask_nobody_and_a_judge_is_asked_of_every_position() -> None:
    (alone,) = thinking(OWN, Thought.parse("mcts:64x6"), MOVES)
    _, guide = thinking(OWN, Thought.parse("mcts:64x6"), MOVES, (JUDGE,))

    assert alone.about == OWN.about
    assert "rollouts, which ask nobody" in alone.effort
    assert guide.who == "seller mcts:64x6 guided by rubric"
    assert (guide.about.load([0]).calls, guide.about.load([0]).completion) == (64, 64 * 9)


def test_a_limit_of_calls_bounds_what_is_asked_before_a_turn() -> None:
    _, guide = thinking(OWN, Thought.parse("mcts:64x6,calls=20"), WORDS, (JUDGE,))

    assert guide.about.chains == 18


RATED = Rate(Price(prompt=2.0, completion=10.0), 2.0)


@pytest.mark.parametrize(
    ("limit", "positions"),
    [
        pytest.param("calls=20", 18, id="two requests brought the replies"),
        pytest.param("tokens=1480", 12, id="780 tokens of replies and of prompts, then 59 each"),
        pytest.param("money=0.0072", 10, id="$0.0054 for the replies, then $0.00019 each"),
        pytest.param("seconds=24", 64, id="4 s for the replies, then eight at once for 2 s"),
        pytest.param("seconds=12", 32, id="half of that time"),
        pytest.param("calls=20,seconds=12", 4, id="one at a time where calls are counted"),
        pytest.param("calls=2", 0, id="the replies alone take all of it"),
    ],
)
def test_a_limit_ends_what_is_asked_once_the_replies_are_there(limit: str, positions: int) -> None:
    """Two prompts of 150 tokens with eight replies of 60 between them; a judge asks 50 and 9."""
    own, *guides = thinking(
        OWN, Thought.parse(f"mcts:64x6,{limit}"), WORDS, (JUDGE,), turn=5, rates=lambda _: RATED
    )

    assert sum(each.about.chains for each in guides) == positions
    shown = f"{positions} of 64 positions" if positions < 64 else "64 positions"
    assert f", {shown}, each put to rubric" in own.effort
    assert (", where " in own.effort) is (positions < 64)


def test_a_limit_that_is_not_reached_is_not_spoken_of() -> None:
    (own, _) = thinking(OWN, Thought.parse("best-of-8,tokens=9000"), WORDS, (JUDGE,))

    assert "tokens" not in own.effort.removeprefix("best-of-8,tokens=9000")


def test_a_limit_of_money_of_unknown_price_is_said_to_be_left_out() -> None:
    own, guide = thinking(OWN, Thought.parse("best-of-8,money=0.1"), WORDS, (JUDGE,))

    assert "money=0.1 is not in it: no price is known for m, j" in own.effort
    assert guide.about.chains == 8


def test_a_limit_that_ends_a_search_ends_what_is_looked_ahead_to_as_well() -> None:
    whole = list(thinking(OWN, Thought.parse("mcts:64x6"), TALK, (JUDGE,)))
    half = list(thinking(OWN, Thought.parse("mcts:64x6,calls=258"), TALK, (JUDGE,)))

    assert [each.about.chains for each in whole] == [2, 448, 64]
    assert [each.about.chains for each in half] == [2, 224, 32]


async def test_an_estimate_is_smaller_where_a_limit_ends_the_search() -> None:
    seats: dict[str, Any] = {"model": "openai/x", "judges": ("deal",), "player": "llm"}
    whole, limited = [
        await reckon(Cell(table(searches={"seller": setting}, **seats), 1, None), preflight=False)
        for setting in (
            "best-of-8,value=judge:rubric",
            "best-of-8,value=judge:rubric,tokens=6000,money=0.5",
        )
    ]

    calls = [sum(each.expected.calls for each in found.parts) for found in (whole, limited)]
    assert calls[1] < calls[0]
    assert "where tokens=6000 ends it" in limited.parts[0].effort


async def test_a_guiding_judge_is_measured_as_if_it_paid_and_one_without_a_model_is_free() -> None:
    seats: dict[str, Any] = {"model": "openai/x", "judges": ("deal",)}
    guided = table(searches={"seller": "best-of-4,value=judge:rubric+judge:brevity"}, **seats)
    paid = table(model="openai/x", judges=("rubric",))

    guides = [each for each in await demands(guided) if each.stage == "guide"]

    (rubric,) = guides
    (paying,) = [each for each in await demands(paid) if each.stage == "judge"]
    assert rubric.roles == ("seller",)
    assert rubric.about.model_copy(update={"chains": 1}) == paying.about
    assert rubric.about.chains == 4


def searching(setting: str) -> Cast:
    return Cast(model="ok", player="llm", searches={"seller": setting}, judges=("brevity",))


def play(db: Path, n: int, setting: str) -> int:
    """Play a real batch at a loopback server; how many requests it was sent."""
    plan = plan_of(n).model_copy(update={"casts": (searching(setting),)})

    async def batch() -> int:
        async with FaultServer(say=dealing) as server:
            work = WorkOptions(api_base=server.url, db=str(db), quiet=True, json=True)
            assert await perform(plan, work) == 0
            return len(server.asked)

    return asyncio.run(batch())


def told(n: int, setting: str, db: Path | None = None) -> Estimate:
    seated = table(**searching(setting).model_dump(exclude_defaults=True))
    before = None
    if db is not None:
        stage = Stage(scenario=BIKE, locale="en", players=seated.provenance.players)
        with Store.open(db, write=False) as store:
            before = past(store, stage)
    return asyncio.run(reckon(Cell(seated, n, before), preflight=False))


def test_a_searched_batch_ends_within_its_bound_and_the_next_is_expected_like_it(
    tmp_path: Path,
) -> None:
    db, n = tmp_path / "society.db", 6
    before = told(n, "best-of-4")

    asked = play(db, n, "best-of-4") - 1

    assert asked <= before.total(most=True).calls
    after = told(n, "best-of-4", db)
    assert after.total().calls == pytest.approx(asked)
    assert "past dialogues of the same scenario, level and players" in after.parts[0].source


def test_what_another_setting_took_says_nothing_of_this_one(tmp_path: Path) -> None:
    db = tmp_path / "society.db"
    play(db, 5, "best-of-2")

    other = told(5, "best-of-8", db)

    seller = next(each for each in other.parts if each.who == "seller best-of-8")
    assert seller.source.startswith("assumed")
