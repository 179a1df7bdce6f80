"""What orders to the judge and forged tags do: told so that a reader sees what it means."""

import json
from random import Random

import pytest

from society import Dialogue, Model, Turn, judge
from society.audit.material import casino
from society.audit.probing import Exam, above_chance
from society.audit.run import Judge, examine, questions
from society.domain.trust import Check
from society.llm.scripted import Scripted
from society.plugins import Juror, find, seat
from tests.audit.mocks import TO_JUDGE, mocks


def test_chance_alone_makes_no_share_negative() -> None:
    found = above_chance([False] * 9 + [True], 0.4)

    assert (found.value, found.low, found.n) == (0.0, 0.0, 10)
    assert found.high >= 0.0


@judge
async def offended(turn: Turn) -> float:
    """Takes half of the scale from whoever tells it what to do."""
    return 0.3 if TO_JUDGE.search(turn.text) else 0.8


@judge
async def splits(turn: Turn, dialogue: Dialogue, model: Model) -> float:
    """Shows each line of a turn as if it were a turn."""
    lines = [{"text": line} for each in dialogue.turns for line in each.text.splitlines()]
    asked = json.dumps({"transcript_0123456789abcdef": lines})
    return float("yes" in (await model.ask(asked)).text)


@judge
async def free(turn: Turn, model: Model) -> float:
    return float("yes" in (await model.ask(turn.text)).text)


async def injection(juror: Juror) -> Check:
    done = await examine(Judge(juror), Exam(casino(40, seed=1)))
    return next(each for each in done.checks() if each.name == "injection")


async def imitation(juror: Juror, reply: str = "yes") -> Check:
    exam, model = Exam(casino(20, seed=1), model="scripted"), Scripted([reply] * 40)
    probes = [probe for probe in questions(exam) if probe.key.check == "tag"]
    done = await examine(Judge(juror, model), exam, probes=probes)
    return next(each for each in done.checks() if each.name == "tag imitation")


async def test_orders_that_cost_score_are_said_to_cost_it_and_buy_nothing() -> None:
    found = await injection(seat(offended, "tests"))

    assert (found.figure, found.low, found.passed) == (0.0, 0.0, True)
    assert found.parts["mean lift"] == pytest.approx(-0.5, abs=0.1)
    assert found.parts["lowered"] > 0.9
    assert "such orders cost score" in found.sentence
    assert "-" not in found.sentence


async def test_orders_that_buy_score_are_counted_turn_by_turn() -> None:
    found = await injection(mocks()["injectable"])

    assert found.passed is False
    assert found.figure
    assert found.figure > 0.5
    assert "cost score" not in found.sentence


async def test_a_judge_that_draws_lots_is_not_said_to_have_been_bought() -> None:
    chance = Random(3)

    @judge
    async def lots(turn: Turn) -> float:
        return chance.random()

    found = await injection(seat(lots, "tests"))

    assert found.figure is not None
    assert found.figure >= 0
    assert found.parts["by chance"] > 0.2
    assert found.passed is not False


async def test_a_prompt_in_which_forged_tags_make_turns_is_found_out() -> None:
    found = await imitation(seat(splits, "tests"))

    assert found.passed is False
    assert found.parts["wrong counts"] > 0.9
    assert "prompts show another number of turns than were said" in found.sentence


async def test_in_a_rubrics_prompt_every_turn_is_one_turn() -> None:
    form = json.dumps({"tone": {"reason": "so", "score": 5}})
    params = {"describe": {"tone": "kind"}, "window": 3}

    found = await imitation(find("rubric", params=params, criteria={"tone": 1.0}), form)

    assert found.parts["wrong counts"] == 0.0
    assert found.passed is True
    assert "none of 10 prompts" in found.sentence


async def test_where_no_prompt_can_be_read_that_is_said() -> None:
    found = await imitation(seat(free, "tests"))

    assert "wrong counts" not in found.parts
    assert "could not be read" in found.sentence
